"""Parses Python source for the project tests, with garbage collection paused."""

import ast
import gc
from functools import lru_cache


@lru_cache(maxsize=512)
def parsed(program: str) -> ast.Module:
    """Return the syntax tree of `program`, built while the garbage collector is paused.

    If a collection calls back into Python meanwhile, Python 3.11 counts the recursion depth
    wrongly: "AST constructor recursion depth mismatch".
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        return ast.parse(program)
    finally:
        if was_on:
            gc.enable()
