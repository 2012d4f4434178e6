"""Copy functions of our source, with all they call, into one file that runs on its own.

Some shown programs call functions of this project (searching crops, splitting residual blocks), to
get the page's numbers. Their readers do not have the project, so the functions are copied into a
file beside the program, with the functions and constants they need.
"""

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

_PROJECT = __name__.partition(".")[0]
# How a reader imports the names that `dlviz.vision` re-exports.
_PASSED_ON = {
    ("dlviz.vision", "torchvision"): "import torchvision",
    ("dlviz.vision", "v2"): "from torchvision.transforms import v2",
}


@dataclass(slots=True)
class _Module:
    """A module's source, and where each of its names is defined or imported from."""

    name: str
    lines: list[str]
    defined: dict[str, ast.stmt] = field(default_factory=dict)
    imported: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(slots=True)
class _Excerpt:
    parts: dict[tuple[str, str], str] = field(default_factory=dict)
    imports: set[str] = field(default_factory=set)

    def add(self, module_name: str, name: str) -> None:
        """Add the definition of `name` in a module, after the definitions it needs."""
        module = _read(module_name)
        if name in module.imported:
            self._add_imported(*module.imported[name], name)
            return
        key = (module_name, name)
        if name not in module.defined or key in self.parts:
            return
        self.parts[key] = ""  # marks it as visited: it may be recursive
        node = module.defined[name]
        text = _text(module, node)
        for needed in _needed(node):
            alias, _, attribute = needed.partition(".")
            if not attribute:
                self.add(module_name, alias)
            elif is_ours := _our_module(module.imported.get(alias)):
                self.add(is_ours, attribute)
                text = re.sub(rf"\b{alias}\.{attribute}\b", attribute, text)
            else:
                self.add(module_name, alias)
        del self.parts[key]
        self.parts[key] = text

    def _add_imported(self, source: str, original: str, name: str) -> None:
        if (source, original) in _PASSED_ON:
            self.imports.add(_PASSED_ON[source, original])
        elif source.partition(".")[0] == _PROJECT:
            self.add(source, original)
        elif original:
            renamed = "" if name == original else f" as {name}"
            self.imports.add(f"from {source} import {original}{renamed}")
        else:
            self.imports.add(f"import {source}" + ("" if name == source else f" as {name}"))


@cache
def excerpt(purpose: str, *wanted: Callable[..., Any] | tuple[str, str]) -> str:
    """Return a file with functions of this project and all they need, which runs without it.

    Args:
        purpose: First line of the file's docstring.
        wanted: Functions and classes; or (module, name) of other objects.

    Raises:
        ValueError: if two modules define one name differently.
    """
    made = _Excerpt()
    for one in wanted:
        made.add(*(one if isinstance(one, tuple) else (one.__module__, one.__name__)))
    names: dict[str, str] = {}
    for module, name in made.parts:
        if names.setdefault(name, module) != module:
            made.parts[module, name] = _renamed(made, module, name)
    parts = "\n\n\n".join(part for part in made.parts.values() if part)
    imports = "\n".join(sorted(made.imports))
    return f'"""{purpose}"""\n\nfrom __future__ import annotations\n\n{imports}\n\n\n{parts}\n'


def _renamed(made: _Excerpt, module: str, name: str) -> str:
    """Rename `name` of a module, in all of that module's parts; return the renamed part."""
    other = f"{name}_of_{module.rpartition('.')[2]}"
    for key, text in made.parts.items():
        if key[0] == module:
            made.parts[key] = re.sub(rf"(?<![\w.]){name}\b", other, text)
    return made.parts[module, name]


@cache
def _read(name: str) -> _Module:
    file = import_module(name).__file__
    source = Path(str(file)).read_text(encoding="utf-8")
    module = _Module(name, source.splitlines())
    for node in ast.parse(source).body:
        match node:
            case ast.Import(names):
                for alias in names:
                    module.imported[alias.asname or alias.name] = (alias.name, "")
            case ast.ImportFrom(source_name, names):
                for alias in names:
                    module.imported[alias.asname or alias.name] = (str(source_name), alias.name)
            case ast.FunctionDef(name=own) | ast.ClassDef(name=own):
                module.defined[own] = node
            case ast.Assign(targets):
                for target in targets:
                    for one in ast.walk(target):
                        if isinstance(one, ast.Name):
                            module.defined[one.id] = node
            case ast.AnnAssign(target=ast.Name(id=own)):
                module.defined[own] = node
    return module


def _text(module: _Module, node: ast.stmt) -> str:
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(one.lineno for one in decorators)])
    last = node.end_lineno or node.lineno
    text = "\n".join(module.lines[first - 1 : last])
    return re.sub(r"  # noqa.*|  # type: ignore.*", "", text)


def _needed(node: ast.stmt) -> list[str]:
    """Return the names that a definition uses; "module.name" for attributes.

    Annotations are left out: they need no imports.
    """
    bare = _WithoutAnnotations().visit(ast.parse(ast.unparse(node)))
    looked_into = {
        f"{one.value.id}.{one.attr}"
        for one in ast.walk(bare)
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name)
    }
    names = {one.id for one in ast.walk(bare) if isinstance(one, ast.Name)}
    return sorted(names - {one.partition(".")[0] for one in looked_into}) + sorted(looked_into)


def _our_module(imported: tuple[str, str] | None) -> str:
    """Return the module of this project that an import names, "" if it names something else."""
    if imported is None or imported in _PASSED_ON or imported[0].partition(".")[0] != _PROJECT:
        return ""
    whole = ".".join(part for part in imported if part)
    try:
        import_module(whole)
    except ModuleNotFoundError:
        return ""
    return whole


class _WithoutAnnotations(ast.NodeTransformer):
    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.annotation = None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = ast.Constant("")
        return self.generic_visit(node)
