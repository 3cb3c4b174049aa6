"""Databases of their own for tests of migrations."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql
from tests.conftest import Cluster

from clew.infra.embedded_postgres import Addresses


@pytest.fixture
def empty(cluster: Cluster, request: pytest.FixtureRequest) -> Iterator[Addresses]:
    """A database of this test's own, with no tables."""
    name = f"empty_{abs(hash(request.node.nodeid))}"
    cluster.drop(name)
    with psycopg.connect(cluster.addresses.admin, autocommit=True) as admin:
        admin.execute(sql.SQL("create database {} owner clew_owner").format(sql.Identifier(name)))
    yield cluster.at(name)
    cluster.drop(name)
