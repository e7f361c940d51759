"""Texts as vectors of their sense, by a small model that comes in a package (an extra).

The model is the table of token vectors in the wheel of `wordllama` (MIT; 32,000 tokens of 256
numbers, trained by its author on vectors of open language models). The sense of a text is the
mean of its tokens' vectors: no network, no graphics card, some 20,000 words a second. Only its
two files are used, not its code, which would look for files elsewhere.
"""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from regesta.errors import WrongUse

PACKAGE = "wordllama"
WEIGHTS = "weights/l2_supercat_256.safetensors"
TOKENS = "tokenizers/l2_supercat_tokenizer_config.json"
TABLE = "embedding.weight"
NEEDED = (PACKAGE, "numpy", "safetensors", "tokenizers")
BATCH = 256


def demand_model() -> Path:
    """Return the folder of the model's package; raises `WrongUse` where the extra is missing."""
    specs = {name: find_spec(name) for name in NEEDED}
    missing = [name for name, spec in specs.items() if spec is None]
    found = specs[PACKAGE]
    if missing or found is None or not found.submodule_search_locations:
        raise WrongUse(
            f"Search by meaning needs {', '.join(missing)}, which is not installed here.",
            way_out="Install it: pip install 'regesta[semantic]'.",
        )
    return Path(next(iter(found.submodule_search_locations)))


class Embedder:
    """Turns texts into vectors of length 1; `name` tells the model and its very weights."""

    def __init__(self, folder: Path) -> None:
        """Load the model; raises `WrongUse` where the package has another one."""
        self._numpy: Any = importlib.import_module("numpy")
        weights, tokens = folder / WEIGHTS, folder / TOKENS
        try:
            data = weights.read_bytes()
            table = importlib.import_module("safetensors.numpy").load(data)[TABLE]
            read = importlib.import_module("tokenizers").Tokenizer.from_file
            self._tokens = read(str(tokens))
        except Exception as error:  # of three packages, each with its own kinds
            raise WrongUse(
                f"The model for search by meaning cannot be read from {folder}: {error}.",
                way_out="Install it again: pip install --force-reinstall 'regesta[semantic]'.",
            ) from error
        self._tokens.no_padding()
        self._tokens.no_truncation()
        self._table = table.astype("float32")
        self.size = int(self._table.shape[1])
        self.name = f"{PACKAGE} {weights.stem} {hashlib.sha256(data).hexdigest()[:16]}"

    def embed(self, texts: Sequence[str]) -> Any:
        """Return one row a text, of length 1; zeros for a text without any token."""
        numpy = self._numpy
        rows = numpy.zeros((len(texts), self.size), dtype="float32")
        last = len(self._table) - 1
        for at, ids in enumerate(self._ids(texts)):
            if ids:
                rows[at] = self._table[numpy.minimum(ids, last)].mean(axis=0)
        lengths = numpy.linalg.norm(rows, axis=1, keepdims=True)
        return rows / numpy.maximum(lengths, 1e-9)

    def _ids(self, texts: Sequence[str]) -> Iterator[Sequence[int]]:
        for start in range(0, len(texts), BATCH):
            batch = list(texts[start : start + BATCH])
            for one in self._tokens.encode_batch_fast(batch, add_special_tokens=False):
                yield one.ids


@lru_cache(maxsize=1)
def the_embedder() -> Embedder:
    """Return the model, loaded once; raises `WrongUse` where the extra is missing."""
    return Embedder(demand_model())
