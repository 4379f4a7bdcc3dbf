"""The types that a model defines, with their constraints."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from lxml import etree

from engine.dmn.elements import children, text_of
from engine.errors import ExpressionError
from engine.feel import programs
from engine.feel.compiler import Scope
from engine.feel.syntax.names import is_simple
from engine.feel.values.types import ANY, NAMES, Type


def read(root: etree._Element) -> dict[str, Type]:
    return {element.get("name", ""): _definition(element) for element in children(root, "itemDefinition")}


def members(root: etree._Element) -> frozenset[str]:
    """The names of components that need to be known to be read."""
    names = (element.get("name", "") for element in root.iter() if etree.QName(element).localname == "itemComponent")
    return frozenset(name for name in names if not is_simple(name))


def named(text: str) -> Type:
    """What a `typeRef` means: one of FEEL's, or of the model's own."""
    plain = text.strip().removeprefix("feel:").removeprefix("feel.")
    return Type(NAMES.get(plain, plain)) if plain else ANY


def _definition(element: etree._Element) -> Type:
    found = _content(element)
    constraint = _constraint(element, "allowedValues")
    is_list = element.get("isCollection") == "true"
    if constraint is not None:
        found = _constrained(found, constraint)
    if is_list:
        found = Type("list", (found,))
    whole = _constraint(element, "typeConstraint")
    return _constrained(found, whole) if whole is not None else found


def _constrained(base: Type, allowed: Callable[[Any], bool]) -> Type:
    """The base type under a name of its own would lose its parts, so the constraint joins them."""
    return Type(base.name, base.of, base.entries, allowed)


def _content(element: etree._Element) -> Type:
    components = children(element, "itemComponent")
    if components:
        return Type("context", entries=tuple((one.get("name", ""), _definition(one)) for one in components))
    functions = children(element, "functionItem")
    if functions:
        parameters = tuple(named(one.get("typeRef", "")) for one in children(functions[0], "parameters"))
        return Type("function", (*parameters, named(functions[0].get("outputTypeRef", ""))))
    references = children(element, "typeRef")
    return named(references[0].text or "") if references else ANY


def _constraint(element: etree._Element, name: str) -> Callable[[Any], bool] | None:
    found = children(element, name)
    text = text_of(found[0]) if found else ""
    if not text:
        return None

    def allowed(value: Any) -> bool:
        try:
            test = programs.program(text, "unaryTests")
            return programs.attempt(test, Scope({"?": value}, programs.begin())) is True
        except ExpressionError:
            return False

    return allowed


def known(types: Mapping[str, Type], alias: str) -> Iterable[tuple[str, Type]]:
    """The types of an imported model, under the name of the import."""
    for name, found in types.items():
        yield f"{alias}.{name}", _moved(found, types, alias)


def _moved(found: Type, types: Mapping[str, Type], alias: str) -> Type:
    name = f"{alias}.{found.name}" if found.name in types else found.name
    return Type(
        name,
        tuple(_moved(part, types, alias) for part in found.of),
        tuple((key, _moved(part, types, alias)) for key, part in found.entries),
        found.allowed,
    )
