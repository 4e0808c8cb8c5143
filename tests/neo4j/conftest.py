"""What the tests of a server ask for: a server of their own to kill and freeze, and a proxy before it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.neo4j.proxy import Proxy
from tests.neo4j.servers import LEFT_OUT, NEO4J, OwnServer, empty


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, and leave it out where there is no server."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.neo4j)
            if not NEO4J:
                item.add_marker(pytest.mark.skip(reason=LEFT_OUT))


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnServer]:
    """Give a server that the tests of one module may kill, and end it."""
    server = OwnServer(tmp_path_factory.mktemp("neo4j"))
    yield server
    server.do("kill")


@pytest.fixture
def proxy(own: OwnServer) -> Iterator[Proxy]:
    """Give a proxy before an emptied server."""
    empty(own.url)
    opened = Proxy(own.port)
    yield opened
    opened.close()
