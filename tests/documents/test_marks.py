"""What goes on packages: QR codes, their tokens, badges."""

from __future__ import annotations

import io
from xml.etree import ElementTree

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from documents import badge, drawing, printing, qr, token
from tests.documents.data import KEYS

URL = "https://otop.example/c/" + token.sign("23456789ABCD", KEYS)


def test_a_qr_code_reads_back_at_level_q() -> None:
    (read,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(qr.png(URL))))

    assert read.text == URL
    assert read.ec_level == "Q"


def test_a_quarter_of_the_code_may_be_soiled() -> None:
    picture = Image.open(io.BytesIO(qr.png(URL))).convert("L")
    side = picture.width
    picture.paste(255, (side // 2 - side // 10, side // 2 - side // 10, side // 2 + side // 10, side // 2 + side // 10))

    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [URL]


def test_the_svg_is_one_path_on_white() -> None:
    root = ElementTree.fromstring(qr.svg(URL))

    assert root.tag.endswith("svg")
    assert b"white" in qr.svg(URL)
    assert {child.tag.rsplit("}")[-1] for child in root} == {"rect", "path"}


def test_the_last_key_signs_and_the_others_still_verify() -> None:
    old = token.sign("23456789ABCD", {"a": KEYS["a"]})
    new = token.sign("23456789ABCD", KEYS)

    assert (old[0], new[0]) == ("a", "b")
    assert token.verify(old, KEYS) == token.verify(new, KEYS) == "23456789ABCD"
    assert token.verify(old, {"b": KEYS["b"]}) is None


def test_a_printed_token_is_read_for_ever() -> None:
    """The text and the length of the signature are printed on packages: `printf %s otop-qr:b:23456789ABCD | openssl
    dgst -sha256 -hmac 'second secret' -binary | head -c 10 | base32`."""
    assert token.sign("23456789ABCD", KEYS) == "b23456789ABCDNKPTA6LJRDLWP2UI"
    assert token.sign("23456789ABCD", {**KEYS, "c": "third secret"})[0] == "c"


def test_a_code_is_random_and_easy_to_read_out() -> None:
    codes = {token.new_code() for _code in range(200)}

    assert len(codes) == 200
    assert {len(code) for code in codes} == {12}
    assert len(token.new_code(16)) == 16
    assert not set("".join(codes)) & set("01OIL")


@given(st.integers(0, 28), st.characters())
def test_no_changed_token_is_genuine(place: int, char: str) -> None:
    genuine = token.sign("23456789ABCD", KEYS)
    changed = genuine[:place] + char + genuine[place + 1 :]

    assert token.verify(changed, KEYS) == ("23456789ABCD" if changed == genuine else None)


@given(st.text(max_size=60))
def test_no_text_is_a_token(text: str) -> None:
    assert token.verify(text, KEYS) is None


@pytest.mark.parametrize(
    ("code", "keys"),
    [("short", KEYS), ("23456789ABC0", KEYS), ("23456789ABCD", {"kk": "x"}), ("23456789ABCD", {"k": ""})],
)
def test_what_could_not_be_verified_is_not_signed(code: str, keys: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"code|key id"):
        token.sign(code, keys)


@pytest.mark.parametrize("star", [1, 2, 3, 4, 5])
def test_each_level_has_its_badge(star: int) -> None:
    number = f"OTOP-{star}-2024-433126-00003-4"

    svg = badge.svg(star=star, number=number)
    picture = Image.open(io.BytesIO(badge.png(star=star, number=number, pixels=300)))

    assert "<text" not in svg
    title = ElementTree.fromstring(svg).find("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert (title.text or "").endswith(number)
    assert picture.size == (300, 300)
    assert picture.getpixel((0, 0)) == (0, 0, 0, 0)
    wanted = tuple(int(badge.LEVELS[star].colour[i : i + 2], 16) for i in (1, 3, 5))
    assert picture.getpixel((30, 190)) == (*wanted, 255)


def test_levels_and_numbers_look_different() -> None:
    one, other = (badge.png(star=3, number=f"OTOP-3-2024-433126-0000{n}-4", pixels=200) for n in (1, 2))

    assert one != other
    assert one != badge.png(star=3, number="OTOP-3-2024-433126-00001-4", pixels=200, is_sample=True)


@pytest.mark.parametrize("is_sample", [False, True])
def test_a_mark_is_read_back_from_its_svg_and_drawn_as_a_pdf_of_its_size(is_sample: bool) -> None:
    text = badge.svg(star=4, number="OTOP-4-2026-433126-00001-4", is_sample=is_sample)
    title, shapes = drawing.read_svg(text)

    assert drawing.svg(shapes, size=badge.SIZE, title=title) == text
    printed = printing.pdf(shapes, size=badge.SIZE, millimetres=60, title=title)
    assert printed == printing.pdf(shapes, size=badge.SIZE, millimetres=60, title=title)
    (page,) = (pdf := PdfReader(io.BytesIO(printed), strict=True)).pages
    assert printed.startswith(b"%PDF-1.4\n")
    assert float(page.mediabox.width) == pytest.approx(60 / 25.4 * 72, abs=0.01)
    assert pdf.metadata is not None
    assert pdf.metadata.title == title
    assert ("/ca" in str(page["/Resources"])) is is_sample


def test_an_svg_of_somebody_else_s_is_no_mark() -> None:
    for text in ("<svg/>", qr.svg(URL).decode(), "<title>x</title><path d='M0 0'/>"):
        with pytest.raises(ValueError, match="of ours"):
            drawing.read_svg(text)


def test_a_code_for_print_is_the_very_code_that_was_given_out() -> None:
    given = qr.png(URL, box=16)
    shapes, side = printing.modules(given, margin=qr.QUIET_ZONE)

    again = Image.open(io.BytesIO(drawing.png(shapes, size=side, pixels=side * 16))).convert("L")
    assert [code.text for code in zxingcpp.read_barcodes(again)] == [URL]
    assert len(PdfReader(io.BytesIO(printing.pdf(shapes, size=side, millimetres=30, title="x"))).pages) == 1
    # Black is black ink alone.
    assert b" rg" not in printing.pdf(shapes, size=side, millimetres=30, title="x")


def test_a_png_for_print_says_its_dots_an_inch_and_stays_the_same_picture() -> None:
    plain = qr.png(URL)
    printed = Image.open(io.BytesIO(printing.with_dpi(plain, 300)))

    assert printed.info["dpi"] == pytest.approx((300, 300), abs=0.02)
    assert printed.tobytes() == Image.open(io.BytesIO(plain)).tobytes()
