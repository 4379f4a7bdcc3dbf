"""The one hardened entry for XML: diagrams and decision tables are parsed here and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from lxml import etree

from engine.errors import EngineError

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DI = "http://www.omg.org/spec/DD/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
MODELER = "http://camunda.org/schema/modeler/1.0"
DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"  # 1.3, what dmn-js writes
DMN_MODELS = frozenset(
    {
        DMN,
        "https://www.omg.org/spec/DMN/20211108/MODEL/",  # 1.4
        "https://www.omg.org/spec/DMN/20230324/MODEL/",  # 1.5
    }
)

_DECLARED_ENCODING = re.compile(r"""^<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']""")


class Limits(NamedTuple):
    """Setting OTOP_XML_LIMITS, a dict with any of these names."""

    size: int = 2 * 1024 * 1024  # bytes
    depth: int = 100
    nodes: int = 50_000  # elements
    attribute: int = 64 * 1024  # characters of one attribute's value


class XmlRefused(EngineError):
    """A file that is not taken as XML; `reason` is a sentence for people."""

    message = _("文件无法读取：%(reason)s")
    code = "xml-refused"

    def __init__(self, *, reason: str | Promise = "") -> None:
        super().__init__(reason=reason)
        self.reason = reason


def limits() -> Limits:
    """The limits in force."""
    try:
        configured: Mapping[str, Any] = getattr(settings, "OTOP_XML_LIMITS", {})
    except ImproperlyConfigured:  # no Django project around us: a plain unit test
        configured = {}
    return Limits(**configured)


def parse(content: bytes) -> etree._Element:
    """The root element. No DTD, no entities, no processing instructions, no network; comments are dropped."""
    bounds = limits()
    if len(content) > bounds.size:
        raise XmlRefused(reason=format_lazy(_("文件超过 {size} KB"), size=bounds.size // 1024))
    _check_text(content)
    # Once for the limits, without a tree; then for the tree.
    _parse(content, etree.XMLParser(target=_Guard(bounds), **_SAFE))
    root = _parse(content, etree.XMLParser(remove_comments=True, **_SAFE))
    docinfo = root.getroottree().docinfo
    if docinfo.doctype or docinfo.internalDTD is not None:
        raise XmlRefused(reason=_HAS_DTD)
    return root


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


def _check_text(content: bytes) -> None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise XmlRefused(reason=_("不是 UTF-8 编码的文本")) from None
    if not text.strip():
        raise XmlRefused(reason=_("文件是空的"))
    declared = _DECLARED_ENCODING.match(text.lstrip())
    if declared and declared[1].lower() not in ("utf-8", "utf8", "us-ascii"):
        raise XmlRefused(reason=_("只接受 UTF-8 编码，请另存为 UTF-8"))
    # Before any parser sees them; in text they would be written with &lt; anyway.
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise XmlRefused(reason=_HAS_DTD)


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

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.depth += 1
        self.nodes += 1
        if self.depth > self.bounds.depth:
            raise XmlRefused(reason=format_lazy(_("元素嵌套超过 {depth} 层"), depth=self.bounds.depth))
        if self.nodes > self.bounds.nodes:
            raise XmlRefused(reason=format_lazy(_("元素超过 {nodes} 个"), nodes=self.bounds.nodes))
        for name, value in attributes.items():
            if len(value) > self.bounds.attribute:
                short = etree.QName(name).localname
                raise XmlRefused(reason=format_lazy(_("属性“{name}”的内容过长"), name=short))

    def end(self, tag: str) -> None:
        self.depth -= 1

    def pi(self, target: str, data: str | None = None) -> None:
        raise XmlRefused(reason=_("不允许处理指令（<?…?>）"))

    def close(self) -> None:
        return None
