"""What is remembered stays as it was written: nobody changes it, and where somebody does, it is found."""

import asyncio
from collections.abc import Iterator
from typing import LiteralString

import psycopg
import pytest
from fastapi import FastAPI
from psycopg import errors, sql
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import text
from tests.conftest import People, Person
from tests.identity.administration import effects, id_of

from clew.identity.remembered.chain.store import AuditChain, Fault
from clew.identity.remembered.service import note_audit_head
from clew.infra.embedded_postgres import Addresses
from clew.kit.ids import new_id
from clew.settings.store import AuditHead, Settings

LOGS = "/api/v1/access-audit-logs"
USERS = "/api/v1/users"
TABLES = ("access_audit_logs", "security_events", "audit_chain")
TURNED_OFF: LiteralString = "set local session_replication_role = replica"


@pytest.fixture
def superuser(database: Addresses) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database.admin, dbname=conninfo_to_dict(database.owner)["dbname"]) as connection:
        yield connection
        connection.rollback()  # nothing that a test did stays


async def fault(app: FastAPI, known: AuditHead | None = None) -> Fault | None:
    async with app.state.database.begin() as session:
        return await AuditChain(session).first_fault(known)


async def head(app: FastAPI) -> AuditHead:
    async with app.state.database.begin() as session:
        found = await AuditChain(session).head()
    assert found is not None
    return found


async def refused_entry(person: Person) -> str:
    """The id of a decision about the person, just made."""
    assert (await person.client.get(USERS)).status_code == 403
    return (await person.client.get(LOGS)).json()["items"][0]["id"]


class TestNobody:
    @pytest.mark.parametrize("table", TABLES)
    @pytest.mark.parametrize(
        "statement",
        [
            "delete from {}",
            "truncate {}",
            "update {} set created_at = now()",
            "update {} set created_at = created_at where false or true",
        ],
    )
    async def test_changes_or_removes_anything(
        self, superuser: psycopg.Connection, ann: Person, table: str, statement: LiteralString
    ) -> None:
        """The superuser included, unless the trigger is turned off."""
        await refused_entry(ann)
        with pytest.raises(errors.ObjectNotInPrerequisiteState, match="neither changed nor removed"):
            superuser.execute(sql.SQL(statement).format(sql.Identifier(table)))

    async def test_erases_what_is_about_an_account_that_is_open(
        self, superuser: psycopg.Connection, ann: Person
    ) -> None:
        id = await refused_entry(ann)
        erase = "update access_audit_logs set user_id = null, ip_address = null, user_agent = null where id = %s"
        with pytest.raises(errors.ObjectNotInPrerequisiteState):
            superuser.execute(erase, [id])
        superuser.rollback()
        with pytest.raises(errors.ObjectNotInPrerequisiteState):
            superuser.execute("update audit_chain set salt = null where id = %s", [id])


