"""The bases of everything that crosses the wire.

Inputs refuse unknown fields and text that cannot be stored. Outputs have no defaults, so that the generated client
knows every field to be there.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar, cast
from uuid import UUID

import orjson
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from clew.kit.text import storable

Item = TypeVar("Item", bound=BaseModel)
LARGEST_JSON = 100_000  # bytes
DEEPEST_JSON = 32  # levels


def _written(value: object) -> object:
    is_written = isinstance(value, datetime) or (isinstance(value, str) and ":" in value)
    if not is_written:
        raise ValueError("must be a date and time with its offset")
    return value


def _in_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError("must be a time that calendars reach") from None


Moment = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_in_utc)]
"""A time from a client: written out, since a number would not say from when and in what it counts.

In UTC from here on, so that what is answered to a write is what a read shows.
"""


def _plain(value: Any) -> Any:
    try:
        size = len(orjson.dumps(value))
    except TypeError:  # far too deep, a number of more than 64 bits, or half a character
        raise ValueError("must be JSON that can be stored") from None
    if size > LARGEST_JSON or _depth(value) > DEEPEST_JSON:
        raise ValueError(f"must have at most {LARGEST_JSON} bytes and {DEEPEST_JSON} levels")
    return value


def _depth(value: object) -> int:
    match value:
        case dict():
            return 1 + max(map(_depth, cast("dict[str, object]", value).values()), default=0)
        case list():
            return 1 + max(map(_depth, cast("list[object]", value)), default=0)
        case _:
            return 0


JsonAny = Annotated[Any, AfterValidator(_plain)]
JsonObject = Annotated[dict[str, Any], AfterValidator(_plain)]
"""What a client may keep in a column of open JSON."""


class Input(BaseModel):
    """What a client sends."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False, use_attribute_docstrings=True)

    @field_validator("*", mode="after")
    @classmethod
    def _storable(cls, value: object) -> object:
        check(value)
        return value


class Output(BaseModel):
    """What a client gets, read from a row or any object with these attributes."""

    model_config = ConfigDict(from_attributes=True, use_attribute_docstrings=True)


# A class that is made for a parameter has no source of its own, and pydantic looks for that in every module there is.
NOT_READ = ConfigDict(use_attribute_docstrings=False)


class Page(Output, Generic[Item]):
    """One page of a list; `next_cursor` fetches the next, and is null on the last."""

    model_config = NOT_READ

    items: list[Item]
    next_cursor: str | None
    total: int | None = Field(description="All that the filters let through, where the query asked for it.")


class Many(Output, Generic[Item]):
    """Several at once, all or none."""

    model_config = NOT_READ

    items: list[Item]


class ManyGiven(Input, Generic[Item]):
    """Several at once, all or none."""

    model_config = NOT_READ

    items: list[Item] = Field(min_length=1, max_length=500)


class Ids(Input):
    """Several at once, all or none."""

    ids: list[UUID] = Field(min_length=1, max_length=500)


class Problem(Output):
    """An error as RFC 9457 describes it, with a stable `code`."""

    type: str
    title: str
    status: int
    code: str
    detail: str | None
    errors: list["FieldError"] | None
    request_id: str | None


class FieldError(Output):
    """What is wrong with one field of the request."""

    field: str
    message: str


def absent() -> Any:
    """The default of a field that may be left out of a change but may not be null."""
    return Field(default_factory=lambda: None)


def check(value: object) -> None:
    """Raise `ValueError` where any text inside the value cannot be stored."""
    match value:
        case str():
            storable(value)
        case Mapping():
            for key, inner in cast("Mapping[object, object]", value).items():
                check(key)
                check(inner)
        case list() | tuple() | set() | frozenset():
            for inner in cast("Iterable[object]", value):
                check(inner)
        case _:
            pass
