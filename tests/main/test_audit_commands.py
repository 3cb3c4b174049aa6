"""`clew audit`: whoever runs this Clew sees whether somebody changed what is remembered."""

import re

import psycopg
import pytest
from tests.main.command import Clew

ENTRIES = """insert into access_audit_logs (id, resource_type, action, permission_granted, roles_checked)
    select gen_random_uuid(), 'user', 'list', false, '[]' from generate_series(1, 3)"""
EDIT = """update access_audit_logs set permission_granted = true
    where id = (select id from audit_chain where number = 2) returning id"""


@pytest.fixture(scope="module")
def remembered(clew: Clew) -> Clew:
    """With three entries in its log."""
    assert clew("audit", "verify").stdout == "Nothing is remembered yet.\n"
    with psycopg.connect(clew.addresses.admin, dbname="clew") as admin:
        admin.execute(ENTRIES)
    return clew


class TestAudit:
    def test_is_as_it_was_written(self, remembered: Clew) -> None:
        head = remembered("audit", "head").stdout
        assert re.fullmatch(r"3:[0-9a-f]{64}\n", head)
        verified = remembered("audit", "verify", "--head", head.strip())
        assert (verified.returncode, verified.stdout) == (0, "As it was written: 3 links.\n")

    def test_is_compared_with_a_head_that_was_kept(self, remembered: Clew) -> None:
        verified = remembered("audit", "verify", "--head", f"4:{'0' * 64}")
        assert verified.returncode == 1
        assert verified.stdout == "Not as it was written: link 4: the end was cut off or made anew.\n"

    @pytest.mark.parametrize("head", ["", "3", "3:zz", f"0:{'0' * 64}", f"3:{'0' * 63}"])
    def test_takes_a_head_as_it_is_printed(self, remembered: Clew, head: str) -> None:
        refused = remembered.here("audit", "verify", "--head", head)
        assert refused.returncode == 2
        assert "64 hexadecimal digits" in refused.stderr

    def test_names_what_somebody_edited(self, remembered: Clew) -> None:
        with psycopg.connect(remembered.addresses.admin, dbname="clew") as admin:
            admin.execute("set session_replication_role = replica")
            (id,) = admin.execute(EDIT).fetchone() or (None,)
        verified = remembered("audit", "verify")
        assert verified.returncode == 1
        assert verified.stdout == f"Not as it was written: link 2: access_audit_logs {id}: it was changed.\n"
