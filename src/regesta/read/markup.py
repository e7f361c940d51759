"""HTML that nobody vouches for, parsed safely, and its visible text as lines with kinds.

Scripts, styles, forms and comments are dropped; entity declarations are refused; a page has
a greatest size and a greatest number of elements. Selectors are the small language of the
data files: TAG, .CLASS, #ID, TAG.CLASS, several parted by blanks for descent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from lxml import etree, html

from regesta.errors import CannotRead
from regesta.model.record import BlockKind
from regesta.read.archive_lines import Line
from regesta.read.decoding import decode, squeeze

MAX_HTML_BYTES = 16 * 1024 * 1024
MAX_ELEMENTS = 400_000

_DROPPED = frozenset(
    [
        "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed",
        "select", "textarea", "input", "head", "nav", "footer",
    ]
)  # fmt: skip
_BLOCKS: dict[str, BlockKind | None] = {
    "p": "paragraph", "h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading",
    "h5": "heading", "h6": "heading", "li": "item", "blockquote": "quote", "tr": "row",
    "address": "address", "dt": "label", "pre": "paragraph",
}  # fmt: skip
_BREAKING = frozenset(_BLOCKS) | frozenset(
    [
        "div", "section", "article", "main", "header", "aside", "ul", "ol", "dl", "dd", "table",
        "tbody", "thead", "tfoot", "caption", "figure", "figcaption", "body", "br", "hr",
        "fieldset",
    ]
)  # fmt: skip
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,400}\?>")
_SELECTOR = re.compile(r"([a-zA-Z][\w-]*)?(?:\.([\w-]+))?(?:#([\w-]+))?")


def parse_html(data: bytes) -> html.HtmlElement:
    """The root element of the page; raises CannotRead for what is no page or not safe."""
    text = _DECLARATION.sub("", decode(data))
    if "<!entity" in text[:200_000].casefold():
        raise CannotRead("The page declares entities, which are not expanded here.")
    if text.count("<") > 2 * MAX_ELEMENTS:
        raise CannotRead(f"The page has more than {MAX_ELEMENTS:,} elements.")
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = html.document_fromstring(text, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise CannotRead("The page holds no HTML that can be parsed.") from error
    etree.strip_elements(root, *_DROPPED, with_tail=False)
    return root


def select(element: html.HtmlElement, selector: str) -> list[html.HtmlElement]:
    """The elements below this one that the selector names, in order of the page."""
    found = _xpath(selector)(element)
    return (
        [one for one in found if isinstance(one, html.HtmlElement)]
        if (isinstance(found, list))
        else []
    )


def first(element: html.HtmlElement, selectors: list[str]) -> html.HtmlElement | None:
    """The first element that the first fitting selector names, else None."""
    for selector in selectors:
        if found := select(element, selector):
            return found[0]
    return None


@cache
def _xpath(selector: str) -> etree.XPath:
    """The selector as XPath: ".pill .name" is any .name inside any .pill."""
    steps = []
    for step in selector.split():
        found = _SELECTOR.fullmatch(step)
        if found is None:
            raise ValueError(f"not a selector of the data files: {selector}")
        tag, class_name, id_ = found.groups()
        tests = ""
        if class_name:
            tests = f"[contains(concat(' ', normalize-space(@class), ' '), ' {class_name} ')]"
        if id_:
            tests += f"[@id = '{id_}']"
        steps.append(f"{tag or '*'}{tests}")
    return etree.XPath("descendant::" + "/descendant::".join(steps))


def inner_text(element: html.HtmlElement) -> str:
    """The element's visible text, its blocks parted by newlines."""
    return "\n".join(line.text for line in lines_of(element))


def lines_of(element: html.HtmlElement) -> list[Line]:
    """The element's visible text as lines, each with the kind of block that the markup tells."""
    return list(_lines(element))


def _lines(root: html.HtmlElement) -> Iterator[Line]:
    """Walks once, without recursion, and ends a line wherever an element breaks one."""
    held: list[str] = []
    kind: BlockKind | None = None
    level = 0
    depth = 0
    link = ""
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag == "button" and event == "start":
            walk.skip_subtree()
            continue
        if event == "start":
            breaks = tag in _BREAKING and not (tag == "p" and kind in {"item", "row"})
            if breaks and tag != "br":
                yield from _flush(held, kind, level, link)
                kind, level = _kind_at(tag, kind, depth)
                link = ""
            if tag in {"ul", "ol"}:
                depth += 1
            link = _link_at(element, tag, link)
            if tag in {"td", "th"} and held:
                held.append("\t")
            held.append(_run(element.text))
        else:
            if tag in {"ul", "ol"}:
                depth -= 1
            if tag in _BREAKING:
                yield from _flush(held, kind, level, link)
                link = ""
                if tag != "br":
                    kind, level = (
                        (kind, level) if tag == "p" and kind in {"item", "row"} else (None, 0)
                    )
            if element is not root:
                held.append(_run(element.tail))
    yield from _flush(held, kind, level, link)


def _kind_at(tag: str, kind: BlockKind | None, depth: int) -> tuple[BlockKind | None, int]:
    """The kind and level of the block that this tag opens inside one of this kind."""
    if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
        return "heading", int(tag[1])
    if tag == "li":
        return "item", max(depth, 1)
    if tag in _BLOCKS:
        return _BLOCKS[tag], 0
    return (kind, 0) if kind == "quote" else (None, 0)


def _link_at(element: html.HtmlElement, tag: str, link: str) -> str:
    if tag != "a" or link:
        return link
    href: str = element.get("href") or ""
    return href if href and not href.startswith(("#", "javascript:", "data:")) else ""


def _run(text: str | None) -> str:
    """A run of text as HTML shows it: line ends of the source are blanks."""
    return re.sub(r"[ \t\n\f]+", " ", text) if text else ""


def _flush(held: list[str], kind: BlockKind | None, level: int, link: str) -> Iterator[Line]:
    joined = "".join(held)
    held.clear()
    text = "\t".join(map(squeeze, joined.split("\t"))) if kind == "row" else squeeze(joined)
    if text.strip():
        yield Line(text, kind, level, link)
