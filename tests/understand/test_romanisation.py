"""Forms of a name across scripts and romanisations; the table of persons against it."""

from __future__ import annotations

import random
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from regesta.model import Entity
from regesta.understand.authority import Authority
from regesta.understand.persons import builtin_entities
from regesta.understand.romanisation import (
    NameFinder,
    name_forms,
    name_variants,
    order_of_name,
    rule_forms,
)
from regesta.understand.romanisation_chinese import read_chinese, split_pinyin, syllables
from regesta.understand.romanisation_keys import meeting_keys, sound_key
from regesta.understand.romanisation_korean import hangul_forms, korean_key
from regesta.understand.romanisation_russian import SYSTEMS, cyrillic_forms, romanise

# name, and what the rules alone must make of it
BY_RULE = [
    ("Chou En-lai", "Zhou Enlai"),
    ("Chou Enlai", "Zhou Enlai"),
    ("Zhou Enlai", "Chou En-lai"),
    ("Mao Tse-tung", "Mao Zedong"),
    ("Mao Zedong", "Мао Цзэдун"),
    ("Ch'iao Kuan-hua", "Qiao Guanhua"),
    ("Ch’iao Kuan-hua", "Chiao Kuan-hua"),
    ("Chiao Kuan-hua", "Qiao Guanhua"),
    ("Qiao Guanhua", "Chiao Kuan-hua"),
    ("Liu Shao-chi", "Liu Shaoqi"),
    ("Lin Piao", "Lin Biao"),
    ("Wu Hsiu-chuan", "Wu Xiuquan"),
    ("Hsu Hsiang-chien", "Xu Xiangqian"),
    ("周恩來", "周恩来"),
    ("周恩来", "周恩來"),
    ("周恩来", "Zhou Enlai"),
    ("毛澤東", "Mao Tse-tung"),
    ("陈毅", "Ch'en I"),
    ("周恩来", "Чжоу Эньлай"),
    ("Вышинский", "Vyshinskii"),
    ("Вышинский", "Vyshinskiy"),
    ("Вышинский", "Vyshinsky"),
    ("Вышинский", "Vyšinskij"),
    ("Vyshinsky", "Вышинский"),
    ("Vyshinskii", "Vyshinskiy"),
    ("Vyacheslav Molotov", "Вячеслав Молотов"),
    ("Nikita Khrushchev", "Никита Хрущев"),
    ("Anastas Mikoyan", "Анастас Микоян"),
    ("Iurii Andropov", "Юрий Андропов"),
    ("Lavrenty Beria", "Лаврентий Берия"),
    ("김일성", "Kim Il-sŏng"),
    ("박정희", "Park Jeong-hui"),
    ("Ngô Đình Diệm", "Ngo Dinh Diem"),
    ("Phạm Văn Đồng", "Pham Van Dong"),
    ("Dag Hammarskjöld", "Dag Hammarskjold"),
    ("Molotov, Vyacheslav", "Vyacheslav Molotov"),
]


@pytest.mark.parametrize(("name", "form"), BY_RULE)
def test_rules_make_the_other_form(name: str, form: str) -> None:
    assert form in {each.name for each in rule_forms(name)}


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Chou En-lai", "周恩来"),
        ("Filippov", "Иосиф Сталин"),
        ("Chiang Kai-shek", "蔣介石"),
        ("蒋介石", "Chiang Kai-shek"),
        ("Port Arthur", "旅順"),
        ("Dairen", "Dalian"),
        ("Peking", "北京"),
    ],
)
def test_the_tables_add_what_no_rule_can_make(name: str, form: str) -> None:
    assert form in {each.name for each in name_forms(name)}


def test_the_name_itself_comes_first_and_none_comes_twice() -> None:
    names = [form.name for form in name_forms("Chou En-lai")]
    assert names[0] == "Chou En-lai"
    assert len(names) == len(set(names))


def test_the_users_authority_is_known_too() -> None:
    own = Entity(id="own/1", kind="person", name="Ada Example", same_as=())
    forms = name_forms("Example, Ada", Authority([own]))
    assert "Ada Example" in {form.name for form in forms}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mohammad Mossadegh", "Mohammed Mussadiq"),
        ("Mohammad Mossadegh", "محمد مصدق"),
        ("Jamal Abd al-Nasir", "جمال عبد الناصر"),
        ("Muammar Qaddafi", "Moammar Gadhafi"),
        ("Yoshida Shigeru", "Shigeru Yoshida"),
        ("Georgy Malenkov", "Георгий Маленков"),
        ("Kim Il Sung", "Kim Il-sŏng"),
        ("Park Chung Hee", "Pak Chŏng-hŭi"),
        ("Park Chung Hee", "박정희"),
    ],
)
def test_spellings_meet_by_sound(one: str, other: str) -> None:
    assert meeting_keys(one) & meeting_keys(other)


@pytest.mark.parametrize("name", ["Stalin", "Nguyen Van Thieu", "Chairman Mao", "Li Na"])
def test_names_too_short_to_tell_have_no_sound_key(name: str) -> None:
    assert sound_key(name) == ""


@pytest.mark.parametrize(
    ("whole", "alone"),
    [
        ("Mao Tse-tung", "Mao"),
        ("Nguyen Cao Ky", "Ky"),
        ("Ho Chi Minh", "Ho"),
        ("Makarios III", "Makarios"),
        ("Hussein bin Talal", "Hussein"),
        ("Dean Rusk", "Rusk"),
        ("Song Yo-chan", "Song"),
    ],
)
def test_the_name_used_alone(whole: str, alone: str) -> None:
    assert order_of_name(whole)[0] == alone


