"""What the documents name exists: a path in backticks that looks like one of this repository."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.architecture.source import CODE, ROOT

NAMED = ["AGENTS.md", "README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
BASES = (ROOT, CODE, ROOT / "web", ROOT / "web" / "src")
"""Documents may name a file from any of these on, or from their own folder."""
CODE_SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
A_PATH = re.compile(r"\.?[\w@-][\w.@*-]*(/[\w.@*-]+)*/?")
A_FILE = re.compile(r"[\w.*-]+\.(py|ts|tsx|md|toml|ini|lock|yaml|yml|sh|css|html)")
MADE = {"web/dist", "web/node_modules", ".venv"}  # by the build


def documents() -> list[Path]:
    files = [ROOT / name for name in NAMED] + sorted((ROOT / "docs").rglob("*.md"))
    return [file for file in files if file.is_file()]


def paths(text: str, folder: Path) -> Iterator[str]:
    """What looks like a path of this repository: its first part is a folder of ours, or its ending that of source."""
    for span in CODE_SPAN.findall(FENCE.sub("", text)):
        name = span.strip()
        if not A_PATH.fullmatch(name) or name.rstrip("/") in MADE or name.startswith(tuple(f"{one}/" for one in MADE)):
            continue
        first, *rest = name.split("/")
        is_ours = bool(rest) and any((base / first).is_dir() for base in (*BASES, folder))
        if is_ours or A_FILE.fullmatch(name.rpartition("/")[2]):
            yield name


def exists(name: str, folder: Path) -> bool:
    if any(any(base.glob(name.rstrip("/"))) for base in (*BASES, folder)):
        return True
    return "/" not in name and any(any((ROOT / base).rglob(name)) for base in ("src", "tests", "web/src", "bench"))


@pytest.mark.parametrize("file", documents(), ids=lambda file: str(file.relative_to(ROOT)))
def test_a_document_names_only_what_exists(file: Path) -> None:
    named = set(paths(file.read_text(), file.parent))
    assert sorted(name for name in named if not exists(name, file.parent)) == []


def test_what_does_not_exist_is_found() -> None:
    text = "See `infra/nowhere.py`, `infra/db.py`, `kit/` and `nobody.py`; not `application/json` or `/api/v1/threads`."
    named = list(paths(text, ROOT))
    assert named == ["infra/nowhere.py", "infra/db.py", "kit/", "nobody.py"]
    assert [name for name in named if not exists(name, ROOT)] == ["infra/nowhere.py", "nobody.py"]
