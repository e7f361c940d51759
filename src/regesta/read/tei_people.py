"""An entry of a list of persons: its name in natural order, its other forms, the offices held.

Beam, Jacob D.                       Jacob D. Beam
Alexander, William V., Jr.           William V. Alexander, Jr.
Ridgway, General Matthew B.          Matthew B. Ridgway
Carter, James Earl, “Jimmy,”         James Earl Carter; also Jimmy Carter
Ho Chi Minh (Nguyen Ai Quoc)         Ho Chi Minh; also Nguyen Ai Quoc
Chou En-lai                          Chou En-lai
"""

from __future__ import annotations

import re
from itertools import pairwise

from regesta.model import NameForm, Role

_SUFFIX = re.compile(
    r"(?:Jr|Sr|Esq|Ret|[IVX]{1,4}|2n?d|3r?d|[45]th|M\.?P|M\.?D|Ph\.?D|S\.?J|O\.?P|C\.?B\.?E|K\.?C"
    r"|USA|USN|USAF|USMC|USNR|USCG|R\.?N|R\.?A\.?F|ARVN|GCB)\.?$"
)
_RANK = re.compile(
    r"(?:(?:Brigadier|Major|Lieutenant|Lt\.|Maj\.|Brig\.|Vice|Rear|Field|Air|Chief|Fleet|Wing"
    r"|First|Second|Colonel|Air Chief|Air Vice|Squadron) )*"
    r"(?:General|Gen\.|Colonel|Col\.|Admiral|Adm\.|Captain|Capt\.|Commander|Cmdr\.|Cdr\."
    r"|Lieutenant|Lt\.|Major|Maj\.|Brigadier|Brig\.|Marshal|Commodore|Sergeant|Dr\.|Doctor"
    r"|Professor|Prof\.|Senator|Sen\.|Representative|Rep\.|Congressman|Governor|Judge|Justice"
    r"|Marshal of the Soviet Union|Generalissimo"
    r"|Ambassador|Reverend|Rev\.|Mr\.|Mrs\.|Miss|Ms\.|The Honorable|Hon\.|Group Captain) +"
)
_ALIAS = re.compile(r"[“\"]([^”\"]+)[”\"]|\(([^()]*)\)")
# A member of a legislature, with party and constituency: (R–Illinois), (D-Ark.).
_PARTY = re.compile(r"(?:Rep|Dem|[RDI])\.?\s*[-–—]")
_NO_NAME = re.compile(r"(?:Lord|Lady|Sir|Dame|Ret\.?|Dr\.?|Baron|Mrs?\.?|retired|deceased)$")
_OFFICE_WORD = re.compile(
    r"(?:Minister|Premier|President|Chairman|Director|Secretary|Ambassador|King|Queen|Prince|Chief"
    r"|Deputy|Assistant|Advis[eo]r|Member|Senator|Representative|Leader|Head|Foreign|Vice|Consul"
    r"|Officer|Commander|Department|Office|Bureau|Embassy|Former|Chancellor|Counselor|Governor"
    r"|Special|Acting|Under|Permanent|General|Staff|Prime)\b"
)


def natural_name(entry: str) -> tuple[str, tuple[str, ...]]:
    """Return an inverted name in natural order, and the other names given in it."""
    aliases = [quoted or bracketed for quoted, bracketed in _ALIAS.findall(entry)]
    plain = _words(_ALIAS.sub("", entry))
    surname, *rest = (part.strip() for part in plain.split(","))
    rest = [part for part in rest if part]
    suffixes = [part for part in rest if _SUFFIX.match(part)]
    given = _RANK.sub("", " ".join(part for part in rest if part not in suffixes) + " ").strip()
    full = _words(f"{given} {surname}" if given else surname)
    name = ", ".join((full, *suffixes))
    others = []
    for alias in filter(None, (_words(alias).strip(",") for alias in aliases)):
        if _PARTY.match(alias) or _NO_NAME.match(alias):
            continue
        quoted = re.search(rf"[“\"]{re.escape(alias)}", entry)
        others.append(f"{alias} {surname}" if quoted and given else alias)
    return name, tuple(others)


def _words(text: str) -> str:
    return " ".join(text.split()).strip(" ,;")


def name_forms(entry: str, name: str, others: tuple[str, ...]) -> tuple[NameForm, ...]:
    """Return the forms of a name beside the one to show."""
    printed = _words(entry)
    inverted = (NameForm(name=printed, system="inverted"),) if printed != name else ()
    return (*inverted, *(NameForm(name=other, system="alias") for other in others))


