"""Raw files and clean documents behind an address: in memory, and on a real S3 server on this machine."""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import fsspec
import pytest
from ingesting import NOW, story, write

from cleaners.errors import ConfigurationError
from flows.config.configuration import configured
from flows.config.settings import Settings
from flows.raw.mirror import Mirror
from flows.raw.remote import Place, as_io_errors, discover
from flows.runs.lock import Busy, locked
from flows.runs.near import mirror_of
from flows.runs.start import run
from flows.runs.summary import Summary
from flows.writers import atomic

ELSEWHERE = "needs moto and s3fs; make test-ecosystem"


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def memory() -> Iterator[str]:
    fsspec.filesystem("memory").store.clear()
    yield "memory://bucket"
    fsspec.filesystem("memory").store.clear()


@pytest.fixture
def s3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server_module = pytest.importorskip("moto.server", reason=ELSEWHERE)
    s3fs = pytest.importorskip("s3fs", reason=ELSEWHERE)
    server = server_module.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    bucket = "bucket-" + hashlib.sha256(str(tmp_path).encode()).hexdigest()[:8]  # the server never forgets one
    s3fs.S3FileSystem().mkdir(bucket)
    yield f"s3://{bucket}"
    s3fs.S3FileSystem.clear_instance_cache()
    server.stop()


def put(url: str, content: str | bytes) -> None:
    with fsspec.open(url, "wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)


def files(url: str) -> dict[str, bytes]:
    place = Place.at(url)
    return {path: place.fs.cat_file(place.path(path)) for path in place.listing() if not path.startswith(".winnow/")}


def go(url: str, raw: Path | None = None, **more: Any) -> Summary:
    place = Settings(raw or Path("raw"), Path("clean"), raw_url="" if raw else f"{url}/raw", clean_url=f"{url}/clean")
    return run(replace(place, workers=1, now=NOW, **more), prefect="never")


def scenario(url: str) -> None:
    put(f"{url}/raw/a.txt", story("Auk"))
    put(f"{url}/raw/deep/ä b.txt", story("Skua"))
    put(f"{url}/raw/rows.jsonl", json.dumps({"text": story("Tern")}) + "\n{broken\n")
    put(f"{url}/raw/page.html", f"<html><body><p>{story('Gull')}</p></body></html>")
    put(f"{url}/raw/page.html.meta.json", json.dumps({"url": "https://example.org/gull"}))
    summary = go(url, also=("jsonl.gz",))
    assert (summary.cleaned, summary.quarantined) == (4, 1)
    before = files(f"{url}/clean")
    assert {path.partition("/")[0] for path in before} == {
        "documents", "quarantine", "jsonl_gz", "README.md", "manifest.jsonl", "changes.jsonl",
    }  # fmt: skip
    assert before["documents/a.txt"].decode() == story("Auk") + "\n"
    assert json.loads(before["documents/page.html.json"])["url"] == "https://example.org/gull"
    again = go(url)
    assert (again.cleaned, again.quarantined) == (0, 0)
    assert files(f"{url}/clean") == before
    put(f"{url}/raw/a.txt", story("Heron") + "\n\nAnd it is taller than the others, which is how it was told apart.")
    assert go(url).cleaned == 1
    after = files(f"{url}/clean")
    assert "Heron" in after["documents/a.txt"].decode()
    assert after["documents/page.html.txt"] == before["documents/page.html.txt"]
    # Another machine, which has no mirror yet, goes on from what lies there.
    shutil.rmtree(mirror_of(f"{url}/clean").parent)
    assert go(url).cleaned == 0
    assert files(f"{url}/clean") == after


def test_in_memory(memory: str) -> None:
    scenario(memory)


def test_on_s3(s3: str) -> None:
    scenario(s3)


def test_large_containers_are_streamed_from_s3(s3: str) -> None:
    rows = "".join(json.dumps({"text": story(f"Bird {n}"), "pad": "x" * 50_000}) + "\n" for n in range(200))
    put(f"{s3}/raw/rows.jsonl", rows)
    assert go(s3).cleaned == 200


def test_from_a_folder_to_s3_and_what_is_gone_goes_there_too(s3: str, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "a.txt").write_text(story("Auk"), "utf-8")
    assert go(s3, raw).cleaned == 1
    (raw / "a.txt").write_bytes(b"")
    go(s3, raw)
    after = files(f"{s3}/clean")
    assert "documents/a.txt" not in after
    assert "quarantine/a.json" in after


def test_discovery_passes_over_clean_hidden_files_and_sidecars(memory: str) -> None:
    for name in ("a.txt", "a.txt.meta.json", ".hidden", "sub/.x/y.txt", "clean/documents/a.txt", "b.html.meta.json"):
        put(f"{memory}/{name}", "x")
    found = discover(memory, leave_out=f"{memory}/clean")
    assert [(source.key, source.trouble and source.trouble[0]) for source in found] == [
        ("a.txt", None),
        ("b.html.meta.json", "lonely-sidecar"),
    ]
    assert found[0].sidecar == "a.txt.meta.json"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("nowhere://x/raw", "nobody knows what nowhere:// is"),
        ("memory://bucket/clean/raw", "lies inside"),
        ("file:///no/such/place", "nothing behind"),
    ],
)
def test_wrong_addresses_are_one_clear_line(url: str, message: str, memory: str) -> None:
    settings = Settings(Path("raw"), Path("clean"), raw_url=url, clean_url=f"{memory}/clean", workers=1)
    with pytest.raises(ConfigurationError, match=message):
        run(settings, prefect="never")


