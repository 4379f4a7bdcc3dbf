"""Values as people type and paste them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms import typed

READERS = (typed.phone, typed.code, typed.reference, typed.username, typed.name, typed.visible)


@pytest.mark.parametrize("read", READERS)
@given(text=st.text())
def test_reading_twice_changes_nothing(read, text):
    assert read(read(text)) == read(text)


@given(st.text(alphabet="0123456789０１٣८+- \u200b\u202a()", max_size=20))
def test_a_mobile_is_eleven_plain_digits_or_none(text):
    if typed.is_mobile(typed.phone(text)):
        assert typed.phone(text).isascii()
        assert len(typed.phone(text)) == 11


@given(st.text())
def test_nothing_invisible_is_left_in_a_code(text):
    assert not [char for char in typed.code(text) if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zs")]


def test_a_number_of_another_country_stays_what_it_is():
    assert typed.phone("+1 540 000 1003") == "+15400001003"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("ᠮᠣᠩᠭᠣᠯ᠎ᠠ", "ᠮᠣᠩᠭᠣᠯ᠎ᠠ"),  # the vowel separator is part of the spelling
        ("👩\u200d🌾", "👩\u200d🌾"),
        ("龙\u200d梅", "龙梅"),
        ("\u200d龙梅\u200c", "龙梅"),
        ("㐂\U000e0100", "㐂\U000e0100"),  # which form of the character it is
        ("多行\n　　缩进", "多行\n　　缩进"),
    ],
)
def test_what_is_part_of_the_writing_stays(text, kept):
    assert typed.visible(text) == kept


@pytest.mark.parametrize("text", ["龙", "A", "7", "……", "👍", "ᠮ"])
def test_what_can_be_seen_is_not_blank(text):
    assert not typed.is_blank(text)
