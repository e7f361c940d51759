import pytest

from regesta.model import CitedWork, SourceCitation
from regesta.understand.citations import parse_source, parse_works

CASES = [
    (
        "Shen Wenbo wengao [Manuscripts of Shen Wenbo], vol. 1 (Beiling: Institute of State "
        "Papers, 1988), 204; translation from Ilse Brandt and Pao Lin, eds., The Talks, 32-3.",
        [
            CitedWork(
                title="Shen Wenbo wengao", title_translated="Manuscripts of Shen Wenbo",
                volume="1", place="Beiling", publisher="Institute of State Papers", year="1988",
                pages="204",
            ),
            CitedWork(
                editors=("Ilse Brandt", "Pao Lin"), title="The Talks", pages="32-3",
                relation="translation",
            ),
        ],
    ),
    (
        "RGASPI, f. 558, op. 11, d. 97, ll. 67-70; translated by Mira Oswin.",
        [
            CitedWork(
                archive="RGASPI", fonds="558", series="11", file="97", leaves="67-70",
                translators=("Mira Oswin",),
            )
        ],
    ),
    (
        "АВПРФ, ф. 07, оп. 12, д. 45, лл. 11-14",
        [CitedWork(archive="АВПРФ", fonds="07", series="12", file="45", leaves="11-14")],
    ),
    (
        "Source: Department of State, Central Files, 611.93/1–1558. Secret; Priority.",
        [CitedWork(archive="Department of State", fonds="Central Files", file="611.93/1–1558")],
    ),
    (
        "Source: National Archives, NSC Files, Box 725, Country Files. Secret; Nodis.",
        [CitedWork(archive="National Archives", fonds="NSC Files", box="725")],
    ),
    (
        "State Archive of Yunze, Council Office, 1951, file 3, leaf 88.",
        [
            CitedWork(
                archive="State Archive of Yunze", fonds="Council Office, 1951", file="3",
                leaves="88",
            )
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "works"), CASES)
def test_citation(raw: str, works: list[CitedWork]) -> None:
    assert parse_works(raw) == works


def test_raw_words_stay() -> None:
    raw = "RGASPI, f. 558, op. 11"
    parsed = parse_source(SourceCitation(raw=raw))
    assert parsed.raw == raw
    assert parsed.parsed[0].fonds == "558"


def test_nothing_comes_of_nothing() -> None:
    assert parse_source(SourceCitation()) == SourceCitation()
