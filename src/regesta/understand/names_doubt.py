"""When a term is no mention of a person: an ordinary word, a part of another's name."""

from __future__ import annotations

import re

from regesta.understand.names_around import Before, is_initials, next_word
from regesta.understand.names_hits import Found
from regesta.understand.names_index import Doubt, PersonIndex, Use
from regesta.understand.names_person import PART, SURNAME
from regesta.understand.persons_parts import name_words
from regesta.understand.romanisation_chinese import is_asian_order


def is_builtin_bare(
    persons: dict[int, float], around: Before, term: str, index: PersonIndex, day: str
) -> bool:
    """Tell whether a bare surname could be but that of a person who merely comes along.

    Such a person need not be the one of this source: a title that fits is asked for, or a
    surname long enough to be rare of one in office; else the full name must stand in the record.
    """
    bearers = [index.persons[number] for number in persons]
    if not all(person.builtin for person in bearers):
        return False
    told = {kind for title in around.titles for kind in name_words().titles.get(title, ())}
    if any((told - {"common"}) & person.classes for person in bearers):
        return False
    in_office = all(person.in_office(day) for person in bearers)
    return len(term) < 9 or not in_office or term.strip().capitalize() in index.given


def doubt_of(term: str, index: PersonIndex) -> Doubt | None:
    """Return why a term may be but an ordinary word, None for a name that is nothing else."""
    word = term.strip()
    words = name_words()
    capitals = word.isupper()
    proper = word.capitalize() if capitals else word
    part = index.terms[term][0].how == PART
    never, ordinary = proper in words.never, proper in words.ordinary
    weak = proper in words.places or (part and (len(word) < 5 or proper in words.given))
    if not (never or ordinary or weak):
        return None
    return Doubt(never, ordinary, weak, capitals)


def is_plain(doubt: Doubt, found: Found, text: str, around: Before, index: PersonIndex) -> bool:
    """Tell whether a term is but an ordinary word here: no title, no signature, no brackets."""
    start, end, _ = found
    if doubt.never:
        return not any(title not in _FOR_OFFICES for title in around.titles)
    if around.titles:
        return False
    around_it = text[start - 1 : start], text[end : end + 1]
    if around_it == ("(", ")") or (around_it[0] in ("", "\n") and around_it[1] in ("", "\n")):
        return False
    if doubt.weak or (doubt.capitals and _all_caps(text, start, end)):
        return True
    if doubt.ordinary and _describes(text, start, end, around, index):
        return True
    return begins_sentence(text, start) or text[max(0, start - 4) : start].lower() == "the "


_FOR_OFFICES = frozenset({"Under", "Assistant", "Deputy", "Acting", "Chief", "Asst."})
_SENTENCE = re.compile(r"(?:[.?!:;—)”\"]|^|\n|\t|\b[a-z]\)|\d\.)\s*[“\"‘(\[]*$")


_PLURAL = re.compile(r"[a-z]{4,}(?<!s)s$|men$|man$|paper$|book$")


def _describes(text: str, start: int, end: int, around: Before, index: PersonIndex) -> bool:
    """Tell whether an ordinary word numbers or describes: "Page 4", "Key Data"."""
    following = next_word(text, end).rstrip(".,;:")
    words = name_words()
    if following[:1].isdigit() or (
        following[:1].isupper() and following[1:].islower() and following not in words.openers
    ):
        return True
    if text[start:end].capitalize() not in words.colours:
        return False
    if text[start - 1 : start] in ("-", "–") or _PLURAL.match(following):
        return True
    before = around.given[-1] if around.given else "."
    return before[0].isupper() and before not in words.openers and before not in index.given


def begins_sentence(text: str, start: int) -> bool:
    """Tell whether a sentence, an item or a speech begins here."""
    return bool(_SENTENCE.search(text[max(0, start - 8) : start]))


