"""Threads planted straight into the database: a person with ten thousand of them writes them in seconds."""

from typing import LiteralString

import psycopg

from clew.infra.embedded_postgres import Addresses
from clew.kit.ids import new_id

WORDS = ("river", "garden", "winter", "music", "engine", "paper", "island", "coffee", "lamp", "mountain")

NAME_USER: LiteralString = "select set_config('app.user_id', (select user_id::text from find_account(%s)), true)"


def plant(database: Addresses, username: str, threads: int, messages: int) -> None:
    """Threads of that person, with messages of common words and one rare word in each thousandth message."""
    with psycopg.connect(database.application) as rows:
        rows.execute(NAME_USER, [username])
        rows.execute(
            """insert into threads (id, user_id, title, updated_at)
            select gen_random_uuid(), current_setting('app.user_id')::uuid, 'Thread number ' || n,
                now() - n * interval '1 minute' from generate_series(1, %s) n""",
            [threads],
        )
        rows.execute(
            """insert into messages (id, user_id, thread_id, role, content, created_at)
            select gen_random_uuid(), t.user_id, t.id,
                (case when n %% 2 = 1 then 'user' else 'assistant' end)::message_role,
                (select string_agg((%s::text[])[1 + ((hashtext(t.id::text || n || w) & 2147483647) %% 10)]
                    || ' word' || ((hashtext(t.id::text || n || w) & 2147483647) %% 20000), ' ')
                    from generate_series(1, 20) w)
                || case when (hashtext(t.id::text || n) & 2147483647) %% 1000 = 0 then ' zanzibar' else '' end,
                t.updated_at + n * interval '1 second'
            from threads t, generate_series(1, %s) n where t.user_id = current_setting('app.user_id')::uuid""",
            [list(WORDS), messages],
        )
    with psycopg.connect(database.owner, autocommit=True) as owner:
        owner.execute("vacuum analyze threads, messages")


def plant_branch(database: Addresses, username: str, thread: str, length: int) -> list[str]:
    """That many messages of that person's thread, one below the other and of many lengths; their ids, oldest first."""
    ids = [str(new_id()) for _ in range(length)]
    with psycopg.connect(database.application) as rows:
        rows.execute(NAME_USER, [username])
        rows.execute(
            """insert into messages (id, user_id, thread_id, parent_id, role, content, created_at)
            select ids[n], current_setting('app.user_id')::uuid, %s, ids[n - 1],
                (case when n %% 2 = 1 then 'user' else 'assistant' end)::message_role,
                'Message ' || n || '.' || repeat(E'\n\nAnother paragraph of it, of some length.', n %% 7),
                now() - (%s - n) * interval '1 minute'
            from (select %s::uuid[] as ids) given, generate_series(1, %s) n""",
            [thread, length, ids, length],
        )
        rows.execute("update threads set head_message_id = %s where id = %s", [ids[-1], thread])
    return ids
