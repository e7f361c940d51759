"""The word before a number: whether it makes the number a document's; what may stand between."""

from __future__ import annotations

from regesta.understand.mentions_words import words

NO = frozenset(("no", "nos", "nr", "nrs", "number", "numbers", "num", "n°", "#", "serial"))
# Marks of handling that stand between a form and its number: "Deptel Niact 302".
CAPTIONS = frozenset((
    "niact", "nodis", "exdis", "limdis", "noforn", "priority", "literally", "eyes", "only",
    "secret", "topsec", "confidential", "unnumbered", "personal", "urgent",
))  # fmt: skip
_LONGEST = 40
_MOST_KNOWN = 65_536


def form_of(low: str) -> str:
    """Return the cable form of a word in lower case: "embtels", "reembtel", "re-urtel", or ""."""
    forms = words().forms
    for word in (low, low.removeprefix("re").lstrip("-–")):
        for form in (word, word.removesuffix("s")):
            if form in forms and forms[form].genre:
                return form
    return ""


def bare_word(printed: str) -> str:
    """Return the word without the signs about it: "him—Embtel" and "(Embtel," give "Embtel"."""
    return printed.rsplit("—", 1)[-1].lstrip("(“\"'[").rstrip(",.:")


class _Leads(dict[str, bool]):
    """Whether a word may make the number behind it a document's, worked out once a word.

    A dict is asked without a call; it starts anew when it has grown large.
    """

    def __missing__(self, printed: str) -> bool:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        self[printed] = answer = _leads(printed.rsplit(None, 1)[-1] if printed.split() else "")
        return answer


_LEADS = _Leads()


def may_number(body: str, start: int) -> bool:
    """Tell by the word before a number alone whether it may be a document's."""
    if start < 2:
        return False
    previous = body[start - 1]
    if previous == " ":
        return _LEADS[body[body.rfind(" ", max(0, start - _LONGEST), start - 1) + 1 : start - 1]]
    return previous in "\u00a0-–#°A"


def _leads(printed: str) -> bool:
    """Tell whether any of the rules takes a number behind this word for a document's."""
    table = words()
    bare = bare_word(printed)
    low = bare.casefold()
    if printed.endswith("]") or low in NO or low in CAPTIONS:
        return True
    if not bare or printed[-1] in ":;)" or low in table.months:
        return False
    if form_of(low) or low in table.nouns:
        return True
    if printed.endswith(","):
        return False
    if table.owners.get(low) in ("mine", "yours") or bare in table.series:
        return True
    return bare[0].isupper() and low.replace(".", "") not in table.not_documents
