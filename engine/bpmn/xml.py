"""The one hardened entry for XML: diagrams and decision tables are parsed here and nowhere else."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from lxml import etree

from engine.bounds import in_force
from engine.errors import EngineError

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DI = "http://www.omg.org/spec/DD/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"  # 1.3, what dmn-js writes
DMN_MODELS = frozenset(
    {
        DMN,
        "https://www.omg.org/spec/DMN/20211108/MODEL/",  # 1.4
        "https://www.omg.org/spec/DMN/20230324/MODEL/",  # 1.5
    }
)

_DECLARED_ENCODING = re.compile(r"""^<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']""")
_UTF8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
_UTF16 = {"utf-16le": frozenset({"utf-16", "utf-16le"}), "utf-16be": frozenset({"utf-16", "utf-16be"})}
# What a declaration may name besides UTF-8 and UTF-16, and how it is read: GB 18030 holds GBK and GB 2312.
_DECLARABLE = {
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "gb18030": "gb18030",
    "iso-8859-1": "iso-8859-1",
    "latin1": "iso-8859-1",
}
# How a file in UTF-16 begins (XML 1.0, appendix F): a byte order mark, or `<?` in two bytes each.
_BEGINNINGS = (
    (b"\xff\xfe", "utf-16le"),
    (b"\xfe\xff", "utf-16be"),
    (b"<\x00?\x00", "utf-16le"),
    (b"\x00<\x00?", "utf-16be"),
)


class Limits(NamedTuple):
    """Setting OTOP_XML_LIMITS, a dict with any of these names."""

    size: int = 2 * 1024 * 1024  # bytes
    depth: int = 100
    nodes: int = 50_000  # elements
    attributes: int = 500  # of one element
    attribute: int = 64 * 1024  # characters of one attribute's value
    text: int = 64 * 1024  # characters of one element's own text


class XmlRefused(EngineError):
    """A file that is not taken as XML; `reason` is a sentence for people."""

    message = _("文件无法读取：%(reason)s")
    code = "xml-refused"

    def __init__(self, *, reason: str | Promise = "") -> None:
        super().__init__(reason=reason)
        self.reason = reason


def limits() -> Limits:
    """The limits in force."""
    return in_force(Limits, "OTOP_XML_LIMITS")


def parse(content: bytes) -> etree._Element:
    """The root element. No DTD, no entities, no processing instructions, no network; comments are dropped.

    The encoding is the file's own: UTF-8, UTF-16, GBK and its kin, or ISO 8859-1.
    """
    bounds = limits()
    content = as_utf8(content)
    # Once for the limits, without a tree; then for the tree.
    _parse(content, etree.XMLParser(target=_Guard(bounds), **_SAFE))
    root = _parse(content, etree.XMLParser(remove_comments=True, **_SAFE))
    docinfo = root.getroottree().docinfo
    if docinfo.doctype or docinfo.internalDTD is not None:
        raise XmlRefused(reason=_HAS_DTD)
    return root


