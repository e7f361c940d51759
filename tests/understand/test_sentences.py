import pytest

from regesta.understand.sentences import sentence_at


@pytest.mark.parametrize(
    ("body", "word", "sentence"),
    [
        ("He came. She went at once. All slept.", "went", "She went at once."),
        ("I saw Mr. Lu at 4 p.m. today. He spoke.", "Lu", "I saw Mr. Lu at 4 p.m. today."),
        ("One line\nAnother line", "Another", "Another line"),
        ("条约已签字。明日公布。", "明", "明日公布。"),
        ("alone", "alone", "alone"),
    ],
)
def test_sentence(body: str, word: str, sentence: str) -> None:
    start, end = sentence_at(body, body.index(word))
    assert body[start:end].strip("。") == sentence.strip("。")
