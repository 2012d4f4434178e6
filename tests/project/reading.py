"""How the tests of the project read programs."""

import ast
import gc
from functools import lru_cache


@lru_cache(maxsize=512)
def parsed(program: str) -> ast.Module:
    """Return the syntax tree of `program`, made while no garbage is collected.

    Python 3.11 counts its own depth wrongly where a collection calls back into Python meanwhile:
    "AST constructor recursion depth mismatch".
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        return ast.parse(program)
    finally:
        if was_on:
            gc.enable()
