"""XML is parsed in one place: no other module of ours calls a parser."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.services.places import PROJECT

ENTRY = PROJECT / "engine" / "bpmn" / "xml.py"
# docxtpl parses the templates of documents, which come with the source and from nobody else.
MODULES = ("xml", "xmltodict", "bs4", "html5lib", "defusedxml", "pyexpat", "lxml.html", "lxml.objectify", "lxml.sax")
# What parses in lxml, and SpiffWorkflow's own reader of diagrams, which would.
CALLS = frozenset(
    {"fromstring", "fromstringlist", "parse", "iterparse", "XML", "XMLID", "HTML", "XMLParser", "HTMLParser", "XSLT",
     "XMLPullParser", "parseid", "XInclude"}
)  # fmt: skip
WRITES = ("xml.sax.saxutils",)  # escapes text, reads nothing
SPIFF_PARSERS = ("SpiffWorkflow.bpmn.parser", "SpiffWorkflow.dmn.parser", "SpiffWorkflow.spiff.parser")


def sources() -> list[Path]:
    folders = [PROJECT / name for name in ("engine", "forms", "documents", "portal", "scripts")]
    return [path for folder in folders for path in folder.rglob("*.py") if "node_modules" not in path.parts]


def parsing(tree: ast.AST) -> Iterator[str]:
    """What in a module reaches for an XML parser."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        reading = [name for name in names if not _is_within(name, *WRITES)]
        yield from (name for name in reading if _is_within(name, *MODULES, *SPIFF_PARSERS))
        yield from (name for name in names if name.startswith("lxml.etree.") and name.split(".")[-1] in CALLS)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value).split(".")[-1] == "etree" and node.attr in CALLS:
            yield ast.unparse(node)


def _is_within(name: str, *modules: str) -> bool:
    return any(name == module or name.startswith(f"{module}.") for module in modules)


def test_no_other_module_parses_xml():
    found = {
        f"{path.relative_to(PROJECT)}: {what}"
        for path in sources()
        if path != ENTRY
        for what in parsing(ast.parse(path.read_text()))
    }
    assert found == set()


@pytest.mark.parametrize(
    "code",
    [
        "from lxml import etree\netree.fromstring(b'')",
        "import lxml.etree\nlxml.etree.parse('x')",
        "from lxml.etree import XML",
        "from lxml import html",
        "import xml.dom.minidom",
        "from xml.etree import ElementTree",
        "from xml.sax import parseString",
        "import xmltodict",
        "from bs4 import BeautifulSoup",
        "from SpiffWorkflow.bpmn.parser import BpmnParser",
        "from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser",
        "import pyexpat",
    ],
)
def test_the_scan_sees_a_parser(code: str):
    assert list(parsing(ast.parse(code)))


@pytest.mark.parametrize(
    "code", ["from lxml import etree\netree.tostring(x)", "from engine.bpmn import xml\nxml.parse(b'')", "import json"]
)
def test_the_scan_lets_other_code_pass(code: str):
    assert list(parsing(ast.parse(code))) == []
