"""The source of this repository, as its own tests read it."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

ROOT = Path(__file__).parents[2]
CODE = ROOT / "src" / "clew"
Rule: TypeAlias = Callable[[ast.AST], str | None]
"""What is wrong with a node, or None."""


@dataclass(frozen=True, slots=True)
class Found:
    """One place in the source."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.text}"


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file and its syntax tree. `name` is its path without the ending, from the root on."""

    name: str
    tree: ast.Module

    def find(self, rule: Rule) -> Iterator[Found]:
        """Every node of which the rule has something to say."""
        for node in ast.walk(self.tree):
            if (text := rule(node)) is not None:
                yield Found(f"{self.name}.py", getattr(node, "lineno", 1), text)


def parsed(name: str, text: str) -> Module:
    return Module(name, ast.parse(text))


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    return tuple(
        parsed(file.relative_to(ROOT).with_suffix("").as_posix(), file.read_text())
        for folder in folders
        for file in sorted((ROOT / folder).rglob("*.py"))
    )


def search(where: Iterable[Module], rule: Rule) -> list[str]:
    return [str(found) for module in where for found in module.find(rule)]


def called(node: ast.AST) -> str | None:
    """The last name of what a call calls: `commit` for `session.commit()`."""
    if not isinstance(node, ast.Call):
        return None
    match node.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return None


def words(name: str) -> set[str]:
    """The words of an identifier, whichever way it is written."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)}
