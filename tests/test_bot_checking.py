"""Checking drafts: what each question would be answered with after a publication, and what becomes of the pins."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot import question_files
from bot.answers import Cited
from bot.checking import Checked, check
from bot.errors import BadQuestions, CheckFailed, NothingToPublish
from bot.gate import Gate
from bot.pinning import pinned
from bot.pins import Pin, PinState
from bot.rehearsal import Rehearsal
from bot.verdicts import Asked
from tests.bot_desks import TRUST, question
from tests.bot_published import LIFTS, Days, conduct, quiet

SHORT = "larkmere-trust"
FIRST = "Staff may give a pupil a lift in writing."
STRICT = "Staff must not give a pupil a lift in any car."
BADGE = "Everybody wears a yellow badge on a string at all times."
MOVED = conduct("Staff must not bring a dog.", more=f"1.2 {FIRST}\n")


@pytest.fixture
def days(tmp_path: Path) -> Days:
    """A desk that has published one rule on lifts and answers only what shares words with it."""
    made = Days(tmp_path, line=0.5)
    made.publish(conduct(FIRST))
    return made


def write(days: Days, *tables: str) -> None:
    path = question_files.place(days.home, SHORT)
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(f"[[question]]\n{each}\n" for each in tables), encoding="utf-8")


def lifts(expected: str = 'cite = "conduct 1.1"') -> str:
    return f'ask = "{LIFTS}"\n{expected}'


def checked(days: Days) -> Checked:
    return check(days.desk, Gate(days.desk).candidate(SHORT, quiet))


def row(days: Days) -> Asked:
    (found,) = checked(days).questions
    return found


def pin(days: Days, phrasing: str = LIFTS, words: str = "lift") -> Pin:
    (unit,) = [each for each in days.desk.edition(days.organisation).units if words in each.text]
    cited = Cited(clause_id=unit.id, document_id=unit.document_id)
    return pinned(days.desk, SHORT, [phrasing], [cited], "slack:ULEAD", days.at)


def everything(folder: Path) -> set[str]:
    return {str(each.relative_to(folder)) for each in folder.rglob("*") if "sqlite" not in each.name}


# What a question must be answered with


def test_without_questions_nothing_fails(days: Days) -> None:
    assert checked(days) == Checked(organisation=SHORT)


def test_a_clause_that_is_quoted_passes(days: Days) -> None:
    write(days, lifts())
    found = row(days)
    assert found.model_copy(update={"quotes": ()}) == Asked(
        number=1, question=LIFTS, expected="cite conduct 1.1", got="cite conduct 1.1", passed=True
    )
    assert [each.number for each in found.quotes[:1]] == ["1.1"]
    assert "quotes" not in found.model_dump()


def test_a_clause_that_is_not_quoted_fails_and_it_says_what_is(days: Days) -> None:
    days.publish(conduct(FIRST, more=f"1.2 {BADGE}\n"))
    write(days, lifts('cite = "conduct 1.2"'))
    found = row(days)
    assert (found.passed, found.got) == (False, "cite conduct 1.1")
    assert found.why == "conduct 1.2 would not be quoted"


def test_of_several_clauses_every_one_must_be_quoted(days: Days) -> None:
    days.publish(conduct(FIRST, more=f"1.2 {BADGE}\n"))
    write(days, lifts('cite = ["conduct 1.1", "conduct 1.2"]'))
    assert not row(days).passed


def test_silence_passes_where_silence_must_be_and_fails_where_not(days: Days) -> None:
    write(days, 'ask = "zebra xylophone"\nsilent = true', lifts("silent = true"))
    silent, loud = checked(days).questions
    assert (silent.passed, silent.got) == (True, "silent")
    assert (loud.passed, loud.got, loud.why) == (False, "cite conduct 1.1", "something would be quoted")


def test_a_question_that_must_be_pinned_passes_with_any_pin_or_the_one_that_is_named(days: Days) -> None:
    write(days, lifts("pinned = true"))
    found = row(days)
    assert (found.passed, found.why) == (False, "no pin would be served")
    made = pin(days)
    write(days, lifts("pinned = true"), lifts(f'pinned = "{made.id}"'), lifts('pinned = "other"'), lifts())
    rows = checked(days).questions
    assert [each.passed for each in rows] == [True, True, False, True]
    assert rows[2].why == "another pin would be served"
    assert rows[0].got == f"pinned {made.id}, cite conduct 1.1"


def test_a_question_is_asked_by_whom_it_says(days: Days) -> None:
    rule = "Learner Agreement\n\nPart for learners\n\n1. Learners must not give a pupil a lift.\n"
    days.add(rule, "learners.txt")
    days.publish(f"---\ntitle: Staff Conduct\naudience: [staff]\n---\n\n# Staff Conduct\n\n1.1 {FIRST}\n")
    write(days, *(lifts(f'cite = "learners 1"\nasker = "{role}"') for role in ("learner", "staff")))
    assert [each.passed for each in checked(days).questions] == [True, False]


def test_a_note_that_is_shown_with_a_quote_counts_as_cited(days: Days) -> None:
    starred = "Staff must not:\n\n- give a pupil a lift*\n\n\\* A pupil means anyone on roll.\n"
    days.publish(conduct(starred))
    units = days.desk.edition(days.organisation).units
    (note,) = [each for each in units if "on roll" in each.text]
    write(days, lifts('cite = "conduct"\nwords = "A pupil means anyone"'))
    assert note.id
    assert row(days).passed


def test_a_number_that_is_none_or_several_fails_and_says_so(days: Days) -> None:
    twice = f"1.1 {FIRST}\n\n## 2 Again\n\n1.1 {BADGE}\n"
    days.publish(conduct("Staff must not bring a dog.", more=twice))
    write(
        days,
        lifts('cite = "conduct 9.9"'),
        lifts('cite = "conducts 1.1"'),
        lifts('cite = "conduct 1.1"'),
        lifts('cite = "conduct 1.1"\nwords = "Staff may"'),
        lifts('cite = "conduct 1.1"\nwords = "Staff would"'),
    )
    *bad, good, unknown = checked(days).questions
    assert [each.why for each in bad] == [
        "conduct has no clause 9.9",
        "no policy conducts would be in force; did you mean conduct",
        "conduct has several clauses 1.1; give the beginning of the words of the one you mean, as words = “…”",
    ]
    assert good.passed
    assert "begins with the words" in unknown.why


def test_a_number_changed_by_hand_beside_other_words_is_named(days: Days) -> None:
    days.publish(conduct(FIRST, more=f"1.2 {BADGE}\n"))
    write(days, lifts())
    days.publish(conduct(FIRST, more=f"1.2 {BADGE}\n\n1.3 Staff must not bring a dog.\n"))
    path = question_files.place(days.home, SHORT)
    path.write_text(path.read_text().replace('"conduct 1.1"', '"conduct 1.2"'), encoding="utf-8")
    assert row(days).why == (
        "conduct 1.2 does not begin with the words that are given; to name another clause, take `words` away"
    )


# What a draft makes of it


def test_the_draft_is_asked_and_nothing_is_changed(days: Days) -> None:
    write(days, lifts())
    made = pin(days, "what about badges")
    days.add(conduct(STRICT))
    before = everything(days.home)
    found = row(days)
    assert (found.passed, found.why) == (True, "conduct 1.1: force changed")
    assert everything(days.home) == before
    assert days.said() == (FIRST,)
    assert days.desk.pins.get(made.id) == made
    assert [each.policy for each in days.desk.store.drafts(SHORT)] == ["conduct"]


def test_a_clause_that_gets_another_number_is_still_that_clause(days: Days) -> None:
    write(days, lifts())
    days.add(MOVED)
    found = row(days)
    assert (found.passed, found.why) == (True, "conduct 1.1 is conduct 1.2 now (renumbered)")


def test_a_clause_that_is_removed_fails_and_says_so(days: Days) -> None:
    write(days, lifts())
    days.add(conduct(BADGE))
    found = checked(days)
    assert found.questions[0].why == "conduct 1.1 is removed"
    assert found.failures == ("Question 1 (it must be: cite conduct 1.1) fails: conduct 1.1 is removed.",)


def test_of_a_clause_that_is_split_any_part_will_do(days: Days) -> None:
    whole = "Staff may give a pupil a lift in writing. Staff may wear a badge of any colour they like."
    days.publish(conduct(whole))
    write(days, lifts())
    one, other = whole.split(". ")
    days.add(conduct(f"{one}.", more=f"1.2 {other}\n"))
    found = row(days)
    assert found.passed
    assert found.why == "conduct 1.1 is conduct 1.1, conduct 1.2 now (split)"


def test_a_clause_that_only_the_draft_has_can_be_asked_for_already(days: Days) -> None:
    write(days, lifts('cite = "conduct 1.2"'))
    assert not row(days).passed
    days.add(MOVED.replace("Staff must not bring a dog.", BADGE))
    assert row(days).passed


def test_what_is_rehearsed_is_what_is_answered_after_the_publication(days: Days) -> None:
    days.add(conduct("Staff must not bring a dog.", more=f"1.2 {FIRST}\n\n1.3 {BADGE}\n"))
    candidate = Gate(days.desk).candidate(SHORT, quiet)
    rehearsal = Rehearsal(days.desk, candidate.organisation, candidate.snapshot, (), days.day)
    asked = [question(each) for each in (LIFTS, "may i bring a dog", "yellow badge", "zebra", "hello")]
    before = [rehearsal.ask(each) for each in asked]
    days.publish()
    after = [days.desk.ask(each) for each in asked]
    for one, other in zip(before, after, strict=True):
        assert one.model_copy(update={"id": other.id}) == other
    assert {each.snapshot for each in before} == {days.organisation.snapshot}


def test_without_anything_to_publish_there_is_nothing_to_check(tmp_path: Path) -> None:
    empty = Days(tmp_path)
    empty.desk.store.create_organisation(TRUST)
    with pytest.raises(NothingToPublish):
        checked(empty)


def test_progress_tells_how_many_have_been_asked(days: Days) -> None:
    write(days, lifts(), lifts("silent = true"))
    told: list[tuple[int, int]] = []
    check(days.desk, Gate(days.desk).candidate(SHORT, quiet), lambda done, of: told.append((done, of)))
    assert told == [(0, 2), (1, 2), (2, 2)]


# Later days


def test_what_takes_effect_later_is_asked_of_that_day(days: Days) -> None:
    write(days, lifts())
    days.add(conduct(BADGE, effective="2026-10-01"))
    now, then = checked(days).questions
    assert (now.passed, now.on) == (True, None)
    assert (then.passed, then.on, then.why) == (False, dt.date(2026, 10, 1), "conduct 1.1 is removed")
    assert (
        checked(days)
        .failures[0]
        .startswith("Question 1 (it must be: cite conduct 1.1) fails from 1 October 2026")
    )


def test_what_only_a_later_revision_brings_is_asked_of_that_alone(days: Days) -> None:
    write(days, 'ask = "yellow badge"\ncite = "conduct 1.2"')
    days.add(conduct(FIRST, effective="2026-10-01", more=f"1.2 {BADGE}\n"))
    found = row(days)
    assert (found.passed, found.on) == (True, dt.date(2026, 10, 1))


def test_a_first_policy_that_takes_effect_later_can_be_checked(tmp_path: Path) -> None:
    later = Days(tmp_path, line=0.5)
    later.add(conduct(FIRST, effective="2026-10-01"))
    write(later, lifts())
    assert [(each.passed, each.on) for each in checked(later).questions] == [(True, dt.date(2026, 10, 1))]


# Pins


def test_a_pin_whose_words_change_would_be_suspended_which_is_no_failure(days: Days) -> None:
    made = pin(days)
    days.add(conduct(STRICT))
    found = checked(days)
    (fate,) = found.suspended
    assert (fate.id, fate.question, fate.why) == (made.id, LIFTS, "conduct 1.1: force changed")
    assert found.failures == ()
    assert days.desk.pins.get(made.id).state is PinState.active


def test_a_question_that_must_be_pinned_fails_where_its_pin_would_be_suspended(days: Days) -> None:
    pin(days)
    write(days, lifts("pinned = true"))
    assert row(days).passed
    days.add(conduct(STRICT))
    assert row(days).why == "no pin would be served"


def test_a_pin_whose_clause_only_moves_is_served_as_before(days: Days) -> None:
    made = pin(days)
    write(days, lifts(f'pinned = "{made.id}"'))
    days.add(MOVED)
    found = checked(days)
    assert found.questions[0].passed
    assert [(each.served, each.would_be_served) for each in found.pins] == [(True, True)]


def test_a_suspended_pin_whose_words_come_back_is_served_again(days: Days) -> None:
    made = pin(days)
    days.publish(conduct(STRICT))
    assert checked(days).pins == ()
    days.add(conduct(FIRST))
    (fate,) = checked(days).pins
    assert (fate.id, fate.served, fate.would_be_served, fate.why) == (made.id, False, True, "")


def test_a_pin_that_a_later_day_suspends_is_told_with_the_day(days: Days) -> None:
    pin(days)
    days.add(conduct(STRICT, effective="2026-10-01"))
    now, then = checked(days).pins
    assert (now.would_be_served, now.on) == (True, None)
    assert (then.would_be_served, then.on) == (False, dt.date(2026, 10, 1))


# The gate


def publish(days: Days, override: str | None = None) -> Checked:
    return Gate(days.desk).publish(SHORT, "slack:UADMIN", days.at, quiet, override).checked


def test_a_failed_check_publishes_nothing(days: Days) -> None:
    write(days, lifts())
    days.add(conduct(BADGE))
    with pytest.raises(CheckFailed, match=r"Question 1 .* conduct 1\.1 is removed") as fault:
        publish(days)
    assert LIFTS not in str(fault.value)
    assert days.said() == (FIRST,)
    assert len(days.desk.store.publications.all(SHORT)) == 1


def test_an_overridden_check_is_published_with_its_reason(days: Days) -> None:
    write(days, lifts())
    days.add(conduct(BADGE))
    assert publish(days, "The governors decided so.").failures
    last = days.desk.store.publications.all(SHORT)[-1]
    assert (last.number, last.reason) == (2, "The governors decided so.")


def test_a_reason_is_not_recorded_where_nothing_failed(days: Days) -> None:
    write(days, lifts())
    days.add(MOVED)
    assert publish(days, "To be sure.").failures == ()
    assert days.desk.store.publications.all(SHORT)[-1].reason is None


def test_a_file_that_cannot_be_read_blocks_until_it_is_overridden(days: Days) -> None:
    write(days, 'ask = "my secret"')
    days.add(MOVED)
    with pytest.raises(BadQuestions, match="Line 1 "):
        publish(days)
    assert len(days.desk.store.publications.all(SHORT)) == 1
    assert "Line 1 " in publish(days, "I mend it tomorrow.").failures[0]
    assert days.desk.store.publications.all(SHORT)[-1].reason == "I mend it tomorrow."


def test_no_words_of_a_question_are_logged(days: Days, capfd: pytest.CaptureFixture[str]) -> None:
    write(days, 'ask = "my very secret lift"\ncite = "conduct 1.1"', 'ask = "another secret"\npinned = true')
    days.add(conduct(BADGE))
    assert len(checked(days).failures) == 2
    publish(days, "So decided.")
    said = capfd.readouterr()
    assert "secret" not in said.out + said.err
