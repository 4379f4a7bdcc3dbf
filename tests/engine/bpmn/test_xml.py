"""What the one entry for XML takes and what it refuses."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bpmn import xml

GOOD = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="{xml.BPMN}" xmlns:zeebe="{xml.ZEEBE}" id="defs">
  <!-- drawn by hand -->
  <bpmn:process id="p" name="登记"><bpmn:userTask id="t"/></bpmn:process>
</bpmn:definitions>"""


def refusal(content: bytes) -> str:
    with pytest.raises(xml.XmlRefused) as refused:
        xml.parse(content)
    assert refused.value.code == "xml-refused"
    assert refused.value.__cause__ is None
    return str(refused.value)


def test_a_diagram_is_read() -> None:
    root = xml.parse(GOOD.encode())
    assert (xml.local_name(root), xml.namespace(root)) == ("definitions", xml.BPMN)
    (process,) = root
    assert process.get("name") == "登记"
    assert xml.local_name(process[0]) == "userTask"


def test_a_byte_order_mark_is_fine() -> None:
    assert xml.parse(b"\xef\xbb\xbf" + GOOD.encode()).get("id") == "defs"


def test_a_text_with_entities_of_xml_itself_is_fine() -> None:
    root = xml.parse(b'<a b="1 &lt; 2 &#x4e2d;">&amp;&lt;!DOCTYPE x&gt;</a>')
    assert root.get("b") == "1 < 2 中"
    assert root.text == "&<!DOCTYPE x>"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "文件是空的"),
        (b"  \n", "文件是空的"),
        (b"PK\x03\x04\xff\xfe", "不是 UTF-8 编码的文本"),
        ("<a>登记</a>".encode("gb18030"), "不是 UTF-8 编码的文本"),
        (b'<?xml version="1.0" encoding="UTF-7"?><a/>', "不支持声明的编码"),
        (b'<?xml version="1.0" encoding="unicode_escape"?><a/>', "不支持声明的编码"),
        (b'<?xml version="1.0" encoding="UTF-16"?><a/>', "声明的编码与文件的实际编码不一致"),
        ('<?xml version="1.0" encoding="UTF-8"?><a/>'.encode("utf-16"), "声明的编码与文件的实际编码不一致"),
        ('<?xml version="1.0" encoding="UTF-16LE"?><a/>'.encode("utf-16-be"), "声明的编码与文件的实际编码不一致"),
        (b'\xef\xbb\xbf<?xml version="1.0" encoding="GBK"?><a/>', "声明的编码与文件的实际编码不一致"),
        (b'<?xml version="1.0" encoding="GBK"?><a b="\xff\xff"/>', "声明的编码与文件的实际编码不一致"),
        ("<a/>".encode("utf-16-le"), "不是有效的 XML"),
        ("<!DOCTYPE a><a/>".encode("utf-16"), "DTD"),
        ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><a/>'.encode("utf-16-be"), "DTD"),
        ('<?xml version="1.0" encoding="GBK"?><!DOCTYPE a><a b="登"/>'.encode("gbk"), "DTD"),
        (b"{}", "不是有效的 XML"),
        (b"hello", "不是有效的 XML"),
        (b"<a><b></a>", "不是有效的 XML（第 1 行附近）"),
        (b"<a/><b/>", "不是有效的 XML"),
        (b"<a b='1' b='2'/>", "不是有效的 XML"),
        (b"<a>&nothing;</a>", "不是有效的 XML"),
        (b"<x:a/>", "不是有效的 XML"),
        (b"<a>\x00</a>", "不是有效的 XML"),
        (b"<!DOCTYPE a><a/>", "DTD"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "DTD"),
        (b'<?xml-stylesheet href="http://127.0.0.1/x.xsl"?><a/>', "处理指令"),
        (b"<a><?php evil ?></a>", "处理指令"),
    ],
)
def test_what_is_not_plain_xml_is_refused(content: bytes, reason: str) -> None:
    assert reason in refusal(content)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<a>" + b" " * xml.Limits().size + b"</a>", "文件超过 2048 KB"),
        (b"<a>" * 101 + b"</a>" * 101, "元素嵌套超过 100 层"),
        (b"<a>" * 60_000, "元素嵌套超过 100 层"),
        (b"<a>" + b"<b/>" * 50_000 + b"</a>", "元素超过 50000 个"),
        (b"<a " + b" ".join(b'a%d="x"' % n for n in range(501)) + b"/>", "一个元素的属性超过 500 个"),
        (b"<a " + b" ".join(b'a%d="xxxxxxxxxx"' % n for n in range(100_000)) + b"/>", "一个元素的属性超过 500 个"),
        (b'<a b="' + b"x" * (64 * 1024 + 1) + b'"/>', "属性“b”的内容过长"),
        (b"<a>" + b"x" * (64 * 1024 + 1) + b"</a>", "一处文字超过 65536 个字符"),
        (b"<a>" + b"<![CDATA[xx]]><!-- -->" * 40_000 + b"</a>", "一处文字超过 65536 个字符"),
    ],
)
@pytest.mark.timeout(30)
def test_what_is_too_large_is_refused_by_name_and_at_once(content: bytes, reason: str) -> None:
    assert reason in refusal(content)


