"""What people type outlives a power cut; databases of tests need not."""

import pytest

LASTING = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


@pytest.fixture
def settings(databases):
    """How to read the settings that hold for commits in a database."""

    def read(name):
        statements = "; ".join(f"SHOW {setting}" for setting in LASTING)
        found = databases.server.sql(statements, name).split()
        return dict(zip(LASTING, found, strict=True))

    return read


def test_the_server_writes_what_is_committed(settings):
    assert settings("postgres") == LASTING


def test_a_database_made_as_the_demo_clinic_is_lasting(databases, settings):
    name = f"{databases.prefix}_lasting"
    databases.clone(databases.dependencies(), name)
    try:
        assert settings(name) == LASTING
    finally:
        databases.drop(name)


def test_a_throwaway_database_takes_the_short_cut_alone(bare_clinic, settings):
    assert settings(bare_clinic.db) == LASTING | {"synchronous_commit": "off"}
    assert settings("postgres") == LASTING
