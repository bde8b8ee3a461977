"""Corrections by hand are kept, quoted once they are published, and hold for later revisions; on both databases."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import corrections, filing
from bot.answers import Kind
from bot.cli import main
from bot.corrections import Wanted
from bot.desk import Desk
from bot.errors import BadCorrection, ChangedMeanwhile, NoSuchCorrection, NoSuchPolicy
from bot.exporting import export
from bot.forgetting import data_of, forget, said_after, said_of
from bot.importing import Importer
from bot.people import Role
from bot.records import DraftOutcome, State
from corpus.document import Audience, Clause, CorrectionKind, Details, Document, StatedDate
from index.snapshot import Snapshots
from tests.bot_desks import CONDUCT, TRUST, desk, file, question

pytest_plugins = ("tests.bot_databases",)
Said = pytest.CaptureFixture[str]

NOW = dt.datetime(2026, 9, 1, 9, tzinfo=dt.UTC)
LIFT = "may I give a pupil a lift?"
ADMIN = "slack:U0ADMIN"
WORDS = "Staff may give a pupil a lift only if the head has agreed in writing."


@pytest.fixture
def held(tmp_path: Path, url: str) -> Iterator[Desk]:
    """A desk on each kind of database at which the conduct policy is in force."""
    made = desk(tmp_path / "home", database_url=url)
    add(made, CONDUCT)
    made.publish(TRUST, by="tests")
    yield made
    made.store.close()


def add(held: Desk, text: str, name: str = "conduct.md") -> filing.Added:
    added = filing.add_bytes(held.store, TRUST, name, text.encode(), policy="conduct", by=ADMIN)
    assert added.problem is None
    return added


def newest(held: Desk) -> Document:
    return corrections.newest(held.store, TRUST, "conduct")


def clause(document: Document, begins: str) -> Clause:
    """The whole clause that begins so."""
    return next(
        each for each in filing.cut(document) if each.text.startswith(begins) and each.part_of is None
    )


def put_right(held: Desk, kind: CorrectionKind, begins: str = "", **more: str | int) -> corrections.Redrafted:
    document = newest(held)
    id = clause(document, begins).id if begins else ""
    wanted = Wanted.model_validate({"kind": kind, "clause": id, **more})
    return corrections.correct(held.store, TRUST, document.id, (wanted,), ADMIN, NOW)


def kept(held: Desk) -> tuple[corrections.Kept, ...]:
    return corrections.of(held.store, TRUST, "conduct")


def test_what_is_put_right_waits_as_a_draft_and_is_quoted_once_it_is_published(held: Desk) -> None:
    published = newest(held)
    made = put_right(held, CorrectionKind.number, "Staff may give", right="2.2")
    assert made.outcome is DraftOutcome.new
    assert held.ask(question(LIFT)).quotes[0].number == "2.1"
    assert held.store.published(TRUST) == (published,)
    assert held.store.drafts(TRUST) == (made.document,)
    held.publish(TRUST, by="tests")
    (quote, *_) = held.ask(question(LIFT)).quotes
    assert (quote.number, quote.words.text) == ("2.2", WORDS)
    assert held.store.document(made.document.id, TRUST) == made.document


def test_whom_a_clause_speaks_to_decides_who_is_quoted_it(held: Desk) -> None:
    put_right(held, CorrectionKind.audience, "Staff may give", right="governors")
    held.publish(TRUST, by="tests")
    card = held.ask(question(LIFT, asker=Role.staff))
    assert all(each.words.text != WORDS for each in card.quotes)


def test_both_halves_of_a_split_are_found_and_quoted_alone(held: Desk) -> None:
    at = WORDS.index("only if")
    made = put_right(held, CorrectionKind.parted, "Staff may give", at=at)
    held.publish(TRUST, by="tests")
    snapshot = Snapshots(held.settings.snapshots).open(held.organisation(TRUST).snapshot or "")
    texts = [each.text for each in snapshot.clauses if each.number == "2.1"]
    assert texts == [WORDS[:at].rstrip(), WORDS[at:]]
    card = held.ask(question("only if the head has agreed in writing"))
    assert card.kind is Kind.quoted
    assert WORDS[at:] in [each.words.text for each in card.quotes]
    assert {each.document_id for each in card.quotes} == {made.document.id}


def test_the_change_is_shown_as_any_revision_is(held: Desk) -> None:
    from bot.diffing import compared

    put_right(held, CorrectionKind.number, "Staff may give", right="2.2")
    put_right(held, CorrectionKind.audience, "accept a friend", right="managers")
    (found,) = compared(held.store, held.organisation(TRUST), "conduct")
    changes = {str(each.change): each for each in found.differences if str(each.change) != "unchanged"}
    assert set(changes) == {"renumbered", "audience changed"}


def test_a_draft_that_waits_is_replaced_and_everything_put_right_stays(held: Desk) -> None:
    put_right(held, CorrectionKind.number, "Staff may give", right="2.2")
    made = put_right(held, CorrectionKind.detail, field="review_on", right="30 June 2027")
    assert made.outcome is DraftOutcome.replaced
    assert made.document.details.review_on == StatedDate(year=2027, month=6, day=30)
    assert clause(made.document, "Staff may give").place == "2.2"
    assert [each.applies for each in kept(held)] == [True, True]
    assert [each.made_by for each in kept(held)] == [ADMIN, ADMIN]
    assert [each.made_at for each in kept(held)] == [NOW, NOW]


def test_several_things_at_once_are_put_right_together_or_not_at_all(held: Desk) -> None:
    document = newest(held)
    lift = clause(document, "Staff may give").id
    wanted = [
        Wanted(kind=CorrectionKind.parted, clause=lift, at=WORDS.index("only if")),
        Wanted(kind=CorrectionKind.number, clause=f"{lift}~2", right="2.2"),
        Wanted(kind=CorrectionKind.number, clause=f"{lift}~9", right="2.3"),
    ]
    with pytest.raises(BadCorrection, match="no such clause"):
        corrections.correct(held.store, TRUST, document.id, wanted, ADMIN, NOW)
    assert kept(held) == ()
    assert held.store.drafts(TRUST) == ()
    made = corrections.correct(held.store, TRUST, document.id, wanted[:2], ADMIN, NOW)
    assert [each.place for each in filing.cut(made.document) if each.id.startswith(lift)] == ["2.1", "2.2"]
    with pytest.raises(BadCorrection, match="nothing was said"):
        corrections.correct(held.store, TRUST, made.document.id, (), ADMIN, NOW)


def test_only_the_newest_revision_can_be_put_right(held: Desk) -> None:
    old = newest(held)
    add(held, CONDUCT.replace("in writing", "on paper"))
    wanted = Wanted(kind=CorrectionKind.number, clause=clause(old, "Staff may give").id, right="2.2")
    with pytest.raises(ChangedMeanwhile):
        corrections.correct(held.store, TRUST, old.id, (wanted,), ADMIN, NOW)
    for other in ("nothing@123456789012", "nonsense", ""):
        with pytest.raises(NoSuchPolicy):
            corrections.correct(held.store, TRUST, other, (wanted,), ADMIN, NOW)
    assert kept(held) == ()


def test_the_next_revision_is_read_so_too_and_says_so(held: Desk) -> None:
    put_right(held, CorrectionKind.number, "Staff may give", right="2.2")
    put_right(held, CorrectionKind.audience, "accept a friend", right="governors")
    held.publish(TRUST, by="tests")
    added = add(held, CONDUCT.replace("message a pupil", "write to a pupil").replace('"2"', '"3"'))
    assert added.document is not None
    assert clause(added.document, "Staff may give").place == "2.2"
    assert clause(added.document, "accept a friend").audience == (Audience.governors,)
    assert added.lapsed == ()
    assert added.put_right[0].startswith("Read as it was put right by hand: 2.1 has the number 2.2, not 2.1")
    assert added.summary()["put_right"] == list(added.put_right)
    assert [each.applies for each in kept(held)] == [True, True]
    assert held.store.drafts(TRUST) == (added.document,)


def test_what_lapses_in_the_next_revision_is_told_and_comes_back_with_the_words(held: Desk) -> None:
    put_right(held, CorrectionKind.number, "Staff may give", right="2.2")
    added = add(held, CONDUCT.replace("in writing", "on paper"))
    assert added.document is not None
    assert clause(added.document, "Staff may give").place == "2.1"
    assert "not here" in added.put_right[0]
    assert [each.applies for each in kept(held)] == [False]
    again = add(held, CONDUCT.replace("message a pupil", "write to a pupil"))
    assert again.document is not None
    assert clause(again.document, "Staff may give").place == "2.2"


def test_the_same_file_again_is_the_same_revision_with_all_that_was_filled_in(held: Desk) -> None:
    add(held, CONDUCT.replace("review: 2026-08-31\n", ""))
    made = put_right(held, CorrectionKind.detail, field="review_on", right="2027-06-30")
    added = add(held, CONDUCT.replace("review: 2026-08-31\n", ""))
    assert added.outcome is DraftOutcome.unchanged
    assert added.document == made.document
    other = add(held, CONDUCT.replace("review: 2026-08-31\n", "").replace("in writing", "on paper"))
    assert other.document is not None
    assert other.document.details.review_on is None


def test_what_is_given_with_a_file_counts_before_what_was_put_right_once(held: Desk) -> None:
    put_right(held, CorrectionKind.detail, field="title", right="Conduct of Staff")
    data = CONDUCT.replace("in writing", "on paper").encode()
    given = filing.add_bytes(held.store, TRUST, "c.md", data, Details(title="Conduct"), "conduct")
    assert given.document is not None
    assert given.document.details.title == "Conduct"
    assert len(given.lapsed) == 1


def test_what_is_taken_back_is_forgotten_and_leaves_what_is_in_force(held: Desk) -> None:
    published = newest(held)
    put_right(held, CorrectionKind.number, "Staff may give", right="2.2")
    (one,) = kept(held)
    made = corrections.take_back(held.store, TRUST, "conduct", one.id, ADMIN, NOW)
    assert (made.outcome, made.document) == (DraftOutcome.unchanged, published)
    assert kept(held) == ()
    assert held.store.drafts(TRUST) == ()
    for id in (one.id, 999):
        with pytest.raises(NoSuchCorrection):
            corrections.take_back(held.store, TRUST, "conduct", id, ADMIN, NOW)


def test_of_several_only_the_one_is_taken_back_and_what_leant_on_it_is_told(held: Desk) -> None:
    at = WORDS.index("only if")
    put_right(held, CorrectionKind.audience, "accept a friend", right="governors")
    put_right(held, CorrectionKind.parted, "Staff may give", at=at)
    put_right(held, CorrectionKind.number, "only if", right="2.2")
    held.publish(TRUST, by="tests")
    _, split, _ = kept(held)
    made = corrections.take_back(held.store, TRUST, "conduct", split.id, ADMIN, NOW)
    assert made.outcome is DraftOutcome.new
    assert clause(made.document, "Staff may give").text == WORDS
    assert clause(made.document, "accept a friend").audience == (Audience.governors,)
    assert [each.right for each in made.lapsed] == ["2.2"]
    assert [each.applies for each in kept(held)] == [True, False]


def test_what_is_scheduled_for_a_later_day_is_the_newest_and_stays_as_it_is(held: Desk) -> None:
    add(held, CONDUCT.replace("2025-01-01", "2027-01-01").replace("in writing", "on paper"))
    held.publish(TRUST, by="tests")
    later = newest(held)
    states = {each.document_id: each.state for each in held.store.publications.revisions(TRUST)}
    assert states[later.id] is State.scheduled
    made = put_right(held, CorrectionKind.number, "Staff may give", right="2.2")
    assert made.outcome is DraftOutcome.new
    (one,) = kept(held)
    back = corrections.take_back(held.store, TRUST, "conduct", one.id, ADMIN, NOW)
    assert (back.outcome, back.document) == (DraftOutcome.unchanged, later)
    assert held.store.drafts(TRUST) == ()
    put_right(held, CorrectionKind.number, "Staff may give", right="2.2")
    held.publish(TRUST, by="tests")
    found = held.store.publications.revisions(TRUST, (State.scheduled,))
    assert [each.document_id for each in found] == [made.document.id]


def test_a_draft_that_is_dropped_takes_nothing_with_it_and_can_be_put_right_again(held: Desk) -> None:
    put_right(held, CorrectionKind.number, "Staff may give", right="2.2")
    held.store.drop_draft(TRUST, "conduct", ADMIN)
    assert [each.applies for each in kept(held)] == [False]
    put_right(held, CorrectionKind.number, "Staff may give", right="2.2")
    assert [each.applies for each in kept(held)] == [True]


def test_another_organisations_corrections_are_neither_seen_nor_taken_back(held: Desk) -> None:
    filing.add_bytes(held.store, "Other School", "conduct.md", CONDUCT.encode(), policy="conduct")
    put_right(held, CorrectionKind.number, "Staff may give", right="2.2")
    (one,) = kept(held)
    assert corrections.of(held.store, "Other School", "") == ()
    with pytest.raises(NoSuchCorrection):
        corrections.take_back(held.store, "Other School", "conduct", one.id, ADMIN, NOW)
    assert kept(held) == (one,)
    added = filing.add_bytes(
        held.store, "Other School", "c.md", (CONDUCT + "\nMore.\n").encode(), policy="conduct"
    )
    assert added.document is not None
    assert added.document.corrections == ()


def test_the_audit_says_who_put_what_right_and_took_it_back(held: Desk) -> None:
    before = newest(held).id
    after = put_right(held, CorrectionKind.number, "Staff may give", right="2.2").document.id
    (one,) = kept(held)
    corrections.take_back(held.store, TRUST, "conduct", one.id, "slack:U2", NOW)
    found = [each for each in held.store.audit(TRUST) if "correct" in each.did]
    assert [(each.who, each.did, each.thing) for each in found] == [
        (ADMIN, "corrected", before),
        ("slack:U2", "took back a correction of", after),
    ]


def test_an_export_carries_what_was_put_right_and_only_then_is_of_the_newer_form(
    held: Desk, tmp_path: Path
) -> None:
    from bot.archive import opened

    def exported(name: str) -> Path:
        export(held.store.database, held.settings.home, TRUST, tmp_path / name, NOW)
        return tmp_path / name

    with opened(exported("plain.zip")) as archive:
        assert (archive.manifest.format, archive.corrections()) == (1, ())
    made = put_right(held, CorrectionKind.number, "Staff may give", right="2.2")
    held.publish(TRUST, by="tests")
    path = exported("right.zip")
    with opened(path) as archive:
        assert archive.manifest.format == 2
    there = desk(tmp_path / "there")
    importer = Importer(
        there.store, Snapshots(there.settings.snapshots), there.settings.home, lambda: there.encoder
    )
    importer.restore(path, "", "tests", NOW)
    assert there.ask(question(LIFT)).quotes[0].number == "2.2"
    assert newest(there) == made.document
    mine, theirs = (one.model_dump(exclude={"id"}) for one in (*kept(held), *kept(there)))
    assert mine == theirs
    there.store.close()


def test_whoever_put_something_right_can_see_it_and_is_told_that_it_stays(held: Desk) -> None:
    put_right(held, CorrectionKind.number, "Staff may give", right="2.2")
    found = data_of(held.store.database, ADMIN)
    assert [(each.organisation, each.policy) for each in found.corrections] == [("larkmere-trust", "conduct")]
    assert any("conduct" in each and "put right" in each for each in said_of(found))
    forgotten = forget(held.store.database, ADMIN, NOW)
    assert forgotten.corrected == 1
    assert any("put right" in each for each in said_after(forgotten))
    assert [each.made_by for each in kept(held)] == [ADMIN]


def test_every_correction_is_told_in_a_plain_sentence(held: Desk) -> None:
    put_right(held, CorrectionKind.number, "accept a friend", right="1.1")
    put_right(held, CorrectionKind.number, "Staff may give", right="")
    put_right(held, CorrectionKind.audience, "Staff may give", right="staff, governors, parents")
    put_right(held, CorrectionKind.parted, "Staff may give", at=WORDS.index("only if"))
    put_right(held, CorrectionKind.joined, "Staff may give")
    put_right(held, CorrectionKind.detail, field="review_on", right="")
    put_right(held, CorrectionKind.detail, field="owner", right="The Head")
    assert [corrections.told(each.correction) for each in kept(held)] == [
        "“accept a friend request from a pupil*” has the number 1.1",
        "2.1 has no number, not 2.1",
        "“Staff may give a pupil a lift only …” speaks to staff, governors and parents, not to staff",
        "“Staff may give a pupil a lift only …” is two clauses; the second begins with “only if the head has agreed in writing.”",
        "“Staff may give a pupil a lift” and what follows it, “only if the head has agreed in writing.”, are one clause",
        "the review date is not stated; 31 August 2026 is something else",
        "the owner is The Head",
    ]


# The commands


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with one organisation, whose conduct policy is a draft."""
    for name in [name for name in os.environ if name.startswith("QUOTH_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("QUOTH_HOME", str(tmp_path / "home"))
    assert main(["add", str(file(tmp_path / "in", "conduct.md", CONDUCT)), "--org", TRUST]) == 0
    return tmp_path


@pytest.mark.usefixtures("alone")
def test_the_commands_put_right_list_and_forget(tmp_path: Path, capsys: Said) -> None:
    def run(*arguments: str) -> str:
        capsys.readouterr()
        assert main(arguments) == 0
        return capsys.readouterr().out

    assert "Nothing of the policies of Larkmere Trust" in run("corrections")
    assert "draft of conduct" in run("correct", "conduct", "--clause", "2.1", "--number", "2.2")
    split = run("correct", "conduct", "--clause", "2.2", "--split-before", "only if", "--json")
    assert json.loads(split)["outcome"] == "replaced"
    run("correct", "conduct", "--clause", "conduct/2.1", "--join")
    run("correct", "conduct", "--clause", "2.2", "--audience", "governors")
    run("correct", "conduct", "--detail", "owner=The Head")
    kinds = [json.loads(line)["correction"]["kind"] for line in run("corrections", "--json").splitlines()]
    assert kinds == ["number", "split", "join", "audience", "detail"]
    assert "without it" in run("corrections", "--policy", "conduct", "--drop", "5")
    listed = run("corrections")
    assert "2.1 has the number 2.2, not 2.1" in listed
    assert "The Head" not in listed
    added = run("add", str(file(tmp_path / "in", "conduct.md", CONDUCT.replace("a lift", "lifts"))))
    assert "Put right by hand in an earlier revision" in added


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (("correct", "conduct", "--clause", "2.1"), 2, "Say one thing"),
        (("correct", "conduct", "--number", "2.2"), 2, "Say one thing"),
        (("correct", "conduct", "--clause", "2.1", "--detail", "owner=x"), 2, "Say one thing"),
        (("correct", "conduct", "--clause", "9.9", "--number", "2.2"), 2, "no such clause"),
        (("correct", "conduct", "--clause", "2.1", "--split-before", "never"), 2, "exactly once"),
        (("correct", "conduct", "--detail", "colour=red"), 2, "no such detail"),
        (("correct", "condukt", "--clause", "2.1", "--join"), 3, "conduct"),
        (("corrections", "--drop", "7"), 3, "no correction 7"),
    ],
)
@pytest.mark.usefixtures("alone")
def test_what_the_commands_cannot_do_they_say(
    capsys: Said, arguments: tuple[str, ...], code: int, why: str
) -> None:
    assert main(arguments) == code
    assert why in capsys.readouterr().err
    assert main(["corrections", "--json"]) == 0
    assert capsys.readouterr().out == ""
