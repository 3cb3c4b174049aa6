"""The page that describes the API: made by the browser from our own files, and one can try things out there."""

import pytest
from playwright.async_api import expect
from tests.e2e.conftest import Doors
from tests.e2e.pages import shoot

pytestmark = pytest.mark.xdist_group("e2e")


class TestDocs:
    async def test_show_what_there_is_and_try_it_out(self, doors: Doors) -> None:
        """Neither a complaint of the page's policy nor a request to anybody else: see `Visit`."""
        visit = await doors.enter()
        page = await visit.open("/docs")
        await expect(page.get_by_role("heading", name="Clew")).to_be_visible()
        await shoot(page, "docs")
        await page.locator("#operations-tag-module").click()
        await page.locator("#operations-module-create_module .opblock-summary-control").click()
        await expect(page.locator("#operations-module-create_module")).to_contain_text("current_mood")
        await shoot(page, "docs-operation")
        await page.locator("#operations-tag-user-setting").click()
        operation = page.locator("#operations-user-setting-get_own_settings")
        await operation.locator(".opblock-summary-control").click()
        await operation.get_by_role("button", name="Try it out").click()
        await operation.get_by_role("button", name="Execute").click()
        answer = operation.locator(".live-responses-table .response")
        await expect(answer).to_contain_text("200")
        await expect(answer).to_contain_text("time_zone")
        await shoot(page, "docs-answer")
