import pytest
from django.core.exceptions import ValidationError

from forms import typed
from portal.registry.uscc import has_known_prefix, validate_uscc


@pytest.mark.parametrize(
    "code",
    [
        "91110108551385082Q",
        "91110000600037341L",
        "91433126MAY0001640",  # the remainder is 0
        "91433126MAY0P0A179",
        "93640521MAY0P0C366",
        "92430524MAY0P0E55D",
        "51100000MAY0P0H892",
    ],
)
def test_a_valid_code_passes(code):
    validate_uscc(code)


def test_spaces_and_small_letters_are_put_right():
    assert typed.code(" 9111 0108 5513 8508 2q ") == "91110108551385082Q"
    validate_uscc(" 9111 0108 5513 8508 2q ")


def test_the_example_of_the_standard_itself_is_refused():
    with pytest.raises(ValidationError, match="不允许的字符"):  # no code has a Z
        validate_uscc("91350100M000100Y4Z")


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("91110108551385082", "18位"),
        ("911101085513850820", "校验不通过"),
        ("9111010855138508IQ", "不允许的字符"),
        ("", "18位"),
    ],
)
def test_a_wrong_code_is_refused_with_a_sentence(code, sentence):
    with pytest.raises(ValidationError, match=sentence):
        validate_uscc(code)


def test_codes_of_other_registries_need_a_closer_look():
    assert has_known_prefix("93640521MAY0P0C366")
    assert not has_known_prefix("51100000MAY0P0H892")
