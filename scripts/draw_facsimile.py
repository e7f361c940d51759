"""Draw the pages of the example's letter as a typewriter might have left them.

    python scripts/draw_facsimile.py

The words are those of the TEI file; each page is a small drawing beside it.
"""

from __future__ import annotations

import random
import textwrap
from html import escape
from itertools import pairwise
from pathlib import Path

LETTERS = (
    Path(__file__).resolve().parents[1] / "src" / "regesta" / "example" / "sources" / "letters"
)
WIDTH, HEIGHT = 600, 800
LEFT, LEADING, ADVANCE, MEASURE = 72, 31, 11.4, 40
PAGES = (
    (
        ("EMBASSY OF VELDANIA", "PEILING"),
        (
            (15, "Beiling, 25 February 1951"),
            (0, ""),
            (0, "Dear Edith,"),
            (0, ""),
            (
                5,
                "What I cannot put in a telegram: old Lu is tired. He told me on the 21st that he"
                " means to go once the ink is dry, and that [Tan] would not be his choice. You"
                " have my 226 for the rest.",
            ),
        ),
    ),
    (
        ("- 2 -",),
        (
            (
                5,
                "Your letter of 11 February took twelve days. Laura Kestrel says that the pouch"
                " now goes by way of the moon.",
            ),
            (0, ""),
        ),
    ),
)


def main() -> None:
    """Write every page."""
    for number, (head, paragraphs) in enumerate(PAGES, 1):
        path = LETTERS / f"marlowe-1951-02-25-{number}.svg"
        path.write_text(draw(number, head, paragraphs), encoding="utf-8")


def draw(number: int, head: tuple[str, ...], paragraphs: tuple[tuple[int, str], ...]) -> str:
    """Return one page as SVG, the same each time."""
    chance = random.Random(number)  # noqa: S311 - it only shakes the type
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img">',
        f"<title>Thomas Harrow to Edith Marlowe, 25 February 1951, page {number}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#f3ead6"/>',
        *_foxing(chance),
        f'<path d="M0 {HEIGHT / 3:.0f}h{WIDTH}M0 {HEIGHT * 2 / 3:.0f}h{WIDTH}" '
        'stroke="#e2d5b8" stroke-width="2"/>',
        '<g font-family="Courier Prime,Courier New,Liberation Mono,monospace" font-size="19" '
        'fill="#2b2a33">',
    ]
    top = 80
    for line in head:
        out.append(
            f'<text x="{WIDTH / 2}" y="{top}" text-anchor="middle" letter-spacing="2">{line}</text>'
        )
        top += LEADING
    top += LEADING
    for indent, words in paragraphs:
        for line in _lines(indent, words):
            out.append(_typed(chance, line, top))
            top += LEADING
    out.append("</g>")
    if number == len(PAGES):
        out.append(_signature(top + 30))
    out += [_stamp() if number == 1 else "", "</svg>\n"]
    return "".join(out)


def _lines(indent: int, words: str) -> list[str]:
    blank = " " * indent
    return textwrap.wrap(blank + words, MEASURE, drop_whitespace=True, initial_indent="") or [""]


def _typed(chance: random.Random, line: str, top: int) -> str:
    """Set a line letter by letter where the machine was uneven."""
    begins = len(line) - len(line.lstrip())
    y = top + chance.uniform(-0.6, 0.6)
    shade = chance.uniform(0.82, 1)
    words = escape(line.strip(), quote=False)
    length = f' textLength="{ADVANCE * len(line.strip()):.0f}"' if line.strip() else ""
    return (
        f'<text x="{LEFT + ADVANCE * begins:.1f}" y="{y:.1f}" opacity="{shade:.2f}"{length}>'
        f"{words}</text>"
        if words
        else ""
    )


def _foxing(chance: random.Random) -> list[str]:
    return [
        f'<circle cx="{chance.uniform(0, WIDTH):.0f}" cy="{chance.uniform(0, HEIGHT):.0f}" '
        f'r="{chance.uniform(1, 5):.1f}" fill="#cdb98c" '
        f'opacity="{chance.uniform(0.15, 0.45):.2f}"/>'
        for _ in range(26)
    ]


def _signature(top: int) -> str:
    """Draw the initials in ink, one stroke through points."""
    strokes = (
        ((350, 8), (372, 0), (398, 2), (420, -4)),
        ((384, 0), (380, 22), (374, 46), (366, 58)),
        ((432, 2), (428, 26), (422, 52)),
        ((424, 30), (440, 22), (458, 24)),
        ((464, -2), (460, 24), (456, 54), (476, 62), (520, 48)),
    )
    drawn = "".join(_smooth(tuple((x, y + top) for x, y in stroke)) for stroke in strokes)
    return (
        f'<path d="{drawn}" fill="none" stroke="#1c2c63" stroke-width="2.6" '
        'stroke-linecap="round"/>'
    )


def _smooth(points: tuple[tuple[float, float], ...]) -> str:
    path = f"M{points[0][0]} {points[0][1]}"
    for (x, y), (to_x, to_y) in pairwise(points):
        path += f"Q{x} {y} {(x + to_x) / 2:g} {(y + to_y) / 2:g}"
    return path + f"L{points[-1][0]} {points[-1][1]}"


def _stamp() -> str:
    return (
        '<g transform="rotate(-11 440 690)" fill="none" stroke="#8a2b1d" opacity=".75">'
        '<rect x="340" y="660" width="200" height="60" rx="5" stroke-width="3"/>'
        '<text x="440" y="687" text-anchor="middle" fill="#8a2b1d" stroke="none" '
        'font-family="Liberation Sans,Arial,sans-serif" font-size="15" font-weight="700">'
        'RECEIVED</text><text x="440" y="708" text-anchor="middle" fill="#8a2b1d" stroke="none" '
        'font-family="Liberation Sans,Arial,sans-serif" font-size="14">9 MARCH 1951</text></g>'
    )


if __name__ == "__main__":
    main()