def as_utf8(content: bytes) -> bytes:
    """The file in UTF-8, which is how it is kept and served; the same bytes when it is that already.

    The parser only ever sees what is decoded here, so no encoding hides a DTD from the check. XmlRefused.
    """
    bounds = limits()
    if len(content) > bounds.size:
        raise XmlRefused(reason=format_lazy(_("文件超过 {size} KB"), size=bounds.size // 1024))
    encoding = _encoding(content)
    text = _decoded(content, encoding)
    if not text.strip():
        raise XmlRefused(reason=_("文件是空的"))
    # Before any parser sees them; in text they would be written with &lt; anyway.
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise XmlRefused(reason=_HAS_DTD)
    declared = _DECLARED_ENCODING.match(text)
    if declared and declared[1].lower() not in _UTF8:
        text = f"{text[: declared.start(1)]}UTF-8{text[declared.end(1) :]}"
    return text.encode()


def local_name(element: etree._Element) -> str:
    """The tag without its namespace."""
    return str(etree.QName(element).localname)


def namespace(element: etree._Element) -> str:
    """The namespace of the tag; empty where there is none."""
    return str(etree.QName(element).namespace or "")


_HAS_DTD = _("不允许文档类型声明（DTD）和实体")
_NOT_XML = _("不是有效的 XML")

_SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "load_dtd": False,
    "dtd_validation": False,
    "attribute_defaults": False,
    "no_network": True,
    "huge_tree": False,
    "recover": False,
    "encoding": "utf-8",
}


def _encoding(content: bytes) -> str:
    """The name of Python's codec for the file; what its beginning and its declaration say must agree."""
    for beginning, wide in _BEGINNINGS:
        if content.startswith(beginning):
            declared = _declared(content.decode(wide, errors="replace"))
            _agree(not declared or declared in _UTF16[wide])
            return wide
    declared = _declared(content.removeprefix(codecs.BOM_UTF8).decode("iso-8859-1"))
    if not declared or declared in _UTF8:
        return "utf-8"
    _agree(not content.startswith(codecs.BOM_UTF8) and not declared.startswith("utf-16"))
    if declared not in _DECLARABLE:
        raise XmlRefused(reason=_("不支持声明的编码，请另存为 UTF-8"))
    return _DECLARABLE[declared]


def _declared(text: str) -> str:
    found = _DECLARED_ENCODING.match(text.removeprefix("\ufeff"))
    return found[1].strip().lower() if found else ""


def _agree(agrees: bool) -> None:
    if not agrees:
        raise XmlRefused(reason=_("声明的编码与文件的实际编码不一致，请另存为 UTF-8"))


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        if encoding == "utf-8":
            raise XmlRefused(reason=_("不是 UTF-8 编码的文本")) from None
        raise XmlRefused(reason=_("声明的编码与文件的实际编码不一致，请另存为 UTF-8")) from None


def _parse(content: bytes, parser: etree.XMLParser) -> Any:
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        if not error.lineno:
            raise XmlRefused(reason=_NOT_XML) from None
        reason = format_lazy(_("{problem}（第 {line} 行附近）"), problem=_NOT_XML, line=error.lineno)
        raise XmlRefused(reason=reason) from None


class _Guard:
    """Counts while the parser reads, so that nothing large is built before it is refused."""

    def __init__(self, bounds: Limits) -> None:
        self.bounds = bounds
        self.depth = 0
        self.nodes = 0
        self.text = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.depth += 1
        self.nodes += 1
        self.text = 0
        if self.depth > self.bounds.depth:
            raise XmlRefused(reason=format_lazy(_("元素嵌套超过 {depth} 层"), depth=self.bounds.depth))
        if self.nodes > self.bounds.nodes:
            raise XmlRefused(reason=format_lazy(_("元素超过 {nodes} 个"), nodes=self.bounds.nodes))
        # lxml looks each of them up from the first one on, so many of them on one element would take for ever.
        if len(attributes) > self.bounds.attributes:
            raise XmlRefused(reason=format_lazy(_("一个元素的属性超过 {count} 个"), count=self.bounds.attributes))
        for name, value in attributes.items():
            if len(value) > self.bounds.attribute:
                short = etree.QName(name).localname
                raise XmlRefused(reason=format_lazy(_("属性“{name}”的内容过长"), name=short))

    def end(self, tag: str) -> None:
        self.depth -= 1
        self.text = 0

    def data(self, text: str) -> None:
        self.text += len(text)
        if self.text > self.bounds.text:
            raise XmlRefused(reason=format_lazy(_("一处文字超过 {length} 个字符"), length=self.bounds.text))

    def pi(self, target: str, data: str | None = None) -> None:
        raise XmlRefused(reason=_("不允许处理指令（<?…?>）"))

    def close(self) -> None:
        return None
