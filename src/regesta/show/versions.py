"""How another version of a document differs, in the words of the interface."""

from __future__ import annotations

from regesta.model import Version
from regesta.show.wording import Wording

_ALMOST_ALL = 0.9
_SHORTER, _LONGER = 0.9, 1.1


def say_version(version: Version, words: Wording) -> str:
    """Return what ties a record to another version, the share in common, and what differs."""
    parts = [words.say(f"version.{version.relation}"), _share(version, words)]
    parts += [words.say(f"version.other_{one}") for one in version.differs]
    parts.append(_length(version.length, words))
    return "; ".join(parts)


def _share(version: Version, words: Wording) -> str:
    if version.relation == "other-wording":
        return words.say("version.words", percent=_percent(version.share))
    if min(version.share, version.back) >= _ALMOST_ALL:
        return words.say("version.word_for_word")
    if version.back > version.share:
        return words.say("version.back", percent=_percent(version.back))
    return words.say("version.share", percent=_percent(version.share))


def _length(length: float, words: Wording) -> str:
    if _SHORTER <= length <= _LONGER:
        return words.say("version.as_long")
    if length >= 2:
        return words.say("version.times", n=f"{length:.0f}")
    key = "version.longer" if length > 1 else "version.shorter"
    return words.say(key, percent=_percent(abs(length - 1)))


def _percent(share: float) -> str:
    return f"{round(100 * share)} %"
