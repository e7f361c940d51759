import pytest

from regesta.model import CitedWork, Record, SourceCitation, Text
from regesta.understand.languages import tell_language, tell_languages, tell_roles


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("The council met in the morning and agreed to the text of it.", "en"),
        ("昨晚我向他提出一亿五千万的数目。", "zh"),
        ("きのう大使に会いました。", "ja"),
        ("Договор был подписан вчера.", "ru"),
        ("Договір підписано вчора в Києві.", "uk"),
        ("Le traité que les ministres ont signé est une chose pour la paix.", "fr"),
        ("Der Vertrag ist nicht von dem Minister und der Regierung.", "de"),
        ("조약은 어제 서명되었다.", "ko"),
        ("1234 5678", ""),
    ],
)
def test_language(words: str, language: str) -> None:
    assert tell_language(words) == language


def test_stated_language_stays_and_default_fills() -> None:
    record = Record(id="x", texts=(Text(body="Договор", language="bg"), Text(body="12")))
    told = tell_languages(record, "en")
    assert [text.language for text in told.texts] == ["bg", "en"]
    assert told.languages == ("bg", "en")


@pytest.mark.parametrize(
    ("work", "role", "translator"),
    [
        (CitedWork(archive="A", translators=("Pao Lin",)), "translation", "Pao Lin"),
        (CitedWork(title="The Talks", relation="translation"), "translation", ""),
        (CitedWork(archive="A"), "transcription", ""),
    ],
)
def test_role(work: CitedWork, role: str, translator: str) -> None:
    source = SourceCitation(raw="x", parsed=(work,))
    told = tell_roles(Record(id="x", source=source, texts=(Text(body="The harbour"),)))
    assert (told.texts[0].role, told.texts[0].translator) == (role, translator)
