"""A log as it is before anybody sets it up, for tests that look at what is logged."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import structlog


@pytest.fixture(autouse=True)
def fresh_logs() -> Iterator[None]:
    """Undo what other tests have set up, and leave nothing behind."""
    structlog.reset_defaults()
    yield
    structlog.reset_defaults()
