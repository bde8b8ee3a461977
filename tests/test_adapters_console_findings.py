"""Findings: each person has a handful, and nobody pushes out another's."""

from __future__ import annotations

from adapters.console.findings import MOST, Findings


def test_nobody_pushes_out_what_others_found() -> None:
    findings = Findings()
    mine = findings.keep("ann", "school", "hers")
    theirs = [findings.keep("bob", "school", str(each)) for each in range(300)]
    assert findings.get(mine, "ann", "school", str) == "hers"
    kept = [each for each in theirs if findings.get(each, "bob", "school", str) is not None]
    assert kept == theirs[-MOST:]


def test_only_who_asked_gets_it_and_only_there_and_as_what_it_is() -> None:
    findings = Findings()
    id = findings.keep("ann", "school", "hers")
    assert findings.get(id, "bob", "school", str) is None
    assert findings.get(id, "ann", "other", str) is None
    assert findings.get(id, "ann", "school", int) is None
    assert findings.get("nothing", "nobody", "school", str) is None
