"""Whatever the bytes are, a reader finds documents or says what is wrong with them; it never fails."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import plistlib
import random

import pytest
from reading import PAGE, as_parquet, as_zip, found_in
from test_readers_archives import MEMBERS, MHTML, as_tar
from test_readers_saved import RSS
from test_readers_tables import ROWS, as_csv, jsonl
from test_readers_warc import RECORDS

from cleaners.document import RawDocument
from cleaners.errors import Unreadable

SEEDS = {
    "a.zip": as_zip(MEMBERS),
    "a.tar": as_tar(MEMBERS, ("link", "/etc/hostname")),
    "a.tar.gz": gzip.compress(as_tar(MEMBERS)),
    "a.warc": b"".join(RECORDS),
    "a.warc.gz": b"".join(map(gzip.compress, RECORDS)),
    "a.mhtml": MHTML,
    "a.eml": MHTML,
    "a.jsonl": jsonl(ROWS),
    "a.json": json.dumps(ROWS).encode(),
    "a.csv": as_csv(),
    "a.tsv": as_csv("\t"),
    "a.md": b"---\ntitle: x\nurl: y\ntags:\n- a\n---\n# Ferry\n",
    "a.jsonl.bz2": bz2.compress(jsonl(ROWS) * 20),
    "a.jsonl.xz": lzma.compress(jsonl(ROWS) * 20),
    "a.html": PAGE,
    "a.rss": RSS.encode("latin-1"),
    "a.mbox": b"From a@b Wed May  1 10:00:00 2024\nSubject: Ferry\n\nWords.\n\n" * 3,
    "a.webarchive": plistlib.dumps({"WebMainResource": {"WebResourceData": PAGE, "WebResourceMIMEType": "text/html"}}),
}
TOUCHES = (b"\xff\xff\xff\xff", b"\0\0\0\0", b"9999", b"-1", b"\r\n\r\n", b'"', b"{", b"PK\x03\x04", b"\xc3")


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The bytes with a few of them changed, cut out, doubled or cut off."""
    found = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at = chance.randrange(len(found) + 1)
        kind = chance.randrange(5)
        if kind == 0:
            found[at : at + 1] = bytes([chance.randrange(256)])
        elif kind == 1:
            del found[at : at + chance.randrange(1, 40)]
        elif kind == 2:
            found[at : at + 4] = chance.choice(TOUCHES)
        elif kind == 3:
            found[at:at] = found[at // 2 : at // 2 + chance.randrange(100)]
        elif chance.random() < 0.3:
            del found[at:]
    return bytes(found)


@pytest.mark.parametrize("name", [*SEEDS, "a.parquet"])
def test_damage_is_told_and_never_fatal(name: str) -> None:
    if "warc" in name:
        pytest.importorskip("warcio")
    seed = as_parquet(ROWS) if name == "a.parquet" else SEEDS[name]
    chance = random.Random(name)
    for _ in range(150):
        try:
            found = found_in(damaged(seed, chance), name, limit=100_000)
        except Unreadable as error:
            assert error.detail
            continue
        for one in found:
            assert one.source.startswith(name)
            if isinstance(one, RawDocument):
                json.dumps(dict(one.hints), ensure_ascii=False).encode()
            else:
                assert one.error.detail
