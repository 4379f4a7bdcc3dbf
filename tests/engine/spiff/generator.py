"""Block-structured processes for hypothesis.

`processes()` gives sound diagrams: every split has its join, every loop a person in it, every case an end.
Variables `v0`, `v1`, `v2` (whole numbers) and `items` (a list) are set by the first step `init`; whoever plays the
process answers with new values of `v0` … `v2`. All conditions are of the form `v > n`, so zeros choose the
default flow and leave every loop.
"""

from __future__ import annotations

from hypothesis import strategies as st

from tests.engine.spiff.blocks import LEAVES, PAIRS, SINGLES, Block
from tests.engine.spiff.graph import Graph
from tests.engine.spiff.writing import write


def blocks(*, depth: int = 3) -> st.SearchStrategy[Block]:
    """Blocks inside blocks; up to 2 ** depth steps."""
    numbers = st.integers(0, 11)
    leaf = st.builds(Block, st.sampled_from(LEAVES), st.just(()), numbers)
    if depth == 0:
        return leaf
    inner = leaf | blocks(depth=depth - 1)
    pair = st.builds(Block, st.sampled_from(PAIRS), st.tuples(inner, inner), numbers)
    return pair | st.builds(Block, st.sampled_from(SINGLES), st.tuples(inner), numbers) | pair


def processes(*, depth: int = 3) -> st.SearchStrategy[Graph]:
    return blocks(depth=depth).map(write)


def rounds() -> st.SearchStrategy[Graph]:
    """Rounds side by side, each with events on a border or beside it, for which all of them wait at once."""
    numbers = st.integers(0, 11)
    waiting = st.builds(
        Block, st.sampled_from(("bounded", "bounded_sub", "beside")), st.tuples(blocks(depth=1)), numbers
    )
    inside = waiting | st.builds(Block, st.just("sequence"), st.tuples(waiting, waiting), numbers)
    return st.builds(Block, st.just("each_sub"), st.tuples(inside), st.sampled_from((1, 3, 5))).map(write)
