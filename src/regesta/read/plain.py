"""Plain text and Markdown, with or without YAML front matter.

Front matter is the block between two lines `---` at the head of the file. Its keys (and the
columns of a `metadata.csv` beside the file, see `companions`) fill the record so; any other
name of `data/fields.toml` will do as well:

    id                    the record's ID (else the id is a slug of the file's path)
    title, date, place, genre, number, summary, classification, rights, url
    author                contributors, with role "author"; likewise translator, editor, donor
    from, to              senders, recipients
    people, organisations, places, topics, collections      lists
    source, archive, fonds, folder                          where the original lies
    language              the language of the text in the file ("ru" or "Russian")
    role                  what that text is: original, transcription or translation
    original, original_language                             the original's words and language
    translation, transcription                              another wording, likewise

A document's several wordings stand in one file, under headings "## Original (Russian)",
"## Translation" (Markdown), or in the keys above; or in files of their own beside it,
`NAME.ru.txt` or `NAME.zh.md` beside `NAME.txt` or `NAME.md` (see `siblings`).

A file without front matter has its first line as title; when a blank line follows it and it
is no dateline or address, it is not repeated in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from regesta.errors import CannotRead
from regesta.model import Text
from regesta.model.record import TextRole
from regesta.read.blocks import block_kinds, make_text, paragraphs
from regesta.read.cells import facts_of_row
from regesta.read.decoding import looks_like_text, read_text, squeeze
from regesta.read.facts import Facts, make_record
from regesta.read.front_matter import facts_of_front_matter, parse_front_matter, split_front_matter
from regesta.read.markdown import markdown_text, sections
from regesta.read.reader import Item, Reader, Source
from regesta.read.tables import language_code, load

NAME = "text"
VERSION = "2"

MAX_TITLE = 200

_MARKUP = re.compile(rb"\s*(?:<(?:[a-zA-Z][\w:.-]*[\s/>]|[!?])|[\[{]\s*[\"{\[])")
_ROLES: dict[str, TextRole] = {
    "original": "original", "transcription": "transcription", "transcript": "transcription",
    "translation": "translation",
}  # fmt: skip
# Wordings that front matter gives in keys of their own.
_KEYED: dict[str, TextRole] = {
    "original": "original", "translation": "translation", "transcription": "transcription",
}  # fmt: skip


def looks_like(source: Source) -> bool:
    """Text that is no markup or data, and that no name of a data format says to be some."""
    suffix = source.name.rpartition(".")[2].casefold()
    if not source.head.strip() or suffix in load("unread")["extensions"]:
        return False
    return looks_like_text(source.head) and not _MARKUP.match(source.head)


def read(source: Source) -> Iterator[Item]:
    """The file's one record."""
    front, body = split_front_matter(read_text(source))
    facts = facts_of_front_matter(parse_front_matter(front)) if front else Facts()
    row = facts_of_row(source.companion)
    texts = read_texts(source.name, facts, body, row)
    if not texts and "title" not in facts:
        raise CannotRead("The file holds no words.")
    if "title" not in facts and "title" not in row:
        facts.add("title", short_title(texts[0]))
    yield make_record(facts, texts, source_name=source.name)


def read_texts(name: str, facts: Facts, body: str, row: Facts) -> list[Text]:
    """The wordings in the file called `name`; takes the title out of the body into `facts`.

    `row` are the facts of the file's companion, which say what `facts` do not.
    """

    def told(field: str) -> tuple[str, ...]:
        return facts.all(field) or row.all(field)

    language = language_code(next(iter(told("text_language") or told("language")), ""))
    original = language_code(next(iter(told("original_language")), ""))
    translator = "; ".join(told("translator"))
    stated = _ROLES.get(next(iter(told("text_role")), "").casefold())
    translated = bool(translator) or "original" in facts or (original and original != language)
    role = stated or ("translation" if translated else "transcription")
    titled = bool(told("title"))
    if name.casefold().endswith((".md", ".markdown")):
        texts = _markdown(facts, body, role, language, original, titled)
    else:
        texts = _plain(facts, body, role, language, titled)
    for field, keyed in _KEYED.items():
        if field in facts:
            code = original if field == "original" else ""
            by = translator if field == "translation" else ""
            words = paragraphs(facts.one(field))
            texts.append(make_text(words, role=keyed, language=code, translator=by))
    return [_with_translator(text, translator) for text in texts]


def _with_translator(text: Text, translator: str) -> Text:
    if text.role != "translation" or text.translator or not translator:
        return text
    return Text(
        body=text.body, role=text.role, language=text.language, translator=translator,
        label=text.label, blocks=text.blocks, notes=text.notes,
    )  # fmt: skip


def _plain(facts: Facts, body: str, role: TextRole, language: str, titled: bool) -> list[Text]:
    if not titled:
        body = _take_title(facts, body)
    words = paragraphs(body)
    return [make_text(words, role=role, language=language)] if words else []


def _take_title(facts: Facts, body: str) -> str:
    """Move a first line that is a title, and nothing else, from the body to the facts."""
    first, _, rest = body.lstrip().partition("\n")
    line = squeeze(first)
    alone = rest[:1] == "\n" or squeeze(rest.partition("\n")[0]) == ""
    if not (alone and rest.strip() and 0 < len(line) <= MAX_TITLE):
        return body
    if block_kinds([line], [None]) != ["paragraph"] or line.endswith((":", ",", ";")):
        return body
    facts.add("title", line)
    return rest


def _markdown(
    facts: Facts, body: str, role: TextRole, language: str, original: str, titled: bool
) -> list[Text]:
    texts: list[Text] = []
    found = sections(body)
    for section in found:
        lines = section.lines
        if not titled:
            titled = True
            lines = _take_title(facts, "\n".join(_take_heading(facts, lines))).split("\n")
        told = section.role or (role if len(found) == 1 or section is found[0] else "transcription")
        code = section.language or (original if told == "original" else "")
        if not section.language and told == role and not code:
            code = language
        text = markdown_text(lines, role=told, language=code)
        if text.body:
            texts.append(text)
    return texts


def _take_heading(facts: Facts, lines: list[str]) -> list[str]:
    """Move a first line "# Title" to the facts."""
    start = next((n for n, line in enumerate(lines) if line.strip()), 0)
    if lines and (heading := re.fullmatch(r"#[ \t]+(.+?)[ \t]*#*", lines[start].strip())):
        facts.add("title", heading[1])
        return lines[start + 1 :]
    return lines


def short_title(text: Text) -> str:
    """The first line of a text, cut at a word, for a document that has no title."""
    line = text.body.partition("\n")[0]
    if len(line) <= 120:
        return line
    cut = line.rfind(" ", 60, 120)
    return line[: cut if cut > 0 else 119].rstrip(" ,;:") + "…"


READER = Reader(NAME, VERSION, looks_like, read)