class TestVerifying:
    async def test_finds_nothing_where_nothing_was_done(self, app: FastAPI, ann: Person) -> None:
        await refused_entry(ann)
        await effects(app, ann, "registered")
        assert await fault(app) is None
        assert await fault(app, await head(app)) is None

    @pytest.mark.parametrize(
        ("change", "problem"),
        [
            ("update access_audit_logs set permission_granted = true where id = %s", "it was changed"),
            ("update access_audit_logs set ip_address = '192.0.2.9' where id = %s", "it was changed"),
            ("update access_audit_logs set user_id = null where id = %s", "it was changed"),
            ("update access_audit_logs set created_at = created_at - interval '1 us' where id = %s", "it was changed"),
            ("update access_audit_logs set resource_id = 'x' where id = %s", "it was changed"),
            ("update audit_chain set personal_digest = '\\x00' where id = %s", "it was changed"),
            ("update audit_chain set hash = sha256('x') where id = %s", "it was changed"),
            ("delete from access_audit_logs where id = %s", "the row is missing"),
        ],
    )
    async def test_names_the_row_that_somebody_edited(
        self, app: FastAPI, superuser: psycopg.Connection, ann: Person, change: LiteralString, problem: str
    ) -> None:
        """With all triggers turned off, as only a superuser can; what comes behind it is right by itself."""
        id = await refused_entry(ann)
        (number,) = superuser.execute("select number from audit_chain where id = %s", [id]).fetchone() or (None,)
        await refused_entry(ann)
        superuser.execute(TURNED_OFF)
        superuser.execute(change, [id])
        found = superuser.execute("select number, row_id, problem from verify_audit(null, null)").fetchone()
        assert found is not None
        assert (found[0], str(found[1]), found[2]) == (number, id, problem)
        superuser.rollback()
        assert await fault(app) is None

    async def test_names_a_row_that_somebody_added(self, superuser: psycopg.Connection, ann: Person) -> None:
        await refused_entry(ann)
        forged = str(new_id())
        superuser.execute(TURNED_OFF)
        superuser.execute(
            """insert into access_audit_logs (id, resource_type, action, permission_granted, roles_checked)
            values (%s, 'user', 'list', false, '[]')""",
            [forged],
        )
        found = superuser.execute("select number, row_id, problem from verify_audit(null, null)").fetchone()
        assert found is not None
        assert (found[0], str(found[1]), found[2]) == (None, forged, "it has no link")

    async def test_names_where_something_in_between_was_taken_out(
        self, superuser: psycopg.Connection, ann: Person
    ) -> None:
        """With its row, so that only the numbers tell."""
        id = await refused_entry(ann)
        await refused_entry(ann)
        next_one = "select id from audit_chain where number = (select number + 1 from audit_chain where id = %s)"
        behind = superuser.execute(next_one, [id]).fetchone()
        superuser.execute(TURNED_OFF)
        superuser.execute("delete from access_audit_logs where id = %s", [id])
        superuser.execute("delete from audit_chain where id = %s", [id])
        found = superuser.execute("select row_id, problem from verify_audit(null, null)").fetchone()
        assert found is not None
        assert (found[:1], found[1]) == (behind, "a link before it is missing")

    async def test_sees_that_the_end_was_cut_off_by_a_head_from_before(
        self, app: FastAPI, superuser: psycopg.Connection, ann: Person
    ) -> None:
        await refused_entry(ann)
        async with app.state.database.begin() as session:
            await note_audit_head(session)
            noted = await Settings(session).audit_head()
        assert noted is not None
        asked = [noted.number, noted.hash]
        verify: LiteralString = "select number, problem from verify_audit(%s, decode(%s, 'hex'))"
        await refused_entry(ann)
        assert superuser.execute(verify, asked).fetchall() == []
        superuser.execute(TURNED_OFF)
        superuser.execute(
            """with gone as (delete from audit_chain where number >= %s returning id),
                logs as (delete from access_audit_logs where id in (select id from gone))
            delete from security_events where id in (select id from gone)""",
            [noted.number],
        )
        assert superuser.execute("select * from verify_audit(null, null)").fetchall() == [], "by itself nothing tells"
        assert superuser.execute(verify, asked).fetchall() == [(noted.number, "the end was cut off or made anew")]

    async def test_holds_though_an_account_was_closed(
        self, app: FastAPI, superuser: psycopg.Connection, people: People
    ) -> None:
        gone = await people.join()
        entry, user_id = await refused_entry(gone), await id_of(gone)
        (event, *_) = await effects(app, gone, "registered")
        async with app.state.database.begin(user_id) as session:
            await session.execute(text("delete from users where id = :id"), {"id": user_id})
        left: LiteralString = "select count(*), count(salt) from audit_chain where id = any(%s)"
        assert superuser.execute(left, [[entry, str(event["id"])]]).fetchone() == (2, 0)
        row = superuser.execute(
            "select user_id, ip_address, user_agent, resource_type from access_audit_logs where id = %s", [entry]
        ).fetchone()
        assert row == (None, None, None, "user")
        told: LiteralString = "select user_id, event_data, event_type from security_events where id = %s"
        assert superuser.execute(told, [event["id"]]).fetchone() == (None, None, "registered")
        superuser.rollback()
        assert await fault(app) is None

    async def test_finds_what_was_changed_of_an_account_that_was_closed(
        self, app: FastAPI, superuser: psycopg.Connection, people: People
    ) -> None:
        """What was erased cannot be put in again, by whoever it is said to have been."""
        gone = await people.join()
        entry, user_id = await refused_entry(gone), await id_of(gone)
        async with app.state.database.begin(user_id) as session:
            await session.execute(text("delete from users where id = :id"), {"id": user_id})
        superuser.execute(TURNED_OFF)
        superuser.execute("update access_audit_logs set ip_address = '192.0.2.1' where id = %s", [entry])
        found = superuser.execute("select row_id, problem from verify_audit(null, null)").fetchone()
        assert found is not None
        assert (str(found[0]), found[1]) == (entry, "it was changed")


class TestWriting:
    async def test_many_at_once_makes_one_chain(self, app: FastAPI, ann: Person, bob: Person) -> None:
        before = (await head(app)).number
        answers = await asyncio.gather(*(person.client.get(USERS) for person in (ann, bob) for _ in range(12)))
        assert {answer.status_code for answer in answers} == {403}
        assert (await head(app)).number >= before + 24
        assert await fault(app) is None

    async def test_keeps_what_was_granted_though_the_request_failed_later(self, people: People, owner: Person) -> None:
        """The answer may be no for another reason; that somebody was let through is remembered all the same."""
        nowhere = str(new_id())
        async with people.browser(owner) as browser:
            assert (await browser.get(f"/api/v1/roles/{nowhere}")).status_code == 404
            assert (await browser.patch(f"/api/v1/roles/{nowhere}", json={"colour": "red"})).status_code == 422
        about = (await owner.client.get(LOGS, params={"resource_id": nowhere, "sort": "created_at"})).json()["items"]
        assert [(one["action"], one["permission_granted"]) for one in about] == [("get", True), ("change", True)]