def test_the_syllable_table_is_whole() -> None:
    table = syllables()
    assert len(table.wade) > 390
    assert all(table.palladius[each] for each in table.wade)
    assert split_pinyin("xi'an") == ("xi", "an")
    assert split_pinyin("zedong") == ("ze", "dong")
    assert split_pinyin("washington") == ()


@pytest.mark.parametrize("name", ["Dean Acheson", "John Foster Dulles", "Konrad Adenauer"])
def test_western_names_are_not_read_as_chinese(name: str) -> None:
    assert read_chinese(name) == ()


def test_variants_spell_a_slavic_ending_four_ways() -> None:
    assert {"Vyshinsky", "Vyshinskii", "Vyshinskiy"} <= set(name_variants("Vyshinsky"))


def test_russian_there_and_back() -> None:
    for name in ("Вышинский", "Громыко", "Молотов", "Жуков", "Штыков", "Юдин"):
        for system in SYSTEMS[:3]:
            assert name in cyrillic_forms(romanise(name, system))


def test_hangul_in_two_systems() -> None:
    assert hangul_forms("이승만")[0] == ("I Seung-man", "revised")
    assert korean_key("Rhee Syngman") == korean_key("Yi Sŭng-man")
    assert hangul_forms("서") == []


@settings(max_examples=60, deadline=None)
@example("-")
@given(st.text(max_size=60))
def test_any_text_has_forms_and_none_fails(text: str) -> None:
    assert all(form.name for form in rule_forms(text)) or not text.strip()


# --- the bar: 200 persons, each found from any form --------------------------------------

_GIVEN = """Adam Alan Albert Alice Andrew Anna Arthur Barbara Bernard Bruno Carl Clara Daniel Diana
Edith Elena Emil Eric Felix Frances George Gerald Gilbert Grace Hans Helen Howard Hugo Irene Jack
Jan Jorge Karl Kurt Laura Louis Lucas Maria Mark Max Nancy Nina Olga Oscar Paul Peter Ralph Ruth
Samuel Stefan Victor Walter"""
_FAMILY = """Abbott Aguilar Andersen Baxter Becker Bertrand Brunner Carver Chapman Costa Dalton
Delgado Ekman Engel Farrell Fontaine Garner Gibson Grimaldi Hartley Holt Ibarra Jansen Keller Klein
Kowalski Larsen Leroy Lindgren Lopez Madsen Moreau Morgan Novak Olsen Ortega Palmer Petrov Quinn
Ramsey Reyes Ricci Sanders Schmidt Silva Stanton Takeda Torres Ulrich Vargas Vogel Weber Yamada"""
_NEAR = """Zhang Guotao|Li Dazhao|Chen Duxiu|Wu Peifu|Kang Youwei|Hu Hanmin|Sergei Witte|Ali Mahir
Petr Stolypin|Ahmad Shukri|Saad Zaghlul|Pak Il-u|Tran Hung Dao|Ivan Smirnov|Mikhail Kalinin"""


def _other_names() -> list[str]:
    names = [f"{given} {family}" for given, family in product(_GIVEN.split(), _FAMILY.split())]
    near = _NEAR.replace("\n", "|").split("|")
    picked = random.Random(7).sample(names, 1000 - len(near))
    return [*picked, *near]


def test_every_person_of_the_table_is_found_from_any_form() -> None:
    persons = builtin_entities()
    finder = NameFinder(persons)
    asked = [(each.id, name) for each in persons for name in _names(each)]
    found = sum(identifier in finder.find(name) for identifier, name in asked)
    assert sum(len(set(_names(each))) >= 3 for each in persons) >= 200
    assert found / len(asked) >= 0.98


def test_rules_alone_find_most_forms() -> None:
    persons = builtin_entities()
    finder = NameFinder(persons, table=False)
    asked = [(each.id, name) for each in persons for name in _names(each, codes=False)]
    found = sum(identifier in finder.find(name) for identifier, name in asked)
    assert found / len(asked) >= 0.65


def test_a_thousand_other_names_are_found_as_nobody() -> None:
    finder = NameFinder(builtin_entities())
    others = _other_names()
    assert len(set(others)) == 1000
    assert [name for name in others if finder.find(name)] == []


@pytest.mark.parametrize(
    ("name", "form"),
    [("Mohammed Mussadiq", "Mohammad Mossadegh"), ("Gamal Abd al-Nasir", "Gamal Abdel Nasser"),
     ("Nikita Khrushchov", "Nikita Khrushchev"), ("Dwight Eisenhower", "Dwight D. Eisenhower")],
)  # fmt: skip
def test_a_spelling_that_no_list_has_leads_to_those_of_the_list(name: str, form: str) -> None:
    assert form in {each.name for each in name_forms(name)}


@pytest.mark.parametrize("name", ["Adam Dulles Smith", "mohammed mussadiq", "Mussadiq", ""])
def test_what_is_no_full_name_leads_nowhere(name: str) -> None:
    assert not {each.name for each in name_forms(name)} & {"Mohammad Mossadegh", "Allen Dulles"}


def _names(entity: Entity, *, codes: bool = True) -> list[str]:
    forms = [form.name for form in entity.names if codes or form.system != "code"]
    return [entity.name, *forms]
