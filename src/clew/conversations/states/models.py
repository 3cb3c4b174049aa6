"""The agent loop's state."""

from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from clew.infra.db import Base, Changing, Json, Personal, reference


class ThreadState(Changing, Personal, Base):
    """How far the assistant's loop of tools has come in a thread; one row a thread."""

    __tablename__ = "thread_states"
    __table_args__ = (
        UniqueConstraint("thread_id", "user_id"),
        UniqueConstraint("thread_id"),
        reference("thread_id", "threads"),
        Index(None, "user_id", "created_at", "id"),
    )

    thread_id: Mapped[UUID] = mapped_column(comment="The thread that it is the state of.")
    user_input: Mapped[str | None] = mapped_column(comment="What the person asked for in the turn at hand.")
    focus_areas: Mapped[list[str] | None] = mapped_column(
        comment="What the assistant attends to, most important first."
    )
    step_count: Mapped[int] = mapped_column(server_default=text("0"), comment="Calls of tools in the turn at hand.")
    last_tool_result: Mapped[Json | None] = mapped_column(comment="What the last tool returned.")
