"""The pages about the tables: made from the models, whole, and stale as soon as anything differs."""

from pathlib import Path

import pytest

from clew.main import data_model
from clew.main.data_model import main, pages, stale
from clew.main.tables import metadata, packages


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of its own, with fresh pages."""
    monkeypatch.setattr(data_model, "ROOT", tmp_path)
    monkeypatch.setattr(data_model, "DOCS", tmp_path / "docs")
    (tmp_path / "docs" / "data-model").mkdir(parents=True)
    monkeypatch.setattr("sys.argv", ["data_model"])
    main()
    return tmp_path / "docs"


class TestPages:
    def test_tell_of_every_table_and_column(self, docs: Path) -> None:
        for name, package in packages().items():
            page = (docs / "data-model" / f"{package}.md").read_text()
            section = page.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
            table = metadata.tables[name]
            assert section.startswith(f"\n{table.comment}\n"), name
            assert all(f"| `{column.name}` |" in section and str(column.comment) for column in table.columns), name
            assert f"[{name}](data-model/{package}.md#{name})" in (docs / "data-model.md").read_text()

    def test_draw_who_refers_to_whom(self, docs: Path) -> None:
        projects = (docs / "data-model" / "projects.md").read_text()
        assert '    threads ||--o| interviews : "thread_id"\n' in projects, "one, and of each at most one"
        assert '    prompts |o--o{ tasks : "prompt_id"\n' in projects
        assert "- `prompt_id` refers to prompts: on delete set null.\n" in projects
        assert "- `task_status`: `backlog`, `todo`, `in_progress`" in projects
        assert "- Check: `priority between 1 and 10`." in projects

    def test_are_the_same_each_time(self) -> None:
        assert pages() == pages()
        assert list(pages()) == list(pages())

    def test_that_are_old_or_too_many_or_missing_are_found(
        self, docs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folder = docs / "data-model"
        assert stale() == []
        (folder / "old.md").write_text("# Old\n")
        (folder / "memory.md").unlink()
        planning = folder / "planning.md"
        planning.write_text(planning.read_text().replace("What is to be done.", "What was to be done."))
        assert stale() == [folder / "memory.md", folder / "old.md", planning]
        monkeypatch.setattr("sys.argv", ["data_model", "--check"])
        with pytest.raises(SystemExit, match="1"):
            main()
        assert "docs/data-model/planning.md is stale: run `scripts/data-model`" in capsys.readouterr().out
        monkeypatch.setattr("sys.argv", ["data_model"])
        main()
        assert stale() == []
        assert not (folder / "old.md").exists()
