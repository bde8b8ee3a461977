"""An organisation goes into one file and comes out of it elsewhere as it was: words, history, pins, questions and all."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import stat
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot import arrangements
from bot.arrangements import Arrangement, Arrangements
from bot.audit import entries, verify
from bot.cli import main
from bot.desk import Desk
from bot.directory import Directory
from bot.errors import AlreadyThere, BadArchive, FileMissing, NoSuchOrganisation, QuestionsThere
from bot.exporting import Exported, export
from bot.importing import Imported, Importer
from bot.lineage import Tree
from bot.members import holder
from bot.people import Contact, Office
from bot.pins import Pin, PinState, rest
from bot.places import Place, Platform
from bot.records import State
from bot.repairing import tallies
from bot.tables import metadata
from index.snapshot import Snapshots
from tests.bot_desks import CONDUCT, TRUST, desk, file, published, question

pytest_plugins = ("tests.bot_databases", "tests.bot_homes")

FRIEND, LIFT = "may I accept a friend request from a pupil", "may I give a pupil a lift"
OLD, NEW, THIRD = "a friend request", "any friend request", "each friend request"
NOW = dt.datetime(2026, 9, 1, 12, tzinfo=dt.UTC)
PLACE = Place(platform=Platform.slack, workspace="T1", channel="C1")
QUESTIONS = '# Ours\n[[question]]\nask = "may I give a lift"\npinned = "{pin}"\n'


def revise(held: Desk, home: Path, words: str, effective: str = "2025-01-01") -> None:
    text = CONDUCT.replace(OLD, words).replace("effective: 2025-01-01", f"effective: {effective}")
    (added,) = held.add(TRUST, [file(home / "in", "conduct.md", text)], policy="conduct", by="tests")
    assert added.problem is None


def lived(home: Path) -> Desk:
    """A desk at which something of everything has happened."""
    held = published(home)
    store, short = held.store, "larkmere-trust"
    revise(held, home, NEW)
    held.publish(TRUST, by="tests")
    snapshot = held.snapshot(held.organisation(TRUST))
    assert snapshot is not None
    lift = next(each for each in snapshot.units if "lift" in each.text)
    edition = held.edition(held.organisation(TRUST))
    from bot.answers import Cited

    cited = Cited(clause_id=lift.id, document_id=lift.document_id)
    pin = Pin(
        id="",
        organisation=short,
        state=PinState.active,
        phrasings=(LIFT,),
        rests=(rest(cited, edition),),
        note="Ask first.",
        pinned_by="slack:U1",
        pinned_at=NOW,
        changed_at=NOW,
        served=3,
    )
    kept = held.pins.make(pin, snapshot.id)
    store.set_contact(TRUST, Contact(role="Designated safeguarding lead", name="Jo", reach="1234"), "tests")
    Directory(store.database).appoint(TRUST, holder(Office.lead, "slack:U1"), "tests")
    Arrangements(store.database).arrange(TRUST, Arrangement(announce=PLACE, remind_minutes=7), "tests")
    revise(held, home, THIRD, effective="2026-10-01")
    held.publish(TRUST, by="tests")
    revise(held, home, "a draft of a friend request")
    (home / "questions").mkdir()
    (home / "questions" / f"{short}.toml").write_text(QUESTIONS.format(pin=kept.id))
    return held


def exported(held: Desk, path: Path) -> Exported:
    return export(held.store.database, held.settings.home, TRUST, path, NOW)


def restored(held: Desk, path: Path, name: str = "") -> Imported:
    kept = Snapshots(held.settings.snapshots)
    importer = Importer(held.store, kept, held.settings.home, lambda: held.encoder)
    return importer.restore(path, name, "tests", NOW)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Desk]:
    held = lived(tmp_path / "here")
    yield held
    held.store.close()


@pytest.fixture
def there(tmp_path: Path, url: str) -> Iterator[Desk]:
    """An empty home elsewhere, on each kind of database."""
    held = desk(tmp_path / "there", database_url=url)
    yield held
    held.store.close()


def test_what_comes_out_answers_as_what_went_in(here: Desk, there: Desk, tmp_path: Path) -> None:
    done = exported(here, tmp_path / "trust.zip")
    assert (done.policies, done.revisions, done.publications, done.pins) == (2, 5, 3, 1)
    made = restored(there, tmp_path / "trust.zip")
    assert (made.policies, made.revisions, made.publications, made.pins) == (2, 5, 3, 1)
    for asked in (FRIEND, LIFT):
        before, after = here.ask(question(asked)), there.ask(question(asked))
        assert (after.kind, after.quotes, after.pin) == (before.kind, before.quotes, before.pin)
        assert after.snapshot == before.snapshot
    trust = there.organisation(TRUST)
    assert trust == here.organisation(TRUST)
    assert tallies(there.store, trust)
    assert there.store.contacts(TRUST) == here.store.contacts(TRUST)
    assert Directory(there.store.database).holders(TRUST) == Directory(here.store.database).holders(TRUST)
    with there.store.database.reading() as connection:
        key = connection.execute(sa.select(metadata.tables["organisations"].c.id)).scalar_one()
        assert arrangements.of(connection, key) == Arrangement(announce=PLACE, remind_minutes=7)
    path = there.settings.home / "questions" / "larkmere-trust.toml"
    assert path.read_bytes() == (here.settings.home / "questions" / "larkmere-trust.toml").read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_revisions_history_and_pins_are_as_they_were(here: Desk, there: Desk, tmp_path: Path) -> None:
    exported(here, tmp_path / "trust.zip")
    restored(there, tmp_path / "trust.zip")
    before, after = (each.store.publications for each in (here, there))
    assert [each.model_dump(exclude={"number"}) for each in after.all(TRUST)] == [
        each.model_dump(exclude={"number"}) for each in before.all(TRUST)
    ]
    revisions = before.revisions(TRUST)
    assert [each.model_dump(exclude={"key"}) for each in after.revisions(TRUST)] == [
        each.model_dump(exclude={"key"}) for each in revisions
    ]
    for each in revisions:
        was, now = (held.store.source_bytes(each.document_id, TRUST) for held in (here, there))
        assert was == now is not None
    assert there.store.drafts(TRUST) == here.store.drafts(TRUST)
    assert there.pins.all(TRUST) == here.pins.all(TRUST)


def test_what_was_published_for_a_later_day_takes_effect_there_and_rollback_goes_back(
    here: Desk, there: Desk, tmp_path: Path
) -> None:
    exported(here, tmp_path / "trust.zip")
    restored(there, tmp_path / "trust.zip")
    trust = there.organisation(TRUST)
    assert trust.next_on == dt.date(2026, 10, 1)
    assert NEW in there.ask(question(FRIEND)).quotes[0].words.text
    assert there.publisher.take_effect(trust, dt.date(2026, 10, 1), NOW) is not None
    assert THIRD in there.ask(question(FRIEND)).quotes[0].words.text
    first = there.store.publications.all(TRUST)[0].number
    there.publisher.roll_back(there.organisation(TRUST), "tests", NOW, to=first)
    assert f"accept {OLD}" in there.ask(question(FRIEND)).quotes[0].words.text
    assert verify(there.store.database).whole


def test_the_import_is_audited_and_says_nothing_of_what_was_asked(
    here: Desk, there: Desk, tmp_path: Path
) -> None:
    exported(here, tmp_path / "trust.zip")
    restored(there, tmp_path / "trust.zip")
    told = entries(there.store.database, TRUST)
    assert [each.did for each in told] == ["created", "imported"]
    assert told[-1].after == {"from": "larkmere-trust", "revisions": 5, "pins": 1}
    assert verify(there.store.database).whole


def test_no_answer_question_or_asker_is_in_the_file(here: Desk, tmp_path: Path) -> None:
    tables = metadata.tables
    with here.store.database.writing() as connection:
        key = connection.execute(sa.select(tables["organisations"].c.id)).scalar_one()
        asker = {"key": "slack:UQUOKKA", "name": "quokka"}
        connection.execute(
            tables["alerts"].insert().values(
                id="a1", organisation_id=key, asker=asker, place=PLACE.model_dump(mode="json"), raised_at=NOW
            )
        )  # fmt: skip
        connection.execute(
            tables["queue"].insert().values(
                id="q1", organisation_id=key, state="waiting", text="quokka?", clauses=[], answered=False,
                asker=asker, place=PLACE.model_dump(mode="json"), asked_at=NOW,
            )
        )  # fmt: skip
    path = tmp_path / "trust.zip"
    exported(here, path)
    with zipfile.ZipFile(path) as zipped:
        for name in zipped.namelist():
            assert b"quokka" not in zipped.read(name).lower(), name
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_it_is_one_state_though_somebody_publishes_meanwhile(url: str, tmp_path: Path) -> None:
    held = published(tmp_path / "busy", database_url=url)
    other = desk(tmp_path / "busy", database_url=url)
    over = threading.Event()

    def publishing() -> None:
        for number in range(8):
            revise(other, tmp_path / "busy", f"friend request {number}")
            other.publish(TRUST, by="tests")
        over.set()

    thread = threading.Thread(target=publishing)
    thread.start()
    made = 0
    while not over.is_set() or not made:
        made += 1
        done = export(held.store.database, tmp_path, TRUST, tmp_path / f"{made}.zip", NOW)
        assert done.revisions - done.publications in (1, 2)  # without a draft, or with one
    thread.join()
    for number in range(1, made + 1):
        there = desk(tmp_path / f"there-{number}")
        restored(there, tmp_path / f"{number}.zip")
        assert tallies(there.store, there.organisation(TRUST))
        there.store.close()
    held.store.close()
    other.store.close()


def test_it_can_stand_beside_itself_under_another_name(here: Desk, tmp_path: Path) -> None:
    exported(here, tmp_path / "trust.zip")
    with pytest.raises(AlreadyThere, match="another name"):
        restored(here, tmp_path / "trust.zip")
    made = restored(here, tmp_path / "trust.zip", "Larkmere, to try things out")
    assert made.short == "larkmere-to-try-things-out"
    (was,), (now,) = here.pins.all(TRUST), here.pins.all(made.short)
    assert was.id != now.id
    assert was.rests == now.rests
    kept = (here.settings.home / "questions" / f"{made.short}.toml").read_text()
    assert now.id in kept
    assert was.id not in kept
    card = here.ask(question(FRIEND, organisation=made.short))
    assert NEW in card.quotes[0].words.text
    here.publish(made.short, by="tests")
    assert "a draft of" in here.ask(question(FRIEND, organisation=made.short)).quotes[0].words.text
    assert NEW in here.ask(question(FRIEND)).quotes[0].words.text


def test_it_stands_again_under_what_it_stood_under_where_that_is_there(here: Desk, tmp_path: Path) -> None:
    above = here.store.create_organisation("All Saints", "tests")
    with here.store.database.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE organisations SET parent_id = (SELECT id FROM organisations WHERE short = 'all-saints') "
            "WHERE short = 'larkmere-trust'"
        )
    exported(here, tmp_path / "trust.zip")
    lone, kin = desk(tmp_path / "lone"), desk(tmp_path / "kin")
    kin.store.create_organisation(above.name, "tests")
    assert restored(lone, tmp_path / "trust.zip").parent == "All Saints"
    assert restored(kin, tmp_path / "trust.zip").parent is None
    with kin.store.database.reading() as connection:
        found = connection.exec_driver_sql("SELECT parent_id FROM organisations ORDER BY id").scalars().all()
    assert found == [None, 1]
    for held in (lone, kin):
        held.store.close()


@pytest.mark.parametrize("others", [False, True], ids=["alone", "among others"])
@pytest.mark.parametrize("name", ["", "Another Name"], ids=["its own name", "another name"])
def test_what_held_for_all_holds_for_all_only_where_it_is_first_and_keeps_its_name(
    here: Desk, tmp_path: Path, others: bool, name: str
) -> None:
    Tree(here.store.database).arrange(TRUST, "tests", for_all=True)
    exported(here, tmp_path / "trust.zip")
    there = desk(tmp_path / "there")
    if others:
        there.store.create_organisation("Other School", "tests")
    made = restored(there, tmp_path / "trust.zip", name)
    holds = not others and not name
    assert there.organisation(made.short).for_all is holds
    assert made.for_all_left is not holds
    there.store.close()


@pytest.mark.parametrize("brings", [True, False], ids=["with questions", "without"])
def test_questions_that_lie_there_already_are_neither_replaced_nor_made_its_own(
    here: Desk, tmp_path: Path, brings: bool
) -> None:
    if not brings:
        (here.settings.home / "questions" / "larkmere-trust.toml").unlink()
    exported(here, tmp_path / "trust.zip")
    there = desk(tmp_path / "there")
    path = file(tmp_path / "there" / "questions", "larkmere-trust.toml", "# Theirs\n")
    with pytest.raises(QuestionsThere, match="Move it elsewhere"):
        restored(there, tmp_path / "trust.zip")
    assert there.store.organisations() == ()
    assert path.read_text() == "# Theirs\n"
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    path.rename(path.with_suffix(".before"))
    assert restored(there, tmp_path / "trust.zip").questions is brings
    assert path.exists() is brings
    there.store.close()


def test_an_import_that_the_database_does_not_take_leaves_no_questions(here: Desk, tmp_path: Path) -> None:
    exported(here, tmp_path / "trust.zip")
    there = desk(tmp_path / "there")
    path = tmp_path / "there" / "questions" / "larkmere-trust.toml"
    seen: list[bytes] = []

    def refuse(_connection: sa.Connection) -> None:
        if path.exists() and not seen:  # it is in place before the organisation is
            seen.append(path.read_bytes())
            raise RuntimeError("the disk is gone")

    sa.event.listen(there.store.database.engine, "commit", refuse)
    with pytest.raises(RuntimeError, match="the disk is gone"):
        restored(there, tmp_path / "trust.zip")
    sa.event.remove(there.store.database.engine, "commit", refuse)
    assert len(seen) == 1
    assert not path.exists()
    assert there.store.organisations() == ()
    assert restored(there, tmp_path / "trust.zip").questions
    assert path.exists()
    there.store.close()


def test_an_import_that_was_stopped_before_its_end_is_completed_by_the_next(
    here: Desk, tmp_path: Path
) -> None:
    exported(here, tmp_path / "trust.zip")
    kept = (here.settings.home / "questions" / "larkmere-trust.toml").read_text()
    there = desk(tmp_path / "there")
    file(tmp_path / "there" / "questions", "larkmere-trust.toml", kept)
    assert restored(there, tmp_path / "trust.zip").questions
    there.store.close()


Change = Callable[[dict[str, bytes]], None]


def rewritten(path: Path, change: Change, honest: bool = False) -> Path:
    """The archive with some of its files changed; `honest`: with the hashes that go with them."""
    with zipfile.ZipFile(path) as zipped:
        files, comment = {name: zipped.read(name) for name in zipped.namelist()}, zipped.comment
    change(files)
    if honest:
        manifest = json.loads(files["quoth.json"])
        manifest["files"] = {
            name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != "quoth.json"
        }
        files["quoth.json"] = json.dumps(manifest).encode()
        comment = hashlib.sha256(files["quoth.json"]).hexdigest().encode()
    other = path.with_name("other.zip")
    with zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in files.items():
            zipped.writestr(name, data)
        zipped.comment = comment
    return other


def _replaced(name: str, old: bytes, new: bytes) -> Change:
    def change(files: dict[str, bytes]) -> None:
        assert old in files[name], (name, files[name][:300])
        files[name] = files[name].replace(old, new)

    return change


ALTERED: dict[str, tuple[Change, bool]] = {
    "a word of a policy": (_replaced("revisions/000001.json", b"must not", b"may"), False),
    "a word and its hash": (_replaced("revisions/000001.json", b"Staff Conduct", b"Staff Manners"), True),
    "a file that is missing": (lambda files: files.__delitem__("pins.json"), False),
    "a file too many": (lambda files: files.update({"more.json": b"{}"}), False),
    "a path that leaves": (lambda files: files.update({"../../evil.toml": b"x"}), True),
    "an absolute path": (lambda files: files.update({"/etc/evil": b"x"}), True),
    "a pin that is none": (lambda files: files.update({"pins.json": b'[{"id": 1}]'}), True),
    "a list that is too deep": (lambda files: files.update({"pins.json": b"[" * 100_000}), True),
    "a revision twice in force": (
        lambda files: files.update({"revisions/000009.json": files["revisions/000002.json"]}),
        True,
    ),
    "a publication of nothing": (lambda files: files.update({"publications.json": b"[]"}), True),
    "a newer form": (_replaced("quoth.json", b'"format": 1', b'"format": 3'), True),
    "a bomb": (lambda files: files.update({"questions.toml": b"#" * (65 * 1024**2)}), True),
    "a manifest of another": (_replaced("quoth.json", b"Larkmere", b"Darkmere"), False),
}


@pytest.mark.parametrize(("change", "honest"), ALTERED.values(), ids=ALTERED)
def test_an_archive_that_is_not_as_it_was_exported_is_refused_and_leaves_nothing(
    here: Desk, tmp_path: Path, change: Change, honest: bool
) -> None:
    exported(here, tmp_path / "trust.zip")
    other = rewritten(tmp_path / "trust.zip", change, honest)
    there = desk(tmp_path / "there")
    before = sorted(each.name for each in (tmp_path / "there").rglob("*") if "quoth.sqlite" not in each.name)
    with pytest.raises(BadArchive, match="nothing was done"):
        restored(there, other)
    assert there.store.organisations() == ()
    left = sorted(each.name for each in (tmp_path / "there").rglob("*") if "quoth.sqlite" not in each.name)
    assert left == before
    assert not list(tmp_path.rglob("evil*"))
    there.store.close()


@pytest.mark.parametrize("cut", [0, 1, 100, 0.5, 0.99])
def test_an_archive_that_is_cut_short_is_refused(here: Desk, tmp_path: Path, cut: float) -> None:
    exported(here, tmp_path / "trust.zip")
    data = (tmp_path / "trust.zip").read_bytes()
    (tmp_path / "cut.zip").write_bytes(data[: int(cut * len(data)) if cut < 1 else int(cut)])
    there = desk(tmp_path / "there")
    with pytest.raises(BadArchive, match="no export"):
        restored(there, tmp_path / "cut.zip")
    there.store.close()


def test_an_export_replaces_an_export_and_no_other_file(here: Desk, tmp_path: Path) -> None:
    path = tmp_path / "trust.zip"
    first = exported(here, path)
    assert exported(here, path).sha256 == first.sha256
    other = file(tmp_path, "policy.md", "# Ours\n")
    with pytest.raises(FileMissing, match="no export that could be replaced"):
        exported(here, other)
    assert other.read_text() == "# Ours\n"
    with pytest.raises(NoSuchOrganisation):
        export(here.store.database, tmp_path, "nobody", path, NOW)
    assert sorted(each.name for each in tmp_path.iterdir() if each.is_file()) == ["policy.md", "trust.zip"]


def test_an_organisation_of_which_nothing_is_published_can_be_carried_too(tmp_path: Path) -> None:
    held, there = desk(tmp_path / "here"), desk(tmp_path / "there")
    held.add(TRUST, [file(tmp_path / "in", "conduct.md", CONDUCT)], by="tests")
    exported(held, tmp_path / "trust.zip")
    made = restored(there, tmp_path / "trust.zip")
    assert (made.snapshot, made.policies, made.revisions) == (None, 0, 1)
    there.publish(TRUST, by="tests")
    assert there.store.publications.revisions(TRUST)[0].state is State.published
    for each in (held, there):
        each.store.close()


def test_the_commands_say_what_they_did_and_end_as_they_should(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "trust.zip"
    assert main(["export", "--org", TRUST, str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["policies"] == 2
    assert main(["import", str(path)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert main(["import", str(tmp_path / "none.zip")]) == 2
    assert main(["import", str(file(tmp_path, "policy.md", "# Ours\n"))]) == 4
    assert main(["organisations", "--org", TRUST, "--for-all"]) == 0
    assert main(["export", "--org", TRUST, str(path)]) == 0
    capsys.readouterr()
    assert main(["import", str(path), "--org", "Beside It"]) == 0
    assert "quoth organisations --org beside-it --for-all" in capsys.readouterr().out
    monkeypatch.setenv("QUOTH_HOME", str(tmp_path / "there"))
    assert main(["import", str(path)]) == 0
    shown = capsys.readouterr().out
    assert "It answers from now on" in shown
    assert "--for-all" not in shown
    assert main(["ask", FRIEND, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["kind"] == "quoted"