def split_given(surname: str, rest: str) -> tuple[str, str]:
    """Move given names that stand behind a name without any into it.

    "Majali" + "Lieutenant General Habis, Chief of Staff" -> "Majali, Lieutenant General Habis"
    + "Chief of Staff". A part that may be an office stays where it is.
    """
    if "," in surname or len(surname.split()) > 2:
        return surname, rest
    first, comma, behind = rest.partition(",")
    bare = _RANK.sub("", first.strip() + " ").strip()
    words = bare.split()
    fits = (
        comma
        and 0 < len(words) <= 3
        and all(word[0].isupper() for word in words)
        and not _OFFICE_WORD.search(bare)
        and not _SUFFIX.match(bare)
    )
    return (f"{surname}, {first.strip()}", behind.strip()) if fits else (surname, rest)


# --- offices ------------------------------------------------------------------------------

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_MONTH = "|".join(_MONTHS)
_DATE = re.compile(
    r"(?:,?\s*\b(?P<word>from|after|since|beginning|as of|until|till|to|through|before|in|during"
    r"|prior to|for)\s+|(?P<dash>\s?[–—-]\s?)|(?P<comma>,\s+|^|\s))"
    r"(?:the )?(?:(?:his|her) (?:death|assassination|retirement|resignation) (?:in|on) )?"
    r"(?:(?:early|late|mid|spring|summer|fall|autumn|winter|Spring|Summer|Fall|Winter)"
    r"(?:[ -]| of ))?"
    rf"(?:(?P<month>{_MONTH})(?: (?P<day>\d{{1,2}}))?(?:(?:,? ?)(?P<y1>1[89]\d\d|20\d\d))?"
    r"|(?P<y2>1[89]\d\d|20\d\d))(?!\d)"
)
_THEREAFTER = re.compile(r"^thereafter,?|,? thereafter$")
_SINCE = {"from", "after", "since", "beginning", "as of"}
_UNTIL = {"until", "till", "to", "through", "before", "prior to"}
# The full stop of the sentence, not that of an abbreviation ("the U.S.S.R.").
_FULL_STOP = re.compile(r"(?<![A-Z])\.$")
_POST = re.compile(
    r"\b(?:Ambassador(?: at Large)?|Minister|Charg[ée](?: d’Affaires)?|Consul(?: General)?"
    r"|Vice Consul|High Commissioner|Embassy|Legation|Consulate(?: General)?|Representative)"
    r"(?:,? (?:a\.i\.|ad interim))? (?:to|in|at) (?:the )?([A-Z][^,;(]*)"
)


def read_roles(description: str) -> tuple[Role, ...]:
    """Return the offices of a description, parted by semicolons, with the dates it gives."""
    roles: list[Role] = []
    for part in description.split(";"):
        words = _FULL_STOP.sub("", _words(part))
        if not words or words.startswith("see "):
            continue
        since, until = _in_force(words)
        title = _words(_DATE.sub("", words))
        if _THEREAFTER.search(title):
            title = _words(_THEREAFTER.sub("", title))
            since = since or (roles[-1].until if roles else "")
        post = _POST.search(title)
        if title:
            where = post[1].strip() if post else ""
            roles.append(Role(title=title, post=where, since=since, until=until))
    return tuple(roles)


def _in_force(words: str) -> tuple[str, str]:
    """Return from and until when, as EDTF; a start without a year has that of the end."""
    found = list(_DATE.finditer(words))
    years = [each["y1"] or each["y2"] or "" for each in found]
    for place in range(len(found) - 2, -1, -1):
        years[place] = years[place] or years[place + 1]
    dates = [_edtf(each, year) for each, year in zip(found, years, strict=True)]
    since = until = ""
    for each, date in zip(found, dates, strict=True):
        word = each["word"] or ""
        if word in _SINCE:
            since = since or date
        elif word in _UNTIL or each["dash"]:
            until = date
        elif word != "for":
            since = since or date
    ranged = any(a.end() == b.start() and b["dash"] for a, b in pairwise(found))
    single = len(found) == 1 and not ranged and (found[0]["word"] or "") not in _SINCE | _UNTIL
    return since, (since if single else until)


def _edtf(found: re.Match[str], year: str) -> str:
    if not year or not found["month"]:
        return year
    month = f"{_MONTHS.index(found['month']) + 1:02}"
    day = found["day"]
    return f"{year}-{month}-{int(day):02}" if day and 1 <= int(day) <= 31 else f"{year}-{month}"
