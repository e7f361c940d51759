"""Score the search by known-item questions, side by side with plain BM25 of the same engine.

    python eval/relevance.py [ARCHIVE] [--shared DIR] [--floor] [--misses] [--meaning]

Asks every question of `relevance.toml` and sees whether the record that answers it is among
the first five and the first twenty. Plain BM25 is one stemmed field with title, texts and
notes, any of the words, as the engine ranks it. Without ARCHIVE one of the volumes of the
evaluation set is built in a temporary folder; without those nothing is scored, and that is
said. `--floor` fails when less is found than must be, `--misses` lists what is not found.
`--meaning` asks both by words and by meaning too (the extra `semantic`), these questions and
those of `relevance_meaning.toml`, which are put in other words than the documents'.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import tantivy
from msgspec import Struct

from regesta.keep.archive import Archive
from regesta.model import Entity, Record
from regesta.search.embedded import EmbeddedIndex, EmbeddedWriter
from regesta.search.embedder import the_embedder
from regesta.search.index import Query
from regesta.search.meaning import MeaningWriter

HERE = Path(__file__).resolve().parent
QUESTIONS = HERE / "relevance.toml"
OTHER_WORDS = HERE / "relevance_meaning.toml"
DEPTHS = (5, 20)
FLOORS = {5: 0.90, 20: 0.97}

Ask = Callable[[str], Sequence[str]]


class Question(Struct, frozen=True):
    """What is asked, the id of the record that answers, whether it is named in another form."""

    ask: str
    answer: str
    alias: bool = False


def questions(path: Path = QUESTIONS) -> list[Question]:
    """Read the questions of a file."""
    with path.open("rb") as file:
        return [Question(**one) for one in tomllib.load(file)["question"]]


class Plain:
    """The engine as it comes: one field, one stemmer, any of the words."""

    def __init__(self, folder: Path, records: Iterable[Record]) -> None:
        """Index the records in a new folder."""
        folder.mkdir()
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        builder.add_text_field("words", tokenizer_name="en_stem")
        self._index = tantivy.Index(builder.build(), path=str(folder))
        writer = self._index.writer(256_000_000, 1)
        for record in records:
            notes = (note.body for text in record.texts for note in text.notes)
            words = "\n".join((record.title, *(text.body for text in record.texts), *notes))
            writer.add_document(tantivy.Document(id=record.id, words=words))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def ask(self, text: str) -> Sequence[str]:
        """Return the ids of the first records for these words."""
        words = "".join(sign if sign.isalnum() else " " for sign in text)
        query = self._index.parse_query(words.lower(), ["words"])
        hits = self._searcher.search(query, DEPTHS[-1]).hits
        return [self._searcher.doc(address)["id"][0] for _score, address in hits]


def asker(index: EmbeddedIndex, *, meaning: bool = False) -> Ask:
    """Return what asks the archive's own index."""

    def ask(text: str) -> Sequence[str]:
        query = Query(text=text, limit=DEPTHS[-1], facets=(), meaning=meaning)
        answer = index.search(query)
        return [hit.id for hit in answer.hits]

    return ask


def ranks(asked: Sequence[Question], ask: Ask) -> list[int]:
    """Return for each question the place of its answer, from 1; 0 when it is too far down."""
    found = []
    for question in asked:
        ids = list(ask(question.ask))
        found.append(ids.index(question.answer) + 1 if question.answer in ids else 0)
    return found


def share(found: Sequence[int], depth: int) -> float:
    """Return the share of the answers that are among the first so many."""
    return sum(0 < rank <= depth for rank in found) / len(found) if found else 0.0


def table(asked: Sequence[Question], engines: dict[str, list[int]]) -> str:
    """Return the shares of each engine as a Markdown table, for all questions and by kind."""
    heads = [f"{kind}, first {depth}" for kind in ("all", "alias", "same") for depth in DEPTHS]
    lines = [f"| engine | {' | '.join(heads)} |", f"| --- |{' --- |' * len(heads)}"]
    for name, found in engines.items():
        cells = []
        for held in (None, True, False):
            some = [
                rank
                for rank, one in zip(found, asked, strict=True)
                if held is None or one.alias is held
            ]
            cells += [f"{share(some, depth):.3f}" for depth in DEPTHS]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def score(
    records: Sequence[Record], entities: Sequence[Entity], asked: Sequence[Question], work: Path
) -> dict[str, list[int]]:
    """Index the records in both ways under the folder `work` and ask both."""
    writer = EmbeddedWriter(work / "own", entities=entities)
    for record in records:
        writer.add(record)
    writer.commit()
    index = EmbeddedIndex(work / "own")
    own = ranks(asked, asker(index))
    index.close()
    return {"regesta": own, "plain BM25": ranks(asked, Plain(work / "plain", records).ask)}


def score_meaning(records: Sequence[Record], entities: Sequence[Entity], work: Path) -> str:
    """Index the records with vectors, and return what each way of asking finds."""
    folder = work / "meaning"
    writer = MeaningWriter(EmbeddedWriter(folder, entities=entities), folder, the_embedder())
    began = time.process_time()
    for record in records:
        writer.add(record)
    writer.commit()
    lines = [f"index with vectors: {time.process_time() - began:.1f} CPU s", ""]
    index = EmbeddedIndex(folder)
    for path in (QUESTIONS, OTHER_WORDS):
        asked = questions(path)
        for meaning in (False, True):
            found = ranks(asked, asker(index, meaning=meaning))
            shares = ", ".join(f"first {depth} {share(found, depth):.3f}" for depth in DEPTHS)
            lines.append(f"{path.stem}, {'by meaning too' if meaning else 'by words'}: {shares}")
    index.close()
    return "\n".join(lines)


def build(shared: Path, work: Path) -> Path:
    """Build an archive of the volumes in `shared` under the folder `work`."""
    folder = work / "archive"
    folder.mkdir()
    sources = shared / "corpora" / "frus"
    (folder / "regesta.toml").write_text(f'sources = ["{sources}"]\n', encoding="utf-8")
    subprocess.run([sys.executable, "-m", "regesta", "build", folder], check=True)
    return folder


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("archive", type=Path, nargs="?")
    parser.add_argument("--shared", type=Path, default=HERE.parents[1] / "shared")
    parser.add_argument("--floor", action="store_true", help="fail under the floors")
    parser.add_argument("--misses", action="store_true", help="list what is not in the first 5")
    parser.add_argument("--meaning", action="store_true", help="ask by meaning too")
    options = parser.parse_args()
    shared = options.shared.resolve()
    if options.archive is None and not (shared / "corpora" / "frus").is_dir():
        print(f"Nothing was scored: {shared} holds no volumes; name its folder with --shared.")
        return
    asked = questions()
    with tempfile.TemporaryDirectory(prefix="regesta-relevance-") as temporary:
        work = Path(temporary)
        with Archive.open(options.archive or build(shared, work)) as archive:
            records, entities = list(archive.iter_records()), list(archive.iter_entities())
        engines = score(records, entities, asked, work)
        by_meaning = score_meaning(records, entities, work) if options.meaning else ""
    print(table(asked, engines))
    if by_meaning:
        print(by_meaning)
    own = engines["regesta"]
    if options.misses:
        for question, rank in zip(asked, own, strict=True):
            if not 0 < rank <= DEPTHS[0]:
                print(f"{rank or 'not found':>9}  {question.answer}  {question.ask}")
    low = [depth for depth in DEPTHS if share(own, depth) < FLOORS[depth]]
    if options.floor and low:
        raise SystemExit(f"Too few answers are in the first {low[0]}.")


if __name__ == "__main__":
    main()
