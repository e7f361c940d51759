"""`decisions.jsonl`: what people decided, one JSON object a line, only ever added to.

The order of lines means nothing and a line that stands twice counts once, so that two
editors' files combine by set union (git: `decisions.jsonl merge=union`).
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from regesta.errors import ArchiveError
from regesta.keep.lines import append_lines
from regesta.model import Decision

FILE_NAME = "decisions.jsonl"
META = "decided"

_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Decision)


class BrokenLine(Struct, frozen=True, kw_only=True):
    """A line that is no decision: its number from 1, its words, and what is wrong with it."""

    line: int
    text: str
    reason: str


class Decisions(Struct, frozen=True, kw_only=True):
    """All that a file holds, in order of time, and the lines that cannot be understood."""

    all: tuple[Decision, ...] = ()
    broken: tuple[BrokenLine, ...] = ()

    @property
    def standing(self) -> tuple[Decision, ...]:
        """The decisions in force, without the undos: those that no standing `undo` names."""
        stands = _standing(self.all)
        return tuple(one for one in self.all if one.verdict != "undo" and stands[one.id])

    @property
    def undone(self) -> frozenset[str]:
        """The ids of the decisions that a standing `undo` names."""
        return frozenset(id for id, stands in _standing(self.all).items() if not stands)


def _standing(decisions: Sequence[Decision]) -> dict[str, bool]:
    """Tell of each id whether it stands: an undo that is itself undone counts for nothing.

    Undos are followed from those that nobody undoes; of a circle, which only files that were
    written by hand can hold, the earliest stands.
    """
    target = {one.id: one.subject for one in decisions if one.verdict == "undo"}
    open_undos = Counter(subject for subject in target.values())
    stands = dict.fromkeys((one.id for one in decisions), True)
    waiting = deque(one.id for one in decisions if not open_undos[one.id])
    rest = deque(one.id for one in decisions if open_undos[one.id])
    settled: set[str] = set()
    while waiting or rest:
        id = waiting.popleft() if waiting else rest.popleft()
        if id in settled:
            continue
        settled.add(id)
        subject = target.get(id)
        if subject is None or subject not in stands or subject in settled:
            continue
        if stands[id]:
            stands[subject] = False
        open_undos[subject] -= 1
        if not open_undos[subject]:
            waiting.append(subject)
    return stands


def read_decisions(folder: Path) -> Decisions:
    """Return the decisions of the archive in `folder`; none where there is no file.

    A broken line is reported among `broken` and stays in the file. Raises `ArchiveError`
    when the file is there and cannot be read.
    """
    path = folder / FILE_NAME
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Decisions()
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read: {error.strerror}.") from error
    return parse_decisions(data)


def parse_decisions(data: bytes) -> Decisions:
    """Return the decisions in the bytes of a file, ordered by their time and id."""
    broken: list[BrokenLine] = []
    by_id: dict[str, Decision] = {}
    for number, line in enumerate(data.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            decision = _DECODER.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            broken.append(_broken(number, line, str(error)))
            continue
        known = by_id.setdefault(decision.id, decision)
        if known != decision:
            # Which of the two stands must not hang on the order of the lines.
            by_id[decision.id] = min(known, decision, key=_ENCODER.encode)
            broken.append(_broken(number, line, f"the id {decision.id!r} stands for two decisions"))
    ordered = sorted(by_id.values(), key=lambda decision: (decision.when, decision.id))
    return Decisions(all=tuple(ordered), broken=tuple(broken))


def decided_meta(applied: Iterable[Decision]) -> dict[str, str]:
    """Return what a build notes of the decisions that it applied: their ids."""
    return {META: " ".join(one.id for one in applied)}


def append_decision(folder: Path, decision: Decision) -> None:
    """Add one decision; when this returns it is on the disk.

    Raises `ArchiveError` when it could not be written.
    """
    _append(folder / FILE_NAME, [_ENCODER.encode(decision)])


def merge_decisions(folder: Path, other: Path) -> int:
    """Add to the archive's decisions every line of the file `other` that is not among them.

    Returns how many lines were added. Lines that cannot be understood come along too, so
    that nothing is lost. Raises `ArchiveError` when either file cannot be read or written.
    """
    path = folder / FILE_NAME
    try:
        theirs = other.read_bytes()
        ours = path.read_bytes() if path.exists() else b""
    except OSError as error:
        raise ArchiveError(f"{error.filename} cannot be read: {error.strerror}.") from error
    seen = {_sense(line) for line in ours.split(b"\n")}
    added: list[bytes] = []
    for line in theirs.split(b"\n"):
        if line.strip() and _sense(line) not in seen:
            seen.add(_sense(line))
            added.append(line.rstrip(b"\r"))
    if added:
        _append(path, added)
    return len(added)


def _append(path: Path, lines: Sequence[bytes]) -> None:
    """Add whole lines; they are all on the disk when this returns, or none is."""
    try:
        append_lines(path, lines)
    except OSError as error:
        raise ArchiveError(
            f"The decision could not be written to {path}: {error.strerror}.",
            way_out="Free some space or mend the rights of the folder, and decide again.",
        ) from error


def _broken(number: int, line: bytes, reason: str) -> BrokenLine:
    return BrokenLine(line=number, text=line.decode("utf-8", "replace"), reason=reason)


def _sense(line: bytes) -> bytes | Decision:
    """What makes two lines the same: the decision, or the bytes where there is none."""
    try:
        return _DECODER.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return line.strip()
