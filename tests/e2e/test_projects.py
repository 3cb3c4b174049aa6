"""Somebody begins a project, says more of it, and gives it up."""

import secrets

import pytest
from playwright.async_api import expect
from tests.conftest import Person
from tests.e2e.conftest import Doors, Visit
from tests.e2e.pages import choose, fits, item

pytestmark = pytest.mark.xdist_group("e2e")


@pytest.fixture
async def name() -> str:
    return f"Garden planner {secrets.token_hex(4)}"


class TestProjects:
    async def test_are_begun_described_and_deleted(self, visit: Visit, owner: Person, name: str) -> None:
        page = await visit.open("/projects")
        await page.get_by_role("button", name="Begin a project").first.click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_label("Name").fill(name)
        await dialog.get_by_role("button", name="Begin", exact=True).click()
        project = item(page, "Projects", name)
        await expect(project).to_be_visible()
        await project.get_by_role("button", name=name, exact=True).click()
        await dialog.get_by_label("What is it to become?").fill("Tells what to sow and when.")
        await dialog.get_by_role("button", name="More").click()
        await dialog.get_by_label("Repository").fill("https://git.example.org/ada/garden.git")
        await dialog.get_by_role("button", name="Save", exact=True).click()
        await expect(project).to_contain_text("Tells what to sow and when.")
        found = (await owner.client.get("/api/v1/projects", params={"q": name})).json()["items"]
        repository = found[0]["git_repository_info"]
        assert (repository["url"], repository["main_branch"]) == ("https://git.example.org/ada/garden.git", "main")
        await choose(page, name, "Delete")
        question = page.get_by_role("dialog", name="Delete this project?")
        await question.get_by_role("button", name="Keep it").click()
        await expect(question).to_have_count(0)
        await expect(project).to_be_visible()
        await choose(page, name, "Delete")
        await question.get_by_role("button", name="Delete").click()
        await expect(project).to_have_count(0)
        assert (await owner.client.get("/api/v1/projects", params={"q": name})).json()["items"] == []

    @pytest.mark.parametrize("screen", ["phone", "desk"])
    async def test_have_room_on_any_screen(self, doors: Doors, owner: Person, screen: str, name: str) -> None:
        visit = await doors.enter(phone=screen == "phone")
        long = {"name": f"{name} " + "and all that grows in it " * 8, "description": "What to sow and when. " * 30}
        for values in (long, {"name": name}):
            answer = await owner.client.post("/api/v1/projects", json=values)
            assert answer.status_code == 201, answer.text
        page = await visit.open(f"/projects?q={name}")
        await expect(item(page, "Projects", name)).to_have_count(2)
        await fits(page, f"{screen}-projects")
