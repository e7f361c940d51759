"""Fuzz every reader: any bytes under any ending are records and refusals, soon, and no fault.

    python fuzz/seeds.py CORPUS
    nice -n 10 python fuzz/readers.py CORPUS -max_total_time=600 -timeout=20 -rss_limit_mb=2048

A reader's unforeseen exception, which a build tells as a refusal, is a finding here.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["regesta.read"]):
    from regesta.errors import Refusal
    from regesta.read.reader import HEAD_BYTES, Source
    from regesta.read.registry import read_source

ENDINGS = (
    ".txt", ".xml", ".html", ".csv", ".json", ".jsonl", ".md", ".pdf", ".docx", ".doc", ".odt",
    ".rtf", ".eml", ".mbox", ".warc", ".wacz", ".xlsx", ".ris", ".bib", ".sqlite", ".parquet", "",
)  # fmt: skip
FAULT = "failed on this file"
FOLDER = Path(tempfile.mkdtemp(prefix="regesta-fuzz-", dir="/dev/shm"))


def test_one(data: bytes) -> None:
    """Read the bytes under the ending that their first byte names."""
    if not data:
        return
    name = f"case{ENDINGS[data[0] % len(ENDINGS)]}"
    body = data[1:]
    path = FOLDER / name
    path.write_bytes(body)
    source = Source(
        name=name,
        path=path,
        sha256=hashlib.sha256(body).hexdigest(),
        head=body[:HEAD_BYTES],
        size=len(body),
    )
    for item in read_source(source):
        if isinstance(item, Refusal) and FAULT in item.reason:
            raise AssertionError(item.reason)


def main() -> None:
    """Run until libFuzzer's own options say."""
    atheris.Setup(sys.argv, test_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
