"""The floor of a build: files parsed, the bare text of their documents indexed, nothing more.

    python bench/floor.py INDEX VOLUME...

Loads lxml and tantivy alone, and prints how many documents there are. `bench/build.py` runs it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import tantivy
from lxml import etree


def floor(paths: Sequence[Path], index_folder: Path) -> int:
    """Parse the files and index the bare text of their documents; return how many there are."""
    schema = tantivy.SchemaBuilder().add_text_field("body", tokenizer_name="en_stem").build()
    writer = tantivy.Index(schema, path=str(index_folder)).writer()
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    documents = 0
    for path in paths:
        for division in etree.parse(str(path), parser).iter("{*}div"):
            if division.get("type") == "document":
                body = "".join(map(str, division.itertext()))
                writer.add_document(tantivy.Document(body=body))
                documents += 1
    writer.commit()
    writer.wait_merging_threads()
    return documents


if __name__ == "__main__":
    print(floor([Path(name) for name in sys.argv[2:]], Path(sys.argv[1])))
