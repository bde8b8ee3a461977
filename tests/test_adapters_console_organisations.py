"""Organisations in the console: whose policies hold, where they conflict, and carrying one elsewhere as a file."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bot.lineage import Tree
from tests.bot_desks import TRUST, file
from tests.console_browsed import SIZES, faults, go, opened, shoot, wide
from tests.console_revised import AT, OLD, pin, questions
from tests.console_served import OTHER, Consoled, text_of
from tests.houses import SHORT

pytest_plugins = ("tests.console_fixtures",)


@pytest.fixture
def trust(console: Consoled) -> Consoled:
    """The console where the other school stands under the trust, and has a rule of its own on lifts."""
    rule = "Lifts\n\n1. Staff must not give a pupil a lift, even if the head has agreed in writing.\n"
    console.desk.add("Other School", [file(console.desk.settings.home / "in", "lifts.txt", rule)], by="tests")
    console.desk.publish("Other School", by="tests")
    Tree(console.desk.store.database).arrange(OTHER, "tests", under=SHORT)
    return console


def test_a_school_sees_whose_policies_hold_and_the_trust_for_whom_its_own_do(trust: Consoled) -> None:
    school = text_of(trust.visitor("outsider").get(f"/o/{OTHER}/organisations"))
    for title in ("Larkmere Trust", "House Rules", "Learner Agreement", "Staff Conduct"):
        assert title in school
    above = text_of(trust.visitor("admin").get(f"{AT}/organisations"))
    assert "No other organisation's policies hold here" in above
    assert "For whom these policies hold too" in above
    assert "Other School" in above


def test_where_levels_conflict_both_clauses_stand_side_by_side(trust: Consoled) -> None:
    visitor = trust.visitor("outsider")
    page = visitor.follow(visitor.post(f"/o/{OTHER}/organisations/conflicts"))
    text = text_of(page)
    assert "may / must not" in text
    assert OLD in text
    assert "even if the head has agreed in writing" in text
    assert trust.visitor("admin").get(page.url.path.removeprefix("/console")).status_code == 404


def test_without_levels_nothing_conflicts(console: Consoled) -> None:
    visitor = console.visitor("admin")
    told = visitor.follow(visitor.post(f"{AT}/organisations/conflicts"))
    assert "That is no proof" in text_of(told)
    assert visitor.get(f"{AT}/organisations/conflicts/nothing").status_code == 404


def test_only_the_operator_places_an_organisation(console: Consoled) -> None:
    operator = console.visitor("operator")
    assert "Place this organisation" in text_of(operator.get(f"/o/{OTHER}/organisations"))
    assert "Place this organisation" not in text_of(console.visitor("admin").get(f"{AT}/organisations"))
    operator.post(f"/o/{OTHER}/organisations", {"under": SHORT})
    assert [each.short for each in console.desk.organisation(OTHER).above] == [SHORT]
    circle = operator.post(f"{AT}/organisations", {"under": OTHER})
    assert circle.status_code == 422
    assert "stands below it" in text_of(circle)
    assert operator.post(f"{AT}/organisations", {"under": "nowhere"}).status_code == 404
    operator.post(f"/o/{OTHER}/organisations", {"under": "", "for_all": "yes"})
    assert console.desk.organisation(OTHER).for_all
    assert not console.desk.organisation(SHORT).above[0].above


def exported(console: Consoled, who: str = "admin") -> bytes:
    """The trust as one file, as somebody downloads it."""
    visitor = console.visitor(who)
    page = visitor.follow(visitor.post(f"{AT}/carrying"))
    assert "The export is ready" in text_of(page)
    path = page.url.path.removeprefix("/console")
    response = visitor.get(f"{path}/file")
    assert response.headers["Content-Disposition"] == f'attachment; filename="{SHORT}.zip"'
    assert response.headers["Cache-Control"] == "no-store"
    assert console.visitor("second").get(f"{path}/file").status_code == 404
    assert visitor.get(f"{path}/file").content == response.content
    return response.content


def test_an_export_holds_all_that_is_settled_and_no_file_is_left_behind(
    console: Consoled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    questions(console)
    pin(console)
    data = exported(console)
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        assert {"organisation.json", "pins.json", "publications.json", "questions.toml"} <= set(
            held.namelist()
        )
    assert list(folder.iterdir()) == []


def test_an_export_is_imported_by_the_operator_under_another_name(console: Consoled) -> None:
    data, operator = exported(console), console.visitor("operator")
    there = operator.post("/import", {"name": ""}, {"file": ("trust.zip", data)})
    assert "is there already" in text_of(operator.follow(there))
    done = operator.follow(operator.post("/import", {"name": "Trying Out"}, {"file": ("trust.zip", data)}))
    assert "Imported Trying Out: 3 policies in force" in text_of(done)
    assert done.url.path == "/console/o/trying-out/revisions"
    assert console.desk.organisation("Trying Out").snapshot
    assert console.desk.store.audit("trying-out")[-1].who.startswith("console:operator:")


@pytest.mark.parametrize("spoil", ["text", "cut", "altered"])
def test_a_file_that_is_not_whole_makes_no_organisation(console: Consoled, spoil: str) -> None:
    data = exported(console)
    half = len(data) // 2
    bad = {
        "text": b"not a zip",
        "cut": data[:half],
        "altered": data[:half] + bytes([data[half] ^ 255]) + data[half + 1 :],
    }[spoil]
    operator = console.visitor("operator")
    response = operator.post("/import", {"name": "Trying Out"}, {"file": ("../../trust.zip", bad)})
    told = operator.follow(response)
    assert "trust.zip cannot be imported" in text_of(told)
    assert "../" not in text_of(told)
    assert "trying-out" not in {each.short for each in console.desk.store.organisations()}


def test_an_import_needs_a_file_and_a_name_that_is_one(console: Consoled) -> None:
    operator = console.visitor("operator")
    assert operator.post("/import", {"name": "X"}).status_code == 422
    data = hashlib.sha256(b"").digest()
    assert operator.post("/import", {"name": "x" * 300}, {"file": ("a.zip", data)}).status_code == 422
    data = exported(console)
    told = operator.follow(operator.post("/import", {"name": "!!!"}, {"file": ("a.zip", data)}))
    assert "cannot be used as a name" in text_of(told)


@pytest.mark.parametrize("size", SIZES)
def test_organisations_in_a_browser(chromium: Browser, trust: Consoled, size: str) -> None:
    page = opened(chromium, trust, "operator", size)

    def looks(name: str) -> None:
        assert (faults(page), wide(page)) == ([], False), name
        shoot(page, f"{name}-{size}")

    go(page, trust, f"/o/{OTHER}/organisations")
    looks("organisations")
    page.get_by_role("button", name="Look for conflicts").click()
    page.get_by_role("heading", name="Conflicts").wait_for()
    looks("conflicts")
    go(page, trust, f"{AT}/carrying")
    looks("carrying")
    page.get_by_role("button", name="Make the file").click()
    page.get_by_role("heading", name="The export is ready").wait_for()
    looks("exported")
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download the file").click()
    saved = coming.value.path()
    go(page, trust, "/import")
    looks("import")
    page.get_by_label("The file").set_input_files(saved)
    page.get_by_label("Another name").fill("Trying Out")
    page.get_by_role("button", name="Import it").click()
    page.get_by_text("Imported Trying Out").wait_for()
    assert TRUST in {each.name for each in trust.desk.store.organisations()}
