"""What every refusal must look like, and that it changed nothing."""

import re
from typing import Any

import httpx
import psycopg
from psycopg import sql

from clew.infra.db import Base
from clew.infra.embedded_postgres import Addresses
from clew.main.problems import MEDIA_TYPE

MEMBERS = {"type", "title", "status", "code", "detail", "errors", "request_id"}
INSIDES = re.compile(r"Traceback|sqlalchemy|psycopg|SELECT|INSERT INTO|UPDATE \w+ SET|/src/clew|\.py\b")
NOTED = {"access_audit_logs", "security_events", "audit_chain"}
"""Where a refusal may leave a line."""


def problem(answer: httpx.Response, *statuses: int) -> dict[str, Any]:
    """The problem document of an answer with one of these statuses."""
    assert answer.status_code in statuses, (answer.request.method, str(answer.request.url)[:200], answer.text[:500])
    assert answer.headers["content-type"] == MEDIA_TYPE
    document = answer.json()
    assert set(document) == MEMBERS
    assert document["status"] == answer.status_code
    assert document["type"] == f"urn:clew:problem:{document['code']}"
    assert document["title"]
    assert document["request_id"] == answer.headers["x-request-id"]
    assert not INSIDES.search(answer.text), answer.text
    return document


def contents(database: Addresses) -> dict[str, tuple[int, str]]:
    """What stands in the tables, as the superuser sees it: how many rows, and a digest of them."""
    name = database.application.partition("?")[0].rpartition("/")[2]
    digest = "select {}, count(*), coalesce(md5(string_agg(one::text, '' order by one::text)), '') from {} one"
    tables = sorted(set(Base.metadata.tables) - NOTED)
    asked = [sql.SQL(digest).format(table, sql.Identifier(table)) for table in tables]
    with psycopg.connect(database.admin, dbname=name) as connection:
        return {table: (count, md5) for table, count, md5 in connection.execute(sql.SQL(" union all ").join(asked))}
