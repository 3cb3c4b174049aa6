"""The database: how rows are mapped, and one request, one transaction, with the caller named inside it."""

import re
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeAlias, TypeVar
from uuid import UUID

import orjson
import structlog
from fastapi import Depends, Request
from sqlalchemy import (
    Connection,
    DateTime,
    Double,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    event,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import INET, JSONB
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, SessionTransaction, declared_attr, mapped_column

from clew.infra.crypto import Keys
from clew.infra.hints import Hints
from clew.kit.errors import Unavailable
from clew.kit.ids import new_id

E = TypeVar("E", bound=type[StrEnum])
Json: TypeAlias = dict[str, Any]
Ip = Annotated[str, "ip"]
Score = Annotated[float, "score"]
SealedByInstance = Annotated[bytes, "sealed by the instance"]
SealedByPerson = Annotated[bytes, "sealed by the person"]
Str50 = Annotated[str, 50]
Str100 = Annotated[str, 100]
Str255 = Annotated[str, 255]

log = structlog.get_logger()
POOL_SIZE = 10  # per process; with the worker's and the listener's connections about 14 of `max_connections`
POOL_WAIT = 5.0  # seconds until a request that finds no free connection answers 503


class Sealed(LargeBinary):
    """A secret that only a key opens: the instance's, or that of the person whose row it is.

    The column says so, so that whoever rotates keys or empties an export finds all of them.
    """

    def __init__(self, holder: Literal["instance", "person"]) -> None:
        super().__init__()
        self.holder = holder


class Base(DeclarativeBase):
    """Types are said once, here: a column is declared by its annotation alone."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 SQLAlchemy's own declaration
        str: Text,
        Str50: String(50),
        Str100: String(100),
        Str255: String(255),
        Ip: INET,
        float: Double,
        Score: Numeric(3, 2, asdecimal=False),
        bytes: LargeBinary,
        SealedByInstance: Sealed("instance"),
        SealedByPerson: Sealed("person"),
        datetime: DateTime(timezone=True),
        Json: JSONB(none_as_null=True),  # what is not there is NULL, however it was said
        list[str]: JSONB(none_as_null=True),
    }

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        # What the class says of itself is what an administrator of the database reads, too.
        if isinstance(table := getattr(cls, "__table__", None), Table):
            table.comment = " ".join((cls.__doc__ or "").split()) or None


def database_enum(enumeration: E) -> E:
    """Map an enumeration to a PostgreSQL enum type of its name in snake case, stored by value."""
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", enumeration.__name__).lower()

    def values(members: type[StrEnum]) -> list[str]:
        return [member.value for member in members]

    Base.registry.update_type_annotation_map({enumeration: Enum(enumeration, name=name, values_callable=values)})
    return enumeration


class Dated:
    """A row that tells when it was written. A link between two rows is no more than that."""

    created_at: Mapped[datetime] = mapped_column(
        server_default=func.now(), sort_order=90, comment="When the row was written."
    )


class Record(Dated):
    """A row with an id of its own. The id is made here, so that it is known before the row is written."""

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=new_id, sort_order=-3, comment="UUID version 7, made by the application."
    )


class Changing(Record):
    """A row that people or jobs change. `revision` counts the changes and guards against lost updates."""

    updated_at: Mapped[datetime] = mapped_column(
        server_default=func.now(), onupdate=func.now(), sort_order=91, comment="When it was last changed."
    )
    revision: Mapped[int] = mapped_column(
        server_default=text("1"), sort_order=92, comment="Counts the changes; guards against lost updates."
    )

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        # The database gives the timestamps back with the write, so that no row is read again for them.
        return {"version_id_col": cls.__table__.c.revision, "eager_defaults": True}  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType, reportUnknownMemberType]


class Personal:
    """A row that belongs to exactly one person; row-level security shows it to nobody else."""

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), sort_order=-2, comment="Whose row it is."
    )


BY_DUE_DATE = text("(\ncase\n when due_date is null then 'infinity'::timestamptz\n else due_date\nend)")
"""In an index: what has no such date comes last, as `Order` says it, too.

In PostgreSQL's own words and lines, since Alembic compares them.
"""


def reference(column: str, table: str, *, ondelete: Literal["CASCADE", "SET NULL"] = "CASCADE") -> ForeignKeyConstraint:
    """A key between rows of one person. It holds the person's id, since checks of keys see everybody's rows."""
    return ForeignKeyConstraint(
        [column, "user_id"],
        [f"{table}.id", f"{table}.user_id"],
        # Only the one column becomes null: the row stays its owner's.
        ondelete=f"SET NULL ({column})" if ondelete == "SET NULL" else ondelete,
    )


@event.listens_for(Session, "after_begin")
def _name_user(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    """Tell row-level security who asks, for this transaction only, so that no pooled connection carries it on."""
    if (user_id := session.info.get("user_id")) is not None:
        connection.execute(_NAME_USER, {"user_id": str(user_id)})


_NAME_USER = text("select set_config('app.user_id', :user_id, true)")


async def act_for(session: AsyncSession, user_id: UUID) -> None:
    """From here on this session's transaction sees that person's rows."""
    session.info["user_id"] = user_id
    await session.execute(_NAME_USER, {"user_id": str(user_id)})


def after_commit(session: AsyncSession, act: Callable[[], None]) -> None:
    """Do this once the transaction is durable, and not at all if it fails."""
    session.info["after_commit"].append(act)


def after_rollback(session: AsyncSession, act: Callable[[], Awaitable[None]]) -> None:
    """Do this if the transaction fails, in one of its own: for what must stay although a request is refused."""
    session.info["after_rollback"].append(act)


def keys_of(session: AsyncSession) -> Keys:
    """The keys for secrets of this session's rows."""
    return session.info["keys"]


def hints_of(session: AsyncSession) -> Hints:
    """Those who want to know what this session changes."""
    return session.info["hints"]


class Database:
    """The pool of one process, and the transactions on it."""

    def __init__(self, url: str, keys: Keys) -> None:
        """`url` is a libpq URL of the application role; `keys` seal what stores keep secret."""
        self._keys = keys
        self.hints = Hints()
        self.engine = create_async_engine(
            sqlalchemy_url(url),
            pool_size=POOL_SIZE,
            max_overflow=0,
            pool_timeout=POOL_WAIT,
            json_serializer=_to_json,
            json_deserializer=orjson.loads,
            connect_args={"prepare_threshold": 2, "application_name": "clew"},
        )
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    @asynccontextmanager
    async def begin(self, user_id: UUID | None = None) -> AsyncGenerator[AsyncSession]:
        """A transaction, committed at the end of the block; with that person's rows, or with nobody's."""
        acts: list[Callable[[], None]] = []
        remedies: list[Callable[[], Awaitable[None]]] = []
        info = {
            "user_id": user_id,
            "after_commit": acts,
            "after_rollback": remedies,
            "keys": self._keys,
            "hints": self.hints,
        }
        try:
            async with self._sessions(info=info) as session:
                try:
                    async with session.begin():
                        yield session
                except Exception:
                    for remedy in remedies:  # the connection is back in the pool, so that none is held for another
                        await remedy()
                    raise
                for act in acts:  # right behind the commit: nothing else runs in between
                    act()
        except (PoolTimeout, OperationalError) as error:
            log.warning("the database cannot be reached", reason=str(error).strip().splitlines()[0])
            # A session that lost its connection cannot be told from a server that is down: both mean try again.
            raise Unavailable("The database cannot be reached right now.", retry_after=2) from error

    async def migration(self) -> str | None:
        """The migration that the tables are at; None where there are no tables."""
        async with self.begin() as session:
            if await session.scalar(text("select to_regclass('alembic_version')")) is None:
                return None
            return await session.scalar(text("select version_num from alembic_version"))

    async def close(self) -> None:
        await self.engine.dispose()


def _to_json(value: object) -> str:
    return orjson.dumps(value).decode()


def sqlalchemy_url(url: str) -> str:
    """The same address for SQLAlchemy with psycopg 3."""
    return re.sub(r"^postgres(ql)?(\+\w+)?://", "postgresql+psycopg://", url)


async def transaction(request: Request) -> AsyncIterator[AsyncSession]:
    """The request's transaction. Application code never commits."""
    database: Database = request.app.state.database
    async with database.begin() as session:
        yield session


# scope="function": committed before the first byte of the response. With the default scope a failed commit answers 201.
SessionDep = Annotated[AsyncSession, Depends(transaction, scope="function")]
