"""What migrations need again and again: the columns that all tables share, keys between rows of one person, row-level
security, and functions that look across people. What stands here is never changed, only added to.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

ADMINISTRATOR = "01980000-0000-7000-8000-000000000003"
ME = "nullif(current_setting('app.user_id', true), '')::uuid"  # '' and not null once a transaction has set it


def record() -> list[SchemaItem]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUID version 7, made by the application."),
        sa.PrimaryKeyConstraint("id"),
    ]


def owned() -> list[SchemaItem]:
    return [
        sa.Column("user_id", sa.Uuid(), nullable=False, comment="Whose row it is."),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
    ]


def personal() -> list[SchemaItem]:
    return [*record(), *owned()]


def dated() -> list[SchemaItem]:
    return [time("created_at", "When the row was written.")]


def changing() -> list[SchemaItem]:
    return [
        *dated(),
        time("updated_at", "When it was last changed."),
        sa.Column(
            "revision",
            sa.Integer(),
            server_default=sa.text("1"),
            nullable=False,
            comment="Counts the changes; guards against lost updates.",
        ),
    ]


def time(name: str, comment: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False, comment=comment)


def reference(column: str, table: str, *, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    """To another row of the same person. With `SET NULL` only the one column becomes null."""
    action = f"SET NULL ({column})" if ondelete == "SET NULL" else ondelete
    return sa.ForeignKeyConstraint([column, "user_id"], [f"{table}.id", f"{table}.user_id"], ondelete=action)


def index(table: str, *groups: Sequence[str]) -> None:
    """An index for each group of columns."""
    for columns in groups:
        op.create_index(None, table, list(columns))


def protect(table: str, using: str = f"user_id = {ME}", check: str | None = None) -> None:
    """Rows are seen and written only as the policy says, by the table's owner too."""
    op.execute(f"alter table {table} enable row level security, force row level security")
    op.execute(f"create policy own on {table} using ({using}) with check ({check or using})")


def let_use(*tables: str) -> None:
    for table in tables:
        op.execute(f"grant select, insert, update, delete on {table} to clew_app")


def hand_over(*functions: str) -> None:
    """Let functions look across people: they run as a role that cannot sign in, and only the application calls them."""
    op.execute("grant create on schema public to clew_system")
    for function in functions:
        op.execute(f"revoke all on function {function} from public")
        op.execute(f"grant execute on function {function} to clew_app")
        # Last, since nobody else may grant what belongs to clew_system.
        op.execute(f"alter function {function} owner to clew_system")
    op.execute("revoke create on schema public from clew_system")


def permit(number: int, resource: str, *actions: str) -> None:
    """Let administrators do more. The ids count from `number` on, so that they are the same everywhere."""
    for offset, action in enumerate(actions):
        id = f"01980000-0000-7000-8000-{number + offset:012x}"
        op.execute(f"""insert into permissions (id, name, resource_type, action)
            values ('{id}', '{resource}:{action}', '{resource}', '{action}')""")
        op.execute(f"insert into role_permissions (role_id, permission_id) values ('{ADMINISTRATOR}', '{id}')")


def forbid(*resources: str) -> None:
    """Take back all permissions on these resources, with whoever has them."""
    for resource in resources:
        op.execute(f"delete from permissions where resource_type = '{resource}'")


def drop(tables: Iterable[str], enumerations: Iterable[str] = ()) -> None:
    for table in tables:
        op.drop_table(table)
    for name in enumerations:
        op.execute(f"drop type {name}")
