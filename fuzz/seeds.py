"""Write what the fuzzer of the readers begins with: small files of every format, from the tests.

    python fuzz/seeds.py FOLDER

The first byte of a seed says under which ending the rest is read (see `readers.py`).
"""

from __future__ import annotations

import sys
from pathlib import Path

from readers import ENDINGS

HERE = Path(__file__).resolve().parents[1]
PLACES = (HERE / "src/regesta/example", HERE / "tests/read")
LARGEST = 40_000


def main(folder: Path) -> None:
    """Write the seeds into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    number = 0
    for place in PLACES:
        for path in sorted(place.rglob("*")):
            if not path.is_file() or path.suffix not in ENDINGS or path.stat().st_size > LARGEST:
                continue
            first = bytes([ENDINGS.index(path.suffix)])
            (folder / f"{number:04}-{path.name}").write_bytes(first + path.read_bytes())
            number += 1
    print(f"{number} seeds in {folder}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
