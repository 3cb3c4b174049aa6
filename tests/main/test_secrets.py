"""Secrets of people and of the instance: in no answer, no log, no job, no export, and no row in plain text."""

import asyncio
import base64
import json
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import httpx
import psycopg
from psycopg import sql
from tests.conftest import PASSWORD
from tests.main.command import COMMAND, Clew
from tests.main.operations import OPERATIONS

from clew.infra.caller import Caller
from clew.infra.crypto import Place, load_keys
from clew.infra.db import Database
from clew.integrations.oauth.store import OAuthIntegrations, Tokens
from clew.kit.ids import new_id
from clew.main.app import KEY_FILE

ACCESS, REFRESH, MODEL_KEY = "ya29-canary-of-access", "1-canary-of-refresh", "sk-canary-of-a-model"
STREAMS = {"follow_answer", "follow_threads"}
TABLES = "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"


@contextmanager
def served(clew: Clew, port: str, log: Path) -> Generator[None]:
    """Clew with everything that it has to say in that file."""
    with (
        log.open("w") as stream,
        subprocess.Popen(
            [*COMMAND, "serve"],
            env=clew.environment({"CLEW_PORT": port, "CLEW_LOG_LEVEL": "debug"}),
            stdout=subprocess.PIPE,
            stderr=stream,
            text=True,
        ) as process,
    ):
        assert process.stdout is not None
        while "ready" not in process.stdout.readline():
            assert process.poll() is None
        yield
        process.terminate()
        stream.write(process.communicate(timeout=30)[0])


def rows(clew: Clew) -> dict[str, str]:
    """Every row of every table, the queue of jobs among them, as the superuser sees it."""
    with psycopg.connect(clew.addresses.admin, dbname="clew") as admin:
        tables = [name for (name,) in admin.execute(TABLES)]
        whole = {
            name: admin.execute(sql.SQL("select t::text from {} t").format(sql.Identifier(name))) for name in tables
        }
        return {name: "\n".join(row for (row,) in found) for name, found in whole.items()}


def data_key(clew: Clew, user_id: UUID) -> bytes:
    with psycopg.connect(clew.addresses.admin, dbname="clew") as admin:
        query = "select id, wrapped_key from data_keys where user_id = %s"
        row = admin.execute(query, [user_id]).fetchone()
    assert row is not None
    place = Place("data_keys", "wrapped_key", row[0], user_id)
    return base64.b64decode(load_keys(clew.home / KEY_FILE).open(row[1], place))


def forms(clew: Clew, user_id: UUID) -> list[str]:
    """What must be nowhere, in every form that it is likely to be written in."""
    stored = json.loads((clew.home / KEY_FILE).read_text())
    keys = [*(base64.b64decode(key) for key in stored["keys"].values()), data_key(clew, user_id)]
    texts = [ACCESS, REFRESH, MODEL_KEY]
    encoded = [*keys, *(one.encode() for one in texts)]
    return [*texts, *(one.hex() for one in encoded), *(base64.b64encode(one).decode() for one in encoded)]


async def connect(clew: Clew, user_id: UUID) -> tuple[UUID, Tokens]:
    """An account elsewhere; what it gives when it is opened again."""
    database = Database(clew.addresses.application, load_keys(clew.home / KEY_FILE))
    async with database.begin(user_id) as session:
        store = OAuthIntegrations(session, Caller(user_id))
        record = await store.store("github", "olga", Tokens(ACCESS, REFRESH, None, ["repo"]))
        opened = await store.tokens(record)
    await database.close()
    return record.id, opened


def use(client: httpx.Client) -> tuple[str, list[httpx.Response]]:
    """A model with a key, asked in vain, changed, and sent with a slip in it."""
    config = {"base_url": "http://127.0.0.1:9/v1", "model": "none", "allow_private_network": True}
    body = {"name": f"model {new_id()}", "api_key": MODEL_KEY, "config": config}
    answers = [client.post("/api/v1/ai-models", json=body, headers={"Idempotency-Key": "once"}) for _ in range(2)]
    model = answers[0].json()["id"]
    answers.append(client.post("/api/v1/ai-models", json={**body, "api_key": [MODEL_KEY]}))
    answers.append(client.post("/api/v1/ai-models", json=body))
    answers.append(client.patch(f"/api/v1/ai-models/{model}", json={"api_key": MODEL_KEY}))
    answers.append(client.post(f"/api/v1/ai-models/{model}/test"))
    thread = client.post("/api/v1/threads", json={"title": "kept"}).json()["id"]
    answers.append(client.post(f"/api/v1/threads/{thread}/turns", json={"content": "Go.", "model_id": model}))
    answers.append(client.get(f"/api/v1/threads/{thread}/export"))
    answers.append(client.get(f"/api/v1/ai-models/{model}"))
    return model, answers


def read_all(client: httpx.Client) -> list[httpx.Response]:
    """Every list, and whatever else names no thing."""
    plain = [
        one for name, one in OPERATIONS.items() if one.method == "GET" and "{" not in one.path and name not in STREAMS
    ]
    answers = [client.get(one.path, params=one.query) for one in plain]
    assert len(answers) > 15
    assert {answer.status_code for answer in answers} == {200}
    return [*answers, client.get("/openapi.json")]


class TestSecrets:
    def test_are_nowhere_and_keys_can_be_rotated_meanwhile(self, clew: Clew, port: str, tmp_path: Path) -> None:
        log = tmp_path / "clew.log"
        with served(clew, port, log):
            arguments = ("--email", "olga@example.org", "--owner", "--password-stdin", "--token")
            made = clew("user", "create", "olga", *arguments, typed=PASSWORD + "\n")
            assert made.returncode == 0, made.stderr
            headers = {"Authorization": f"Bearer {made.stdout.strip()}"}
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=30) as client:
                user_id = UUID(client.get("/api/v1/users/me").json()["id"])
                account, _ = asyncio.run(connect(clew, user_id))
                model, answers = use(client)
                hidden = forms(clew, user_id)
                rotated = clew("keys", "rotate")
                assert rotated.returncode == 0, rotated.stderr
                assert rotated.stdout.startswith("Sealed anew: ")
                hidden += forms(clew, user_id)
                tried = client.post(f"/api/v1/ai-models/{model}/test")
                assert "cannot be read" not in tried.text, "the server that runs opens what is sealed anew"
                again, opened = asyncio.run(connect(clew, user_id))
                assert (again, opened.access, opened.refresh) == (account, ACCESS, REFRESH)
                answers += [tried, client.get(f"/api/v1/oauth-integrations/{account}"), *read_all(client)]
        told = log.read_text() + made.stderr + rotated.stdout + rotated.stderr
        said = "\n".join(f"{answer.headers}\n{answer.text}" for answer in answers)
        kept = rows(clew)
        assert "ya29" not in told
        assert MODEL_KEY[-4:] in said, "as much as is shown of it"
        assert kept["oauth_integrations"]
        for form in hidden:
            assert form not in told
            assert form not in said
            assert [table for table, text in kept.items() if form in text] == []