def test_what_just_fits_is_read() -> None:
    assert xml.parse(b"<a>" * 100 + b"</a>" * 100) is not None
    assert len(xml.parse(b"<a>" + b"<b/>" * 49_999 + b"</a>")) == 49_999
    assert len(xml.parse(b"<a " + b" ".join(b'a%d="x"' % n for n in range(500)) + b"/>").attrib) == 500
    assert xml.parse(b'<a b="' + b"x" * (64 * 1024) + b'"/>') is not None


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("UTF-16", "utf-16"),
        ("utf-16", "utf-16-be"),
        ("UTF-16LE", "utf-16-le"),
        ("UTF-8", "utf-8-sig"),
        ("GBK", "gbk"),
        ("gb2312", "gb2312"),
        ("GB18030", "gb18030"),
    ],
)
def test_the_encoding_is_the_files_own_and_what_is_kept_is_utf_8(declared: str, encoding: str) -> None:
    source = GOOD.replace("UTF-8", declared).encode(encoding)
    assert xml.parse(source)[0].get("name") == "登记"
    assert xml.as_utf8(source) == GOOD.encode()


def test_western_european_text_is_read() -> None:
    source = '<?xml version="1.0" encoding="ISO-8859-1"?><a b="café"/>'
    assert xml.parse(source.encode("iso-8859-1")).get("b") == "café"
    assert xml.as_utf8(source.encode("iso-8859-1")) == source.replace("ISO-8859-1", "UTF-8").encode()


@pytest.mark.parametrize("content", [GOOD.encode(), b"<a/>", b"<?xml version='1.0' encoding='us-ascii'?><a/>"])
def test_what_is_utf_8_already_stays_the_same_bytes(content: bytes) -> None:
    assert xml.as_utf8(content) == content


@pytest.mark.timeout(30)
def test_a_billion_laughs_end_at_once() -> None:
    levels = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    bomb = f'<!DOCTYPE a [<!ENTITY l0 "ha">{levels}]><a>&l9;</a>'
    assert "DTD" in refusal(bomb.encode())


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A local web server that notes what is asked of it."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:
            return

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_nothing_is_fetched_and_no_file_is_read(listener: tuple[str, list[str]], tmp_path: Path) -> None:
    address, asked = listener
    secret = tmp_path / "secret"
    secret.write_text("top-secret")
    for reference in (f"{address}/x", secret.as_uri()):
        refusal(f'<!DOCTYPE a SYSTEM "{reference}"><a/>'.encode())
        refusal(f'<!DOCTYPE a [<!ENTITY x SYSTEM "{reference}">]><a>&x;</a>'.encode())
        include = f'<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{reference}" parse="text"/></a>'
        root = xml.parse(include.encode())
        assert "top-secret" not in "".join(root.itertext())
    assert asked == []


def complaint(content: bytes) -> str | None:
    try:
        xml.parse(content)
    except xml.XmlRefused as refused:
        return str(refused)
    return None


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_with_a_sentence(content: bytes) -> None:
    assert complaint(content) != ""


@given(st.text(alphabet="<>/a \"'=&;!?[]-x:1", max_size=60))
def test_any_markup_soup_is_read_or_refused_with_a_sentence(content: str) -> None:
    assert complaint(content.encode()) != ""
