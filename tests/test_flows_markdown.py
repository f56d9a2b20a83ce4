"""clean/ in Markdown: files, books, rows and the restore law speak of the Markdown text."""

from __future__ import annotations

from pathlib import Path

import pytest
from ingesting import check, ingest, put, receipts, story, text, tree

from cleaners import Policy
from flows.aftercare import provenance
from flows.aftercare.put_back import put_back
from flows.aftercare.verify import verify
from flows.cli import main
from flows.config.settings import Settings
from flows.runs.start import run
from flows.writers import shards

PAGE = f"""<html lang="en"><head><title>The ferry stays in</title></head><body><nav><a href="/">Home</a></nav>
<article><h1>The ferry stays in</h1><p>{story("Auk").replace(chr(10), " ")}</p><h2>What is left</h2>
<ul><li>the <a href="/boats">boats</a> of the old harbour</li><li>two dogs and a postman</li></ul>
<p>{story("Skua").replace(chr(10), " ")}</p></article>
<footer><p>Copyright 2024 The Bay Post</p></footer></body></html>"""
MARKDOWN = Policy(markdown=True)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    put(tmp_path / "raw", "page.html", PAGE)
    put(tmp_path / "raw", "note.md", f"{story('Tern')}\n\n- water\n- salt\n")
    put(tmp_path / "raw", "plain.txt", story("Gull"))
    put(tmp_path / "raw", "empty.txt", b"")
    return tmp_path / "raw"


def test_documents_are_markdown_and_the_books_are_true(raw: Path, tmp_path: Path) -> None:
    clean = tmp_path / "clean"
    ingest(raw, clean, policy=MARKDOWN, also=("jsonl.gz",))
    assert verify(clean).faults == ()
    paths = {source: record["path"] for source, record in receipts(clean).items() if record["outcome"] == "cleaned"}
    assert paths == {
        "note.md": "documents/note.md.md",
        "page.html": "documents/page.html.md",
        "plain.txt": "documents/plain.md",
    }
    assert "## What is left\n\n- the boats of the old harbour\n- two dogs and a postman\n\n" in text(clean, "page.html")
    whole = provenance.uncleaned(clean, provenance.find(Settings(raw, clean), "page.html"))
    assert whole.startswith("Home\n\n# The ferry stays in\n\n")
    (shard,) = (clean / "jsonl_gz").iterdir()
    rows = {row["source"]: row for row in shards.writer("jsonl.gz").rows(shard)}
    assert {source: row["text"] for source, row in rows.items()} == {source: text(clean, source) for source in paths}
    assert {row["text_format"] for row in rows.values()} == {"text/markdown"}


def test_markdown_again_is_the_same_and_text_takes_its_place(raw: Path, tmp_path: Path) -> None:
    clean, other, plain = (tmp_path / name for name in ("clean", "other", "plain"))
    ingest(raw, clean, policy=MARKDOWN)
    ingest(raw, other, policy=MARKDOWN, workers=2)
    ingest(raw, plain)
    assert tree(clean) == tree(other)
    assert ingest(raw, clean, policy=MARKDOWN).cleaned == 0
    ingest(raw, clean)
    check(clean)
    assert tree(clean) == tree(plain)


def test_a_piece_that_is_put_back_stays(raw: Path, tmp_path: Path) -> None:
    settings = Settings(raw, tmp_path / "clean", policy=MARKDOWN, workers=1)
    run(settings, prefect="never")
    pieces = provenance.removals(settings.clean, provenance.find(settings, "page.html"))
    number = next(n for n, piece in enumerate(pieces, 1) if "The ferry stays in" in piece.text)
    assert pieces[number - 1].text.startswith("# ")
    put_back(settings, "page.html", number)
    assert text(settings.clean, "page.html").startswith("# The ferry stays in\n\n")
    assert verify(settings.clean).faults == ()


def test_from_the_command_line(raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clean = tmp_path / "clean"
    arguments = ["--format", "markdown", "--links"]
    assert main(["ingest", str(raw), str(clean), *arguments, "--prefect", "never", "--workers", "1", "--quiet"]) == 3
    assert "- the [boats](/boats) of" in text(clean, "page.html")
    capsys.readouterr()
    assert main(["clean", str(raw / "page.html"), *arguments, "--url", "https://bay.example/a/"]) == 0
    assert "- the [boats](https://bay.example/boats) of" in capsys.readouterr().out
    assert main(["clean", str(raw / "page.html"), "--links"]) == 2
