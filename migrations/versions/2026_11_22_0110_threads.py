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
    "search_messages(tsquery, tsquery, timestamptz, boolean, boolean, timestamptz, timestamptz, message_role)",
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


SHOWN = """t.user_id = me and t.deleted_at is null and (t.expires_at is null or t.expires_at > now())
    and (archived is null or t.is_archived = archived) and (pinned is null or t.is_pinned = pinned)"""
HITS = f"""m.search @@ query and (said_by is null or m.role = said_by)
    and exists (select from threads t where t.id = m.thread_id and {SHOWN})
    order by m.at desc, m.id desc limit wanted"""
RANK = "ts_rank_cd(search, query, 1) / (1 + extract(epoch from as_of - at) / 2592000)::float8"


def create_search() -> None:
    # `@@` is not leakproof, so under row-level security no index would serve it. What comes back are ids and a rank;
    # the text is read by the application's role, under row-level security again.
    #
    # PostgreSQL cannot tell how common a half-written word is, and the index has to read all places of a common one
    # before it knows the newest. So the newest messages are read first, in growing steps, as long as one in 100 is a
    # hit; the index finds what is rarer. `offset 0` makes a subquery that is read in its own order, and no further
    # than needed.
    op.execute(f"""
        create function search_messages(query tsquery, indexed tsquery, as_of timestamptz, archived boolean,
            pinned boolean, since timestamptz, until timestamptz, said_by message_role)
            returns table (thread_id uuid, message_id uuid, score double precision)
            language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
            set plan_cache_mode = force_custom_plan as $$
        #variable_conflict use_column
        declare
            me uuid := {ME};
            before timestamptz := least(as_of + interval '1 microsecond', until);
            oldest timestamptz;
            step integer := 500;
            wanted integer := 200;
            hits integer;
        begin
            if me is null or numnode(query) = 0 then
                return;
            end if;
            return query
                select t.id, null::uuid, 2 * {RANK} from (
                    select t.id, t.search, t.updated_at as at from threads t
                    where said_by is null and t.search @@ query and t.updated_at <= as_of
                        and (since is null or t.updated_at >= since) and (until is null or t.updated_at < until)
                        and {SHOWN}
                    order by t.updated_at desc, t.id desc limit wanted) t;
            loop
                oldest := (select m.created_at from messages m where m.user_id = me and m.created_at < before
                    order by m.created_at desc offset step limit 1);
                return query
                    select m.thread_id, m.id, {RANK} from (
                        select m.id, m.thread_id, m.role, m.search, m.created_at as at from messages m
                        where m.user_id = me and m.created_at < before and (since is null or m.created_at >= since)
                            and (oldest is null or m.created_at >= oldest)
                        order by m.created_at desc, m.id desc offset 0) m
                    where {HITS};
                get diagnostics hits = row_count;
                wanted := wanted - hits;
                before := oldest;
                exit when wanted <= 0 or oldest is null or oldest < since or hits * 100 < step;
                step := step * 4;
            end loop;
            if wanted > 0 and before > coalesce(since, '-infinity') then
                -- Nothing to ask the index for: only words that must not be there.
                if querytree(indexed) in ('', 'T') then
                    indexed := query;
                end if;
                return query
                    select m.thread_id, m.id, {RANK} from (
                        select m.id, m.thread_id, m.role, m.search, m.created_at as at from messages m
                        where m.user_id = me and m.created_at < before and (since is null or m.created_at >= since)
                            and m.search @@ indexed
                            and (archived is null and pinned is null or m.thread_id in (
                                select t.id from threads t where {SHOWN}))
                        order by m.created_at desc, m.id desc offset 0) m
                    where {HITS};
            end if;
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
