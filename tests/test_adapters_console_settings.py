"""Settings: how an organisation publishes, and what holds for all, in a file that keeps its comments."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bot.audit import entries
from bot.members import holder
from bot.people import Office
from bot.places import Place, Platform
from bot.setting_file import Origin, SettingFile
from tests.console_browsed import SIZES, faults, go, opened, shoot, wide
from tests.console_rows import rows_of
from tests.console_served import OTHER, PEOPLE, Consoled, Visitor, text_of
from tests.houses import SHORT

pytest_plugins = ("tests.console_fixtures",)

AT = f"/o/{SHORT}/settings"
WRITTEN = (
    '# Ours.\nanswer_days = 40 # agreed in May\n\n[roles.larkmere-trust]\nlead = ["slack:ULEAD"] # Lena\n'
)


@pytest.fixture
def file(console: Consoled) -> Path:
    path = console.desk.settings.home / "quoth.toml"
    path.write_text(WRITTEN, encoding="utf-8")
    return path


def mark(visitor: Visitor) -> str:
    found = re.search(r'name="mark" value="(\w+)"', visitor.get(AT).text)
    assert found is not None
    return found[1]


def keep_all(console: Consoled) -> None:
    console.directory.appoint(OTHER, holder(Office.admin, PEOPLE["admin"].key))


def test_two_people_and_a_channel_are_arranged(console: Consoled) -> None:
    visitor = console.visitor("admin")
    form = {"two_people": "yes", "workspace": "slack:T0", "channel": "C7"}
    assert visitor.post(f"{AT}/publishing", form).status_code == 303
    arranged = console.console.cabinet.arrangements.of(SHORT)
    assert arranged.two_people
    assert arranged.announce == Place(platform=Platform.slack, workspace="T0", channel="C7")
    page = visitor.get(AT).text
    assert 'value="C7"' in page
    assert visitor.post(f"{AT}/publishing", {"channel": "C7"}).status_code == 303
    arranged = console.console.cabinet.arrangements.of(SHORT)
    assert (arranged.two_people, arranged.announce) == (False, None)
    did = [(each.who, each.did) for each in entries(console.desk.store.database, SHORT)][-2:]
    assert did == [(PEOPLE["admin"].key, "arranged")] * 2


@pytest.mark.parametrize(
    "typed",
    [{"workspace": "slack:T1"}, {"workspace": "slack:T0", "channel": ""}, {"workspace": "x", "channel": "C"}],
)
def test_a_channel_that_is_not_ours_is_not_told(console: Consoled, typed: dict[str, str]) -> None:
    response = console.visitor("admin").post(
        f"{AT}/publishing", {"channel": "C7", "two_people": "yes", **typed}
    )
    assert response.status_code == 422
    assert re.search(r'name="two_people" value="yes" checked', response.text)
    assert "Other School" not in response.text
    assert not console.console.cabinet.arrangements.of(SHORT).two_people


def test_how_many_admins_there_are_is_said_as_it_is(console: Consoled) -> None:
    for each in console.directory.holders(SHORT):
        if each.role is Office.admin:
            console.directory.dismiss(SHORT, each, "tests")
    assert "There is no admin by name" in text_of(console.visitor("operator").get(AT))


def test_an_admin_as_whom_nobody_can_sign_in_is_not_counted(console: Consoled) -> None:
    console.directory.dismiss(SHORT, holder(Office.admin, PEOPLE["second"].key), "tests")
    for ghost in (f"{SHORT}/ghost", "ghost@larkmere.example"):
        console.directory.appoint(SHORT, holder(Office.admin, f"console:{ghost}"), "tests")
    told = text_of(console.visitor("admin").get(AT))
    assert "There is only one admin by name who can sign in" in told
    assert f"Nobody can sign in as console:{SHORT}/ghost, console:ghost@larkmere.example" in told


def test_what_others_arranged_stays(console: Consoled) -> None:
    arrangements = console.console.cabinet.arrangements
    arrangements.arrange(SHORT, arrangements.of(SHORT).model_copy(update={"remind_minutes": 17}), "tests")
    console.visitor("admin").post(f"{AT}/publishing", {"two_people": "yes"})
    assert arrangements.of(SHORT).remind_minutes == 17


def test_two_saves_of_different_things_at_once_are_both_kept(console: Consoled) -> None:
    arrangements = console.console.cabinet.arrangements
    ready = threading.Barrier(2)

    def save(name: str) -> None:
        for number in range(1, 21):
            ready.wait(20)
            arrangements.change(SHORT, lambda now: now.model_copy(update={name: number}), "tests")  # noqa: B023

    both = [threading.Thread(target=save, args=(name,)) for name in ("alert_minutes", "notice_minutes")]
    for each in both:
        each.start()
    for each in both:
        each.join(60)
    kept = arrangements.of(SHORT)
    assert (kept.alert_minutes, kept.notice_minutes) == (20, 20)


def test_a_file_of_settings_is_changed_by_one_after_the_other(file: Path) -> None:
    settings = SettingFile(file.parent)
    mark, ready = settings.mark(), threading.Barrier(8)
    done: list[tuple[str, ...] | None] = []

    def change(days: int) -> None:
        ready.wait(20)
        done.append(SettingFile(file.parent).change({"answer_days": days}, mark))

    all_of_them = [threading.Thread(target=change, args=(days,)) for days in range(50, 58)]
    for each in all_of_them:
        each.start()
    for each in all_of_them:
        each.join(60)
    assert sorted(done, key=str) == [("answer_days",), *[None] * 7]


def test_a_lead_sees_what_holds_and_changes_nothing_of_it(console: Consoled, file: Path) -> None:
    visitor = console.visitor("lead")
    page = visitor.get(AT)
    assert "QUOTH_" not in page.text
    assert "Save" not in text_of(page)
    assert visitor.post(f"{AT}/publishing", {"two_people": "yes"}).status_code == 403
    assert visitor.post(f"{AT}/general", {"answer_days": "1"}).status_code == 403
    assert file.read_text(encoding="utf-8") == WRITTEN


def test_an_admin_of_one_organisation_changes_nothing_for_all(console: Consoled, file: Path) -> None:
    visitor = console.visitor("admin")
    page = visitor.get(AT)
    assert 'name="mark"' not in page.text
    assert "QUOTH_SLACK" not in page.text
    answer = visitor.post(f"{AT}/general", {"answer_days": "1", "mark": SettingFile(file.parent).mark()})
    assert answer.status_code == 409
    assert "hold for every organisation" in text_of(answer)
    assert file.read_text(encoding="utf-8") == WRITTEN


@pytest.mark.parametrize("who", ["operator", "admin"])
def test_whoever_keeps_all_changes_a_setting_and_every_comment_stays(
    console: Consoled, file: Path, who: str
) -> None:
    keep_all(console)
    visitor = console.visitor(who)
    form = {"answer_days": "20", "session_hours": "8", "link_days": "7", "mark": mark(visitor)}
    assert visitor.post(f"{AT}/general", {**form, "flags": "yes"}).status_code == 303
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# Ours.\nanswer_days = 20 # agreed in May\n")
    assert "session_hours = 8.0" in text
    assert "teams_targeted = false" in text
    assert "link_days" not in text
    assert text.endswith('\n[roles.larkmere-trust]\nlead = ["slack:ULEAD"] # Lena\n')
    after = SettingFile(file.parent).next()
    assert (after.answer_days, after.session_hours, after.teams_targeted) == (20, 8, False)
    assert "when Quoth is started again" in text_of(visitor.get(AT))
    last = entries(console.desk.store.database)[-1]
    assert (last.organisation, last.who, last.did) == (None, PEOPLE[who].key, "changed settings")
    assert last.after == {"answer_days": 20, "session_hours": 8.0, "teams_targeted": False}


@pytest.mark.parametrize(
    "typed",
    [
        {"answer_days": "0"},
        {"answer_days": "many"},
        {"answer_days": ""},
        {"session_hours": "nan"},
        {"session_hours": "1e9"},
        {"wrong_answers": "1.5"},
        {"max_quotes": "3", "answer_days": "-1"},
    ],
)
def test_a_setting_that_cannot_be_is_refused_and_nothing_is_written(
    console: Consoled, file: Path, typed: dict[str, str]
) -> None:
    visitor = console.visitor("operator")
    response = visitor.post(f"{AT}/general", {**typed, "mark": mark(visitor)})
    assert response.status_code == 422
    assert file.read_text(encoding="utf-8") == WRITTEN
    for name, value in typed.items():
        assert re.search(rf'id="{name}"[^>]* value="{re.escape(value)}"', response.text)


def test_only_what_the_page_offers_can_be_changed(console: Consoled, file: Path) -> None:
    visitor = console.visitor("operator")
    form = {"teams_development": "true", "host": "0.0.0.0", "home": "/tmp", "mark": mark(visitor)}
    assert visitor.post(f"{AT}/general", form).status_code == 303
    assert file.read_text(encoding="utf-8") == WRITTEN


def test_what_is_set_in_the_environment_is_not_changed_here(
    console: Consoled, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTH_ANSWER_DAYS", "50")
    visitor = console.visitor("operator")
    assert "QUOTH_ANSWER_DAYS" in text_of(visitor.get(AT))
    assert re.search(r'id="answer_days"[^>]* disabled', visitor.get(AT).text)
    response = visitor.post(f"{AT}/general", {"answer_days": "20", "mark": mark(visitor)})
    assert response.status_code == 422
    assert file.read_text(encoding="utf-8") == WRITTEN


def test_a_file_that_somebody_changed_meanwhile_is_left_as_it_is(console: Consoled, file: Path) -> None:
    visitor = console.visitor("operator")
    before = mark(visitor)
    theirs = WRITTEN.replace("40", "41")
    file.write_text(theirs, encoding="utf-8")
    response = visitor.post(f"{AT}/general", {"answer_days": "20", "mark": before})
    assert response.status_code == 409
    assert re.search(r'id="answer_days"[^>]* value="20"', response.text)
    assert file.read_text(encoding="utf-8") == theirs


def test_a_file_that_cannot_be_read_is_said_so(console: Consoled, file: Path) -> None:
    file.write_text("answer_days = = 3", encoding="utf-8")
    visitor = console.visitor("operator")
    assert "it is not TOML" in text_of(visitor.get(AT))
    assert visitor.post(f"{AT}/general", {"answer_days": "20", "mark": "x"}).status_code in (409, 422)
    assert visitor.get(AT).status_code == 200


def test_no_secret_is_shown(console: Consoled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTH_SLACK_BOT_TOKEN", "xoxb-very-secret")
    page = console.visitor("operator").get(AT)
    assert "QUOTH_SLACK_BOT_TOKEN | set" in rows_of(page)
    assert "QUOTH_DISCORD_TOKEN | not set" in rows_of(page)
    assert "very-secret" not in page.text


def test_where_a_setting_comes_from_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = SettingFile(tmp_path)
    assert file.origin("answer_days") is Origin.default
    (tmp_path / "quoth.toml").write_text("answer_days = 3", encoding="utf-8")
    assert file.origin("answer_days") is Origin.file
    monkeypatch.setenv("QUOTH_ANSWER_DAYS", "4")
    assert file.origin("answer_days") is Origin.environment
    assert file.next().answer_days == 4


def test_a_file_is_made_that_only_its_owner_reads(tmp_path: Path) -> None:
    file = SettingFile(tmp_path)
    assert file.change({"answer_days": "12"}, file.mark()) == ("answer_days",)
    assert file.path.read_text(encoding="utf-8") == "answer_days = 12\n"
    assert file.path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["quoth.toml"]


def test_a_link_to_a_file_elsewhere_stays_one(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "elsewhere.toml").write_text("answer_days = 3 # ours\n", encoding="utf-8")
    file = SettingFile(tmp_path / "home")
    file.path.symlink_to(tmp_path / "elsewhere.toml")
    assert file.change({"answer_days": 4}, file.mark()) == ("answer_days",)
    assert file.path.is_symlink()
    assert (tmp_path / "elsewhere.toml").read_text(encoding="utf-8") == "answer_days = 4 # ours\n"


def test_a_box_that_was_not_ticked_is_not_ticked_again_where_something_else_is_wrong(
    console: Consoled, file: Path
) -> None:
    visitor = console.visitor("operator")
    form = {"answer_days": "0", "flags": "yes", "mark": mark(visitor)}
    assert re.search(r'id="teams_targeted"[^>]* checked', visitor.get(AT).text)
    response = visitor.post(f"{AT}/general", form)
    assert response.status_code == 422
    assert not re.search(r'id="teams_targeted"[^>]* checked', response.text)


@pytest.mark.parametrize("size", SIZES)
def test_settings_in_a_browser(chromium: Browser, console: Consoled, file: Path, size: str) -> None:
    page = opened(chromium, console, "operator", size)
    go(page, console, AT)
    assert (faults(page), wide(page)) == ([], False)
    shoot(page, f"settings-{size}")
    page.get_by_label("A second person has to agree").check()
    page.get_by_role("button", name="Save how it publishes").click()
    page.get_by_text("Saved.").wait_for()
    page.get_by_label("Days for which the words of questions are kept").fill("10")
    page.get_by_role("button", name="Save for all organisations").click()
    page.get_by_text("Saved to quoth.toml.").wait_for()
    assert "question_days = 10" in file.read_text(encoding="utf-8")
    page = opened(chromium, console, "lead", size)
    go(page, console, AT)
    assert (faults(page), wide(page)) == ([], False)
    shoot(page, f"settings-lead-{size}")


def test_settings_are_changed_without_javascript(chromium: Browser, console: Consoled, file: Path) -> None:
    page = opened(chromium, console, "operator", script=False, color_scheme="dark")
    go(page, console, AT)
    shoot(page, "settings-dark")
    page.get_by_label("Clauses that answer, at most").fill("99")
    page.get_by_role("button", name="Save for all organisations").click()
    page.get_by_text("Nothing was changed.").wait_for()
    assert page.get_by_label("Clauses that answer, at most").input_value() == "99"
    assert file.read_text(encoding="utf-8") == WRITTEN