def _all_caps(text: str, start: int, end: int) -> bool:
    """Tell whether the words around are in capitals too, as in telegrams of the 1970s."""
    near = text[max(0, start - 24) : start] + text[end : end + 24]
    upper = sum(map(str.isupper, near))
    return upper > 2 * sum(map(str.islower, near))


def is_given_name(found: Found, text: str, index: PersonIndex) -> bool:
    """Tell whether a surname stands here as the given name of whoever is named next."""
    _, end, term = found
    following = next_word(text, end)
    if not following[:1].isupper():
        return False
    word = term.strip()
    if word.isupper() and not following.isupper():
        return False
    bare = following.rstrip(".,;:’'")
    if bare in name_words().titles or bare in name_words().openers or bare in _SMALL:
        return False
    if word.capitalize() in index.given or word in index.given or _INITIAL.match(text, end):
        return True
    others = index.terms.get(f" {bare} ", ())
    if any(use.how == SURNAME for use in others) and not word.isupper():
        return True
    return bool(is_asian_order([word.capitalize(), bare]))


def is_in_longer_name(found: Found, text: str, around: Before, index: PersonIndex) -> bool:
    """Tell whether the word beside a bare surname may make another's name or a thing's of both.

    "Burke Lawford", "Smith del Valle", "Kennedy Festival", "Viet-Minh": a capitalised word
    follows that no list has and that is neither title nor date, or a particle and a name; or
    what is but one syllable is tied to the word before it.
    """
    start, end, term = found
    if len(term) < 7 and text[start - 1 : start] in ("-", "–"):
        return term.strip().istitle()
    match = _GOES_ON.match(text, end)
    if match is None or f" {match['word']} " in index.terms:
        return False
    if match["particle"]:
        return True
    word, words = match["word"], name_words()
    known = word in words.titles or word in words.openers or word in _SMALL or word in _WHEN
    return not known and not around.titles


_GOES_ON = re.compile(
    r" (?P<particle>(?:del?|de la|von|van|duy|bin|ibn) )?(?P<word>[A-Z][a-z]{2,})\b"
)
_WHEN = frozenset(
    {"January", "February", "March", "April", "May", "June", "July", "August", "September",
     "October", "November", "December", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep",
     "Sept", "Oct", "Nov", "Dec", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
     "Saturday", "Sunday", "Government", "Regime", "Administration"}
)  # fmt: skip

# "Name W. Other"
_INITIAL = re.compile(r" [A-Z]\. [A-Z][a-z]")
_SMALL = frozenset({"I", "Said", "The", "To", "In", "On", "At", "And", "For", "From", "Of", "Is"})


def in_vietnamese_name(found: Found, text: str, around: Before, index: PersonIndex) -> bool:
    """Tell whether a Vietnamese given name stands inside a longer name that is not its bearer's.

    "Viet Minh", "Ca Mau", "Chau Doc", "Colonel Do Mau": such a name is one syllable, and a
    capitalised word beside it makes another name, if it does not merely open the sentence.
    """
    _, end, term = found
    uses = index.terms[term]
    if around.given and around.given[-1] not in name_words().openers:
        word = around.given[-1]
        if (
            1 < len(word) < 7
            and word[0].isupper()
            and not is_initials(word)
            and not _are_given(word, uses, index)
        ):
            return True
    if match := _TIED.match(text, end):
        return f" {match[1]} " not in index.terms
    following = next_word(text, end).rstrip(".,;:")
    if following in name_words().openers or following in name_words().titles:
        return False
    return bool(_SYLLABLE.match(following))


_TIED = re.compile(r"-([A-Z]\w+)")
_SYLLABLE = re.compile(
    r"(?:Ngh?|Nh|Th|Tr|Kh|Ph|Ch|Gi|Qu|[BCDGHKLMNRSTVX])[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?$"
)


def _are_given(word: str, uses: tuple[Use, ...], index: PersonIndex) -> bool:
    """Tell whether a word is a given name of one of the persons meant."""
    return any(word.casefold() in index.persons[use.person].given_words for use in uses)
