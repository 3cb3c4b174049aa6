"""What threads need to be lived in: search, a bin, expiry, branches remembered, drafts, a queue, shares, imports."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_22_0110"
down_revision = "2026_11_22_0100"
branch_labels = None
depends_on = None

ME = "nullif(current_setting('app.user_id', true), '')::uuid"
TABLES = ("thread_shares", "queued_messages", "drafts")
FUNCTIONS = (
    "search_messages(tsquery, timestamptz, boolean, boolean, timestamptz, timestamptz, message_role)",
    "purge_threads()",
    "find_share(bytea)",
    "waiting_queues()",
)
POLICIES = (
    ("messages", "search"),
    ("threads", "look_up"),
    ("threads", "purge"),
    ("queued_messages", "look_up"),
    ("thread_shares", "look_up"),
)


def upgrade() -> None:
    add_search()
    add_columns()
    create_tables()
    for table in TABLES:
        op.execute(f"alter table {table} enable row level security, force row level security")
        op.execute(f"create policy own on {table} using (user_id = {ME}) with check (user_id = {ME})")
        op.execute(f"grant select, insert, update, delete on {table} to clew_app")
    allow_look_ups()
    create_search()
    create_sweeps()
    op.execute("grant create on schema public to clew_system")
    for function in FUNCTIONS:
        op.execute(f"revoke all on function {function} from public")
        op.execute(f"grant execute on function {function} to clew_app")
        # Last, since nobody else may grant what belongs to clew_system.
        op.execute(f"alter function {function} owner to clew_system")
    op.execute("revoke create on schema public from clew_system")


def downgrade() -> None:
    for function in FUNCTIONS:
        op.execute(f"drop function {function}")
    for table, policy in POLICIES:
        op.execute(f"drop policy {policy} on {table}")
    op.execute("""
        revoke select (user_id, thread_id, created_at, role, search) on messages from clew_system;
        revoke select (id, user_id, is_archived, is_pinned, deleted_at, expires_at, updated_at, is_queue_paused, search)
            on threads from clew_system;
        revoke delete on threads from clew_system""")
    for table in TABLES:
        op.drop_table(table)
    op.drop_index("uq_threads_user_id_import_digest", table_name="threads")
    op.drop_index("ix_threads_purge", table_name="threads")
    op.drop_index("ix_threads_search", table_name="threads")
    op.drop_index("ix_messages_search", table_name="messages")
    op.drop_index("ix_messages_user_id_created_at", table_name="messages")
    op.create_index("ix_messages_user_id", "messages", ["user_id"])
    for column in ("search", "chosen_at"):
        op.drop_column("messages", column)
    for column in ("search", "deleted_at", "expires_at", "is_queue_paused", "import_digest"):
        op.drop_column("threads", column)
    op.execute("drop text search configuration clew_words")
    # The extensions stay: whoever made the database may have put them there.


def add_search() -> None:
    """Words as written, without accents and case: stemming would need to know the language."""
    op.execute("create extension if not exists unaccent; create extension if not exists btree_gin")
    op.execute("create text search configuration clew_words (copy = pg_catalog.simple)")
    op.execute("""alter text search configuration clew_words
        alter mapping for word, hword, hword_part, numword, numhword with unaccent, simple""")
    # A tsvector holds at most 1 MiB: the cut is what keeps the longest message from being refused. A growing answer
    # is indexed once, when it has ended.
    op.execute("""
        alter table messages add column chosen_at timestamptz, add column search tsvector generated always as (
            case when status <> 'streaming' then to_tsvector('clew_words', left(content, 50000)) end) stored""")
    op.execute("""alter table threads add column search tsvector
        generated always as (to_tsvector('clew_words', title)) stored""")
    op.execute("comment on column messages.chosen_at is 'When a person last walked to this leaf.'")
    op.create_index("ix_messages_search", "messages", ["user_id", "search"], postgresql_using="gin")
    op.create_index("ix_threads_search", "threads", ["user_id", "search"], postgresql_using="gin")
    op.drop_index("ix_messages_user_id", table_name="messages")
    op.create_index("ix_messages_user_id_created_at", "messages", ["user_id", "created_at"])


def add_columns() -> None:
    for column in (
        sa.Column("deleted_at", sa.DateTime(timezone=True), comment="In the bin since then."),
        sa.Column("expires_at", sa.DateTime(timezone=True), comment="Of a temporary thread."),
        sa.Column("is_queue_paused", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("import_digest", sa.LargeBinary(), comment="Of the file that it was imported from."),
    ):
        op.add_column("threads", column)
    op.create_index("uq_threads_user_id_import_digest", "threads", ["user_id", "import_digest"], unique=True)
    due = sa.text("deleted_at is not null or expires_at is not null")
    op.create_index("ix_threads_purge", "threads", ["deleted_at", "expires_at"], postgresql_where=due)


def create_tables() -> None:
    op.create_table(
        "drafts",
        *personal(),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        *changing(),
        *keys("drafts"),
        sa.UniqueConstraint("thread_id", "user_id", name="uq_drafts_thread_id_user_id"),
    )
    op.create_index("ix_drafts_user_id", "drafts", ["user_id"])
    op.create_table(
        "queued_messages",
        *personal(),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("model_id", sa.Uuid()),
        *changing(),
        *keys("queued_messages"),
        sa.ForeignKeyConstraint(
            ["model_id"], ["ai_models.id"], name="fk_queued_messages_model_id_ai_models", ondelete="SET NULL"
        ),
    )
    op.create_index("ix_queued_messages_thread_id_position", "queued_messages", ["thread_id", "position"])
    op.create_index("ix_queued_messages_user_id", "queued_messages", ["user_id"])
    op.create_index("ix_queued_messages_model_id", "queued_messages", ["model_id"])
    op.create_table(
        "thread_shares",
        *personal(),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("snapshot", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        *changing(),
        *keys("thread_shares"),
        sa.UniqueConstraint("token_hash", name="uq_thread_shares_token_hash"),
    )
    op.create_index("ix_thread_shares_thread_id", "thread_shares", ["thread_id"])
    op.create_index("ix_thread_shares_user_id", "thread_shares", ["user_id"])


def personal() -> list[sa.Column[object]]:
    return [sa.Column("id", sa.Uuid(), nullable=False), sa.Column("user_id", sa.Uuid(), nullable=False)]


def changing() -> list[sa.Column[object]]:
    return [
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("revision", sa.Integer(), server_default=sa.text("1"), nullable=False),
    ]


def keys(table: str) -> list[sa.Constraint]:
    return [
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=f"fk_{table}_user_id_users", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["thread_id", "user_id"],
            ["threads.id", "threads.user_id"],
            name=f"fk_{table}_thread_id_user_id_threads",
            ondelete="CASCADE",
        ),
    ]


def allow_look_ups() -> None:
    """What the functions below may see: words for search and times for the purge, but no text."""
    op.execute("create policy search on messages for select to clew_system using (true)")
    op.execute("create policy look_up on threads for select to clew_system using (true)")
    op.execute("""create policy purge on threads for delete to clew_system
        using (deleted_at < now() - interval '30 days' or expires_at < now())""")
    op.execute("create policy look_up on queued_messages for select to clew_system using (true)")
    op.execute("create policy look_up on thread_shares for select to clew_system using (true)")
    op.execute("""
        grant select (user_id, thread_id, created_at, role, search) on messages to clew_system;
        grant select (id, user_id, is_archived, is_pinned, deleted_at, expires_at, updated_at, is_queue_paused, search)
            on threads to clew_system;
        grant delete on threads to clew_system;
        grant select (user_id, thread_id) on queued_messages to clew_system;
        grant select (user_id, thread_id, token_hash, snapshot, expires_at, revoked_at, created_at)
            on thread_shares to clew_system""")


def create_search() -> None:
    # `@@` is not leakproof, so under row-level security no index would serve it. What comes back are ids and a rank;
    # the text is read by the application's role, under row-level security again. `execute`, so that each call is
    # planned for its own words: a rare one through the GIN index, a common one from the newest message backwards.
    op.execute(f"""
        create function search_messages(query tsquery, as_of timestamptz, archived boolean, pinned boolean,
            since timestamptz, until timestamptz, said_by message_role)
            returns table (thread_id uuid, message_id uuid, score double precision)
            language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        declare
            me uuid := {ME};
        begin
            if me is null or numnode(query) = 0 then
                return;
            end if;
            return query execute $statement$
                select m.thread_id, m.id,
                    ts_rank_cd(m.search, $1, 1) / (1 + extract(epoch from $3 - m.created_at) / 2592000)::float8
                from (
                    select m.id, m.thread_id, m.search, m.created_at from messages m
                    where m.user_id = $2 and m.search @@ $1 and m.created_at <= $3
                        and ($6 is null or m.created_at >= $6) and ($7 is null or m.created_at < $7)
                        and ($8 is null or m.role = $8)
                        and exists (select from threads t where t.id = m.thread_id and t.user_id = $2
                            and t.deleted_at is null and (t.expires_at is null or t.expires_at > now())
                            and ($4 is null or t.is_archived = $4) and ($5 is null or t.is_pinned = $5))
                    order by m.created_at desc limit 500) m
                union all
                select t.id, null::uuid,
                    (2 * ts_rank_cd(t.search, $1, 1)) / (1 + extract(epoch from $3 - t.updated_at) / 2592000)::float8
                from (
                    select t.id, t.search, t.updated_at from threads t
                    where $8 is null and t.user_id = $2 and t.search @@ $1 and t.updated_at <= $3
                        and ($6 is null or t.updated_at >= $6) and ($7 is null or t.updated_at < $7)
                        and t.deleted_at is null and (t.expires_at is null or t.expires_at > now())
                        and ($4 is null or t.is_archived = $4) and ($5 is null or t.is_pinned = $5)
                    order by t.updated_at desc limit 200) t
                $statement$ using query, me, as_of, archived, pinned, since, until, said_by;
        end $$""")


def create_sweeps() -> None:
    op.execute("""
        create function purge_threads() returns integer
            language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
        declare
            purged integer;
        begin
            delete from threads where deleted_at < now() - interval '30 days' or expires_at < now();
            get diagnostics purged = row_count;
            return purged;
        end $$""")
    op.execute("""
        create function find_share(digest bytea)
            returns table (snapshot jsonb, shared_at timestamptz, expires_at timestamptz)
            language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
            select s.snapshot, s.created_at, s.expires_at from thread_shares s
                join threads t on t.id = s.thread_id and t.user_id = s.user_id
                where s.token_hash = digest and s.revoked_at is null
                    and (s.expires_at is null or s.expires_at > now())
                    and t.deleted_at is null and (t.expires_at is null or t.expires_at > now()) $$""")
    op.execute("""
        create function waiting_queues() returns table (user_id uuid, thread_id uuid)
            language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
            select distinct q.user_id, q.thread_id from queued_messages q
                join threads t on t.id = q.thread_id and t.user_id = q.user_id
                where not t.is_queue_paused and t.deleted_at is null
                    and (t.expires_at is null or t.expires_at > now())
                    and not exists (select from messages m where m.thread_id = q.thread_id and m.status = 'streaming')
                limit 100 $$""")
