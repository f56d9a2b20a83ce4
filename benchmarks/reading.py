"""Memory and speed of the readers: every container with n documents and with a tenth of that, each in a fresh process.

    python -m benchmarks.reading [--scale 0.1]

200,000 rows and 1,000 members, or `--scale` of them; prints a table. Peak memory is that of the reading process; exit
code 1 if it is more than `LIMIT` times that for a tenth of the documents.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import random
import resource
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

WORDS = [
    "ferry",
    "harbour",
    "wind",
    "island",
    "mayor",
    "boat",
    "storm",
    "night",
    "paper",
    "ledger",
    "orchard",
    "bell",
    "lantern",
    "quay",
    "mast",
    "letter",
]
LIMIT = 1.3


def text(number: int, words: int = 250) -> str:
    """A text unlike any other."""
    return " ".join(random.Random(number).choices(WORDS, k=words)) + f" {number}."


def row(number: int) -> dict[str, str]:
    return {"url": f"https://example.org/{number}", "title": f"Story {number}", "text": text(number)}


def page(number: int) -> bytes:
    return f"<html><body><p>{text(number, 5000)}</p></body></html>".encode()


def write_jsonl(path: Path, count: int) -> None:
    with path.open("w") as file:
        file.writelines(json.dumps(row(n)) + "\n" for n in range(count))


def write_jsonl_gz(path: Path, count: int) -> None:
    with gzip.open(path, "wt", compresslevel=1) as file:
        file.writelines(json.dumps(row(n)) + "\n" for n in range(count))


def write_json(path: Path, count: int) -> None:
    with path.open("w") as file:
        file.write("[")
        file.writelines(("," if n else "") + json.dumps(row(n)) for n in range(count))
        file.write("]")


def write_csv(path: Path, count: int) -> None:
    with path.open("w") as file:
        file.write("url,title,text\n")
        file.writelines(f'https://example.org/{n},Story {n},"{text(n)}"\n' for n in range(count))


def write_parquet(path: Path, count: int) -> None:
    import pyarrow
    from pyarrow import parquet

    table = pyarrow.table({"url": [f"https://example.org/{n}" for n in range(count)], "text": map(text, range(count))})
    parquet.write_table(table, path, compression="zstd", row_group_size=20_000)


def write_zip(path: Path, count: int) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(count):
            archive.writestr(f"pages/{n}.html", page(n))


def write_tar_gz(path: Path, count: int) -> None:
    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        for n in range(count):
            member = tarfile.TarInfo(f"pages/{n}.html")
            member.size = len(content := page(n))
            archive.addfile(member, io.BytesIO(content))


def write_warc_gz(path: Path, count: int) -> None:
    with path.open("wb") as file:
        for n in range(count):
            answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page(n)
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{n}>\r\n"
                f"WARC-Date: 2024-05-01T10:00:00Z\r\nWARC-Target-URI: https://example.org/{n}\r\n"
                "Content-Type: application/http; msgtype=response\r\n"
                f"Content-Length: {len(answer)}\r\n\r\n"
            )
            file.write(gzip.compress(head.encode() + answer + b"\r\n\r\n", 1))


KINDS: dict[str, tuple[int, Callable[[Path, int], None]]] = {
    "jsonl": (200_000, write_jsonl),
    "jsonl.gz": (200_000, write_jsonl_gz),
    "json": (200_000, write_json),
    "csv": (200_000, write_csv),
    "parquet": (200_000, write_parquet),
    "zip": (1_000, write_zip),
    "tar.gz": (1_000, write_tar_gz),
    "warc.gz": (1_000, write_warc_gz),
}


def read(path: Path) -> tuple[int, float, float]:
    """Documents, seconds and peak megabytes of reading a file in this process."""
    from flows.readers import read as found_in
    from flows.readers.opened import RawFile

    started, count = time.perf_counter(), 0
    with path.open("rb") as stream:
        for _ in found_in(stream, RawFile(path.name, 80_000_000)):
            count += 1
    return count, time.perf_counter() - started, peak_memory()


def peak_memory() -> float:
    """Peak megabytes of this process. (On Linux `getrusage` also counts what the parent had before it started us.)"""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def measure(kind: str, count: int, folder: Path) -> tuple[float, float, float]:
    """Megabytes of the file, seconds and peak megabytes of reading it in a fresh process."""
    path = folder / f"{count}.{kind}"
    KINDS[kind][1](path, count)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.reading", "--read", path], capture_output=True, text=True, check=True
    )
    found, seconds, peak = json.loads(done.stdout)
    assert found == count, f"{kind}: {found} of {count} documents"
    size = path.stat().st_size / 1e6
    path.unlink()
    return size, seconds, peak


def rows(scale: float) -> Iterator[tuple[str, int, float, float, float, float]]:
    """Kind, documents, megabytes, seconds, peak megabytes, and peak in relation to a tenth of the documents."""
    with tempfile.TemporaryDirectory() as folder:
        for kind, (most, _) in KINDS.items():
            count = max(10, int(most * scale))
            _, _, small = measure(kind, count // 10, Path(folder))
            size, seconds, peak = measure(kind, count, Path(folder))
            yield kind, count, size, seconds, peak, peak / small


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.read:
        print(json.dumps(read(wanted.read)))
        return 0
    print(f"{'kind':9} {'documents':>9} {'file MB':>8} {'seconds':>8} {'peak MB':>8}  peak, to that of a tenth")
    worst = 0.0
    for kind, count, size, seconds, peak, ratio in rows(wanted.scale):
        worst = max(worst, ratio)
        print(f"{kind:9} {count:9,} {size:8.1f} {seconds:8.2f} {peak:8.1f}  {ratio:.2f}", flush=True)
    return 0 if worst <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
