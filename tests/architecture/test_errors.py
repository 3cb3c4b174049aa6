"""The failure tree: one class per kind, a code that never changes, drawn and documented."""

import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator

import clew
from clew.kit import errors
from clew.kit.errors import ClewError

BRANCH = re.compile(r"^\s*((?:│   |    )*)[├└]── (\w+)(?: (\d{3}))?", re.MULTILINE)


def failures(above: type[ClewError] = ClewError) -> Iterator[type[ClewError]]:
    for below in above.__subclasses__():
        yield below
        yield from failures(below)


def import_everything() -> None:
    """So that every subclass is known, wherever it stands."""
    for module in pkgutil.walk_packages(clew.__path__, "clew."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def drawn() -> dict[str, tuple[str, int]]:
    """From the drawing: each class with the one above it and its status."""
    path: list[tuple[str, int]] = [("ClewError", 500)]
    tree: dict[str, tuple[str, int]] = {}
    for indent, name, status in BRANCH.findall(errors.__doc__ or ""):
        depth = len(indent) // 4 + 1
        del path[depth:]
        above, inherited = path[-1]
        tree[name] = (above, int(status or inherited))
        path.append((name, int(status or inherited)))
    return tree


class TestTree:
    def test_is_drawn_as_it_is(self) -> None:
        import_everything()
        real = {one.__name__: (one.__mro__[1].__name__, one.status) for one in failures()}
        assert len(real) > 10
        assert drawn() == real

    def test_every_code_is_its_own_and_stable(self) -> None:
        import_everything()
        codes = Counter(one.code for one in (ClewError, *failures()))
        assert [code for code, count in codes.items() if count > 1] == []
        assert [code for code in codes if not re.fullmatch(r"[a-z]+(_[a-z]+)*", code)] == []

    def test_every_title_is_a_sentence_for_a_person(self) -> None:
        import_everything()
        titles = [one.title for one in failures()]
        assert len(set(titles)) == len(titles)
        assert [title for title in titles if not title[0].isupper() or title.endswith(".")] == []
