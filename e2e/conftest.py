"""Fixtures of the end-to-end tests: the release binary as a real process, and AWS's own clients against it."""

import pytest

from stepwell import Server


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """One server for every test that leaves nothing behind that another could trip over."""
    with Server(tmp_path_factory.mktemp("server") / "data") as running:
        yield running


@pytest.fixture
def fresh(tmp_path):
    """A server of its own, over an empty data directory."""
    with Server(tmp_path / "data") as running:
        yield running


@pytest.fixture
def client(server):
    return server.client
