"""When something comes again, as RFC 5545 writes it in section 3.3.10: `FREQ=WEEKLY;BYDAY=MO,TH`.

Written out here, since the parsers that are about take a month of 99 and an interval of none.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field

Check: TypeAlias = Callable[[str], bool]

FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY")  # more often is not for people
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
TIMES = ("%Y%m%d", "%Y%m%dT%H%M%S", "%Y%m%dT%H%M%SZ")
SHAPE_OF_TIME = re.compile(r"\d{8}(T\d{6}Z?)?", re.ASCII)


def _number(allowed: range, *, is_signed: bool = False) -> Check:
    """Signed are those that may be counted from the end."""
    shape = re.compile(r"[+-]?\d{1,4}" if is_signed else r"\d{1,4}", re.ASCII)
    return lambda text: bool(shape.fullmatch(text)) and abs(int(text)) in allowed


def _each(check: Check) -> Check:
    return lambda text: all(check(one) for one in text.split(","))


def _is_time(text: str) -> bool:
    if not SHAPE_OF_TIME.fullmatch(text):
        return False
    for form in TIMES:
        try:
            datetime.strptime(text, form)  # noqa: DTZ007 only whether it is one
        except ValueError:
            continue
        return True
    return False


def _is_day(text: str) -> bool:
    """`MO`, or with its number in the month or year: `-1FR`."""
    place = text[:-2]
    return text[-2:] in DAYS and (not place or _number(range(1, 54), is_signed=True)(place))


PARTS: Mapping[str, Check] = {
    "FREQ": FREQUENCIES.__contains__,
    "INTERVAL": _number(range(1, 1000)),
    "COUNT": _number(range(1, 10_000)),
    "UNTIL": _is_time,
    "WKST": DAYS.__contains__,
    "BYSECOND": _each(_number(range(61))),
    "BYMINUTE": _each(_number(range(60))),
    "BYHOUR": _each(_number(range(24))),
    "BYDAY": _each(_is_day),
    "BYMONTHDAY": _each(_number(range(1, 32), is_signed=True)),
    "BYYEARDAY": _each(_number(range(1, 367), is_signed=True)),
    "BYWEEKNO": _each(_number(range(1, 54), is_signed=True)),
    "BYMONTH": _each(_number(range(1, 13))),
    "BYSETPOS": _each(_number(range(1, 367), is_signed=True)),
}
MEANS_NOTHING: Mapping[str, frozenset[str]] = {
    "HOURLY": frozenset({"BYWEEKNO"}),
    "DAILY": frozenset({"BYWEEKNO", "BYYEARDAY"}),
    "WEEKLY": frozenset({"BYWEEKNO", "BYYEARDAY", "BYMONTHDAY"}),
    "MONTHLY": frozenset({"BYWEEKNO", "BYYEARDAY"}),
    "YEARLY": frozenset(),
}


def recurrence(text: str) -> str:
    """The rule in capitals. Raises `ValueError` where it is none, or comes more often than every hour."""
    rule: dict[str, str] = {}
    for part in text.strip().upper().split(";"):
        name, _, value = part.partition("=")
        if name not in PARTS:
            raise ValueError("must be a rule like FREQ=WEEKLY;BYDAY=MO,TH")
        if name in rule:
            raise ValueError(f"has {name} twice")
        if not PARTS[name](value):
            raise ValueError(f"has a {name} that is not allowed")
        rule[name] = value
    _check_together(rule)
    return ";".join(f"{name}={value}" for name, value in rule.items())


Recurrence = Annotated[
    str, Field(min_length=1, max_length=500, examples=["FREQ=WEEKLY;BYDAY=MO,TH"]), AfterValidator(recurrence)
]
"""An RRULE of RFC 5545."""


def _check_together(rule: Mapping[str, str]) -> None:
    frequency = rule.get("FREQ")
    if frequency is None:
        raise ValueError("must say how often: FREQ")
    if {"COUNT", "UNTIL"} <= rule.keys():
        raise ValueError("must end by COUNT or by UNTIL, not by both")
    if wrong := sorted(rule.keys() & MEANS_NOTHING[frequency]):
        raise ValueError(f"has {wrong[0]}, which means nothing with FREQ={frequency}")
    counts_days = any(day not in DAYS for day in rule.get("BYDAY", "MO").split(","))
    if counts_days and (frequency not in {"MONTHLY", "YEARLY"} or "BYWEEKNO" in rule):
        raise ValueError("may count days only within months and years")
    if "BYSETPOS" in rule and not any(name.startswith("BY") for name in rule.keys() - {"BYSETPOS"}):
        raise ValueError("has BYSETPOS, but nothing to choose from")
