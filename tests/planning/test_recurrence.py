"""Which rules of RFC 5545 are taken, and what is said of the others."""

import pytest

from clew.planning.recurrence import recurrence


class TestRecurrence:
    @pytest.mark.parametrize(
        "rule",
        [
            "FREQ=DAILY",
            "FREQ=HOURLY;INTERVAL=6",
            "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,TH",
            "FREQ=MONTHLY;BYDAY=-1FR",
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            "FREQ=MONTHLY;BYMONTHDAY=1,-1;COUNT=10",
            "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
            "FREQ=YEARLY;BYMONTH=1;BYDAY=+2MO;UNTIL=20301231T235959Z",
            "FREQ=YEARLY;BYYEARDAY=1,100,-1;UNTIL=20301231",
            "FREQ=DAILY;BYHOUR=9,17;BYMINUTE=0,30;BYSECOND=0",
        ],
    )
    def test_that_keeps_to_the_rfc_is_taken_as_it_is(self, rule: str) -> None:
        assert recurrence(rule) == rule

    def test_is_kept_in_capitals(self) -> None:
        assert recurrence(" freq=weekly;byday=mo ") == "FREQ=WEEKLY;BYDAY=MO"

    @pytest.mark.parametrize(
        ("rule", "reason"),
        [
            ("", "like FREQ"),
            ("every day", "like FREQ"),
            ("FREQ", "not allowed"),
            ("FREQ=", "not allowed"),
            ("FREQ=DAILY;", "like FREQ"),
            ("FREQ=SECONDLY", "FREQ"),
            ("FREQ=MINUTELY", "FREQ"),
            ("BYDAY=MO", "how often"),
            ("FREQ=DAILY;FREQ=WEEKLY", "twice"),
            ("FREQ=DAILY;BYEASTER=0", "like FREQ"),
            ("FREQ=DAILY\nDTSTART:20260101T000000Z", "not allowed"),
            ("FREQ=DAILY;INTERVAL=0", "INTERVAL"),
            ("FREQ=DAILY;INTERVAL=-1", "INTERVAL"),
            ("FREQ=DAILY;INTERVAL=1.5", "INTERVAL"),
            ("FREQ=DAILY;INTERVAL=٣", "INTERVAL"),
            ("FREQ=DAILY;COUNT=0", "COUNT"),
            ("FREQ=DAILY;COUNT=3;UNTIL=20300101", "COUNT"),
            ("FREQ=DAILY;UNTIL=tomorrow", "UNTIL"),
            ("FREQ=DAILY;UNTIL=20301301", "UNTIL"),
            ("FREQ=DAILY;UNTIL=2030-01-01", "UNTIL"),
            ("FREQ=DAILY;BYHOUR=24", "BYHOUR"),
            ("FREQ=DAILY;BYHOUR=-1", "BYHOUR"),
            ("FREQ=DAILY;BYMONTH=99", "BYMONTH"),
            ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY"),
            ("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY"),
            ("FREQ=MONTHLY;BYMONTHDAY=1,,2", "BYMONTHDAY"),
            ("FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY"),
            ("FREQ=MONTHLY;BYYEARDAY=1", "BYYEARDAY"),
            ("FREQ=MONTHLY;BYWEEKNO=1", "BYWEEKNO"),
            ("FREQ=WEEKLY;BYDAY=XX", "BYDAY"),
            ("FREQ=WEEKLY;BYDAY=2MO", "within months"),
            ("FREQ=YEARLY;BYWEEKNO=1;BYDAY=2MO", "within months"),
            ("FREQ=MONTHLY;BYDAY=0MO", "BYDAY"),
            ("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS"),
        ],
    )
    def test_that_does_not_is_refused_with_the_reason(self, rule: str, reason: str) -> None:
        with pytest.raises(ValueError, match=reason):
            recurrence(rule)
