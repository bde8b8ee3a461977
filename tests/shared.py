"""The material beside the checkout that some tests measure with; they are skipped, and say so, where it is absent."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"

needs_shared = pytest.mark.skipif(
    not (SHARED / "golden" / "clauses.jsonl").is_file(),
    reason=f"NOT MEASURED: no golden policies in {SHARED.name}/ beside the checkout",
)
