"""The faults that can be planted in a file: cosmic-ray's mutations, without those that change nothing."""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cosmic_ray.ast import Visitor, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

# One replacement of each kind, and the boundaries: more of the same say nothing new. `is` and `==` give the same for
# None and for small numbers, so neither takes the place of the other.
_WANTED = re.compile(
    r"core/(AddNot|NumberReplacer|ReplaceAndWithOr|ReplaceOrWithAnd|ReplaceTrueWithFalse|ReplaceFalseWithTrue"
    r"|ReplaceBreakWithContinue|ReplaceContinueWithBreak|ReplaceUnaryOperator_Delete_(Not|USub|Invert)"
    r"|ZeroIterationForLoop|RemoveDecorator|ExceptionReplacer"
    r"|ReplaceComparisonOperator_(Eq_NotEq|NotEq_Eq|Lt_LtE|Lt_GtE|LtE_Lt|LtE_Gt|Gt_GtE|Gt_LtE|GtE_Gt|GtE_Lt"
    r"|Is_IsNot|IsNot_Is)"
    r"|ReplaceBinaryOperator_(Add_Sub|Sub_Add|Mul_FloorDiv|Div_Mul|FloorDiv_Mul|Mod_Mul|Pow_Mul|BitAnd_BitOr|BitOr_BitAnd))"
)


#: Slices from here on shorten a text for a message or a look-up; shorter ones mean something.
_CUT = 20


@dataclass(frozen=True)
class Mutant:
    path: str
    operator: str
    occurrence: int
    line: int

    @property
    def place(self) -> str:
        return f"{self.path}:{self.line} {self.operator.removeprefix('core/')}"

    def code(self, source: str) -> str:
        mutated = mutate_code(source, get_operator(self.operator)(), self.occurrence)
        assert mutated is not None, self
        return str(mutated)


class _Positions(Visitor):
    """Where an operator applies: (occurrence, line, column)."""

    def __init__(self, operator: object) -> None:
        self.operator = operator
        self.found: list[tuple[int, int]] = []

    def visit(self, node: object) -> object:
        self.found += [start for start, _end in self.operator.mutation_positions(node)]  # type: ignore[attr-defined]
        return node


def mutants(root: Path, path: str) -> list[Mutant]:
    source = (root / path).read_text(encoding="utf-8")
    pointless = _pointless(ast.parse(source))
    tree, found = get_ast(source), []
    for name in sorted(filter(_WANTED.fullmatch, operator_names())):
        positions = _Positions(get_operator(name)())
        positions.walk(tree)
        found += [
            Mutant(path, name, occurrence, line)
            for occurrence, (line, column) in enumerate(positions.found)
            if not any(first <= (line, column) < last for first, last in pointless)
        ]
    return [mutant for mutant in found if _is_python(mutant.code(source))]


def _is_python(source: str) -> bool:
    """What cannot be read is noticed by anything: the asterisk before keyword arguments made a division."""
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def _pointless(tree: ast.Module) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Ranges where a fault changes nothing that runs or nothing but the schema: annotations, what only the type checker
    imports or asks for, declarations of database columns, assertions that tell the type checker what is known, that a
    dataclass is frozen, how large a cache is, how many rows are read at once, how strong the lock of a row is, and
    after how many characters a text is cut off."""
    return [(_start(node), _end(node)) for node in _unused(tree)]


def _unused(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        match node:
            case ast.arg(annotation=ast.AST() as annotation) | ast.AnnAssign(annotation=annotation):
                yield annotation
            case ast.FunctionDef(returns=ast.AST() as annotation):
                yield annotation
            case ast.If(test=ast.Name(id="TYPE_CHECKING")) | ast.Assert():
                yield node
            case ast.Call(func=ast.Attribute(value=ast.Name(id="models"))):
                yield node
            case ast.ClassDef(bases=[*_, ast.Name(id="Protocol")]):
                yield node
            case ast.keyword(arg="frozen" | "maxsize" | "chunk_size" | "no_key"):
                yield node
            case ast.Slice(lower=None, upper=ast.Constant(value=int(most))) if most >= _CUT:
                yield node
            case ast.Slice(lower=ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(most)))) if most >= _CUT:
                yield node
            case ast.ClassDef(name="Meta"):
                yield node
            case ast.FunctionDef(name="__str__" | "__repr__"):
                yield node
            case ast.Assign(value=ast.BinOp(op=ast.BitOr())) if _is_type_alias(node):
                yield node


def _is_type_alias(node: ast.Assign) -> bool:
    name = node.targets[0]
    return isinstance(name, ast.Name) and name.id[:1].isupper() and not name.id.isupper()


def _start(node: ast.AST) -> tuple[int, int]:
    return node.lineno, node.col_offset  # type: ignore[attr-defined, no-any-return]


def _end(node: ast.AST) -> tuple[int, int]:
    return node.end_lineno, node.end_col_offset  # type: ignore[attr-defined, no-any-return]


def sample(found: list[Mutant], chance: random.Random) -> list[Mutant]:
    """All of them in a random order in which each line comes up once before any comes up again."""
    shuffled = sorted(found, key=lambda mutant: (mutant.path, mutant.operator, mutant.occurrence))
    chance.shuffle(shuffled)
    turns: dict[tuple[str, int], int] = {}
    keyed = []
    for mutant in shuffled:
        place = (mutant.path, mutant.line)
        turns[place] = turns.get(place, -1) + 1
        keyed.append((turns[place], mutant))
    return [mutant for _turn, mutant in sorted(keyed, key=lambda pair: pair[0])]
