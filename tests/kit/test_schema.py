"""What inputs take in columns of open JSON."""

from typing import Any

import pytest
from pydantic import ValidationError

from clew.kit.schema import DEEPEST_JSON, LARGEST_JSON, Input, JsonObject

MIXED: dict[str, Any] = {"a": [{}, [None, "ü", -1.5, True]]}


class Note(Input):
    extra: JsonObject


def nested(levels: int) -> dict[str, Any]:
    """Objects and lists in turn."""
    value: Any = 1
    for level in range(levels - 1):
        value = [value] if level % 2 else {"a": value}
    return {"a": value}


class TestObject:
    @pytest.mark.parametrize(
        "value",
        [nested(1), nested(DEEPEST_JSON), MIXED, {"a": "x" * (LARGEST_JSON - 8)}],
    )
    def test_is_kept_as_it_is(self, value: dict[str, Any]) -> None:
        assert Note(extra=value).extra == value

    @pytest.mark.parametrize(
        "value",
        [
            nested(DEEPEST_JSON + 1),
            nested(900),
            {"a": 2**64},
            {"a": "\ud800"},
            {"a": ["x\x00"]},
            {"a": "x" * (LARGEST_JSON - 7)},
            [],
        ],
        ids=["deep", "deeper", "a huge number", "half a character", "NUL", "large", "no object"],
    )
    def test_is_refused_where_it_could_not_be_kept_or_shown(self, value: Any) -> None:
        with pytest.raises(ValidationError):
            Note(extra=value)