def test_errors_of_a_store_are_told_as_errors_of_input_and_output(s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import s3fs

    put(f"{s3}/raw/a.txt", story("Auk"))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    s3fs.S3FileSystem.clear_instance_cache()
    with pytest.raises(ConfigurationError, match="cannot be listed"):
        go(s3)


def test_a_bucket_is_not_created_for_a_name_that_is_mistyped(s3: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(story("Auk"), "utf-8")
    wrong = f"{s3}s"
    with pytest.raises(ConfigurationError, match=f"there is no bucket '{wrong[5:]}'; correct its name"):
        go(wrong, tmp_path)
    assert not fsspec.filesystem("s3").exists(wrong)


def test_an_error_of_a_store_names_the_address() -> None:
    with pytest.raises(OSError, match="not valid") as error, as_io_errors("s3://b/clean"):
        raise OSError(errno.EINVAL, "The specified bucket is not valid.")
    assert atomic.explained(error.value) == "s3://b/clean: The specified bucket is not valid."


def test_addresses_may_stand_in_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "winnow.toml").write_text('[ingest]\nraw = "s3://bucket/raw"\nclean = "out"\nalso = ["jsonl.gz"]\n')
    settings = configured({}, folder=tmp_path).settings()
    assert (settings.raw_url, settings.clean_url) == ("s3://bucket/raw", "")
    assert settings.clean.name == "out"
    assert settings.also == ("jsonl.gz",)


def test_what_lies_behind_an_address_is_overwritten_only_if_a_run_brought_it(
    memory: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    put(f"{memory}/raw/a.txt", story("Auk"))
    put(f"{memory}/clean/documents/a.txt", "precious")
    with pytest.raises(ConfigurationError, match=r"memory://bucket/clean/documents/a\.txt, which no run has written"):
        go(memory)
    assert files(f"{memory}/clean") == {"documents/a.txt": b"precious"}
    fsspec.filesystem("memory").rm(f"{memory}/clean", recursive=True)
    with monkeypatch.context() as patched:
        patched.setattr(Mirror, "_send", sent_until("manifest.jsonl", Mirror._send))
        with pytest.raises(KeyboardInterrupt):
            go(memory)
    assert "documents/a.txt" in files(f"{memory}/clean")
    shutil.rmtree(tmp_path / "cache")  # a new machine goes on
    assert go(memory).cleaned == 1


@pytest.mark.parametrize("last", ["documents/a.txt", "manifest.jsonl"])
def test_what_a_killed_run_has_changed_here_and_not_brought_there_is_brought_by_the_next(
    memory: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: str
) -> None:
    mirror = Mirror(Place.at(f"{memory}/clean"), tmp_path / "clean")
    for words in ("Auk", "Heron, and taller"):
        write(mirror.folder / "documents", a__txt=words)
        write(mirror.folder, manifest__jsonl=words)
        if words == "Auk":
            mirror.push()
    with monkeypatch.context() as patched:
        patched.setattr(Mirror, "_send", sent_until(last, Mirror._send))
        with pytest.raises(KeyboardInterrupt):
            mirror.push()
    mirror.pull()
    mirror.push()
    assert files(f"{memory}/clean") == dict.fromkeys(("documents/a.txt", "manifest.jsonl"), b"Heron, and taller")


def test_one_run_at_a_time_on_this_machine_brings_documents_to_an_address(memory: str) -> None:
    put(f"{memory}/raw/a.txt", story("Auk"))
    mirror = Mirror(Place.at(f"{memory}/clean"), mirror_of(f"{memory}/clean"))
    with (
        locked(mirror.lock, wait=True),
        pytest.raises(Busy, match="another run is working on memory://bucket/clean"),
    ):
        go(memory, wait=False)


def sent_until(last: str, send: Any) -> Any:
    def sent(mirror: Mirror, path: str) -> None:
        if path == last:
            raise KeyboardInterrupt
        send(mirror, path)

    return sent
