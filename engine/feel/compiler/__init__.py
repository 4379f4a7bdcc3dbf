"""From a tree to a function that Python runs."""

from engine.feel.compiler import access, basics, calls, iterations, tests
from engine.feel.compiler.building import Code, build
from engine.feel.compiler.scope import Scope

__all__ = ["Code", "Scope", "access", "basics", "build", "calls", "iterations", "tests"]
