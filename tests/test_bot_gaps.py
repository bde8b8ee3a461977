"""Where the policy is silent is told as it was counted, by what was asked about, and never by who asked."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import gaps as gaps_file
from bot import grouping, phrases, standing
from bot.gaps import Gaps, Week, monthly, share
from bot.grouping import grouped
from bot.messages import Said
from bot.settings import Settings
from bot.store import Store
from bot.tallies import Counted, Tallies, Tally
from index.encoder import open_encoder
from tests.bot_asked import NOW, SHORT, asked
from tests.bot_desks import CONDUCT, TRUST, file
from tests.fakes import FakeEncoder

pytest_plugins = ("tests.bot_databases",)
SETS = Path(__file__).parent / "data" / "gaps"
FRIEND, LIFT, PHONES = "accept a friend request", "give a pupil a lift", "phones switched off"
FRIEND_ASKED, LIFT_ASKED = "may I accept a friend request from a pupil", "may staff give a pupil a lift"


# Grouping.


def subjects(name: str) -> list[tuple[str, str]]:
    rows = (json.loads(line) for line in (SETS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
    return [(row["subject"], row["text"]) for row in rows]


@pytest.mark.parametrize(("name", "precision", "recall"), [("choose", 0.93, 0.82), ("report", 0.86, 0.74)])
def test_pairs_that_belong_together_are_put_together_by_the_encoder_that_ships(
    name: str, precision: float, recall: float
) -> None:
    rows = subjects(name)
    groups = grouped([text for _, text in rows], open_encoder(Settings.model_fields["model"].default))
    put = {frozenset(pair) for group in groups for pair in itertools.combinations(group, 2)}
    places = range(len(rows))
    belong = {
        frozenset(two) for two in itertools.combinations(places, 2) if len({rows[p][0] for p in two}) == 1
    }
    assert len(put & belong) / len(put) >= precision
    assert len(put & belong) / len(belong) >= recall


def test_what_is_reported_was_not_chosen_on() -> None:
    chosen, reported = subjects("choose"), subjects("report")
    assert not {text for _, text in chosen} & {text for _, text in reported}
    assert min(len(chosen), len(reported)) >= 75


@given(texts=st.lists(st.text("ab c", min_size=1, max_size=6), max_size=30), most=st.integers(1, 40))
@settings(max_examples=60, deadline=None)
def test_every_question_stands_in_exactly_one_group_and_the_biggest_come_first(
    texts: list[str], most: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grouping, "MOST", most)
        groups = grouped(texts, FakeEncoder())
    assert sorted(place for group in groups for place in group) == list(range(len(texts)))
    assert [len(group) for group in groups] == sorted((len(group) for group in groups), reverse=True)


def test_the_same_words_are_read_once_and_count_as_often_as_they_come() -> None:
    encoder = FakeEncoder()
    groups = grouped(["Dogs on site?", "dogs  on site?", "parking permits", "DOGS on site?"], encoder)
    assert groups == ((0, 1, 3), (2,))
    assert encoder.seen == ["Dogs on site?", "parking permits"]


def test_the_most_central_question_stands_for_its_group() -> None:
    texts = ["dog site", "dog site weekend", "dog weekend"]
    assert grouped(texts, FakeEncoder()) == ((1, 0, 2),)


def test_questions_beyond_what_is_compared_join_the_nearest_group(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouping, "MOST", 2)
    texts = ["dogs on site", "parking permits", "dogs on the site", "jury service"]
    assert grouped(texts, FakeEncoder()) == ((0, 2), (1,), (3,))


# The figures.


def test_unanswered_and_not_helpful_questions_stand_apart_biggest_group_first(tmp_path: Path) -> None:
    held = asked(tmp_path)
    held.silent("parking permits for visitors", LIFT)
    held.silent("can dogs come on site", LIFT, who="UBEA")
    held.silent("dogs come on site", LIFT, who="UCAT")
    held.silent("can dogs come on site", LIFT, who="UBEA")
    held.ask(FRIEND_ASKED, FRIEND, helpful=False, why="too vague")
    held.ask(FRIEND_ASKED, FRIEND, helpful=True)
    found = held.gaps()
    assert [(each.number, each.askers) for each in found.unanswered] == [(3, 2), (1, 1)]
    assert sorted(found.unanswered[0].texts) == ["can dogs come on site"] * 2 + ["dogs come on site"]
    assert found.unanswered[0].example == "can dogs come on site"
    near = found.unanswered[0].nearest[0]
    assert (near.stands.title, near.stands.number, near.times) == ("Staff Conduct", "2.1", 3)
    assert near.stands.section == "2 Lifts"
    assert [(each.example, each.reasons) for each in found.unhelped] == [(FRIEND_ASKED, ("too vague",))]
    assert found.unhelped[0].nearest[0].stands.clause_id == held.unit(FRIEND).id
    assert (found.helpful, found.unhelpful, found.wordless, found.unhelped_wordless) == (1, 1, 0, 0)


def test_a_silent_answer_that_was_no_help_is_told_of_once(tmp_path: Path) -> None:
    held = asked(tmp_path)
    held.silent("can dogs come on site", LIFT, helpful=False)
    found = held.gaps()
    assert [each.number for each in found.unanswered] == [1]
    assert (found.unhelped, found.unhelped_wordless, found.unhelpful) == ((), 0, 1)


def test_questions_whose_words_are_not_kept_are_counted_and_not_shown(tmp_path: Path) -> None:
    held = asked(tmp_path)
    held.silent("can dogs come on site", LIFT, ago=9, kept=False)
    held.ask(FRIEND_ASKED, FRIEND, kept=False, helpful=False)
    found = held.gaps()
    assert (found.unanswered, found.unhelped) == ((), ())
    assert (found.wordless, found.unhelped_wordless) == (1, 1)
    assert found.silent == 1


def test_weeks_are_counted_whole_and_a_week_in_which_nothing_was_asked_is_there(tmp_path: Path) -> None:
    held = asked(tmp_path)
    held.ask(LIFT_ASKED, LIFT, ago=17)
    held.silent("can dogs come on site", LIFT, ago=16)
    held.ask(LIFT_ASKED, LIFT)
    held.ask(LIFT_ASKED, LIFT, ago=18)
    found = held.gaps(since=dt.date(2026, 8, 27))
    assert found.weeks == (
        Week(week=dt.date(2026, 8, 24), quoted=1, silent=1),
        Week(week=dt.date(2026, 8, 31)),
        Week(week=dt.date(2026, 9, 7), quoted=1),
    )
    assert (found.since, found.until) == (dt.date(2026, 8, 24), NOW.date())
    assert (found.asked, found.answered) == (3, 2)
    assert found.share == pytest.approx(2 / 3)


def test_a_share_never_says_all_or_nothing_where_that_is_not_so() -> None:
    assert [share(of) for of in (None, 0.0, 0.001, 0.5, 0.999, 1.0)] == ["", "0%", "1%", "50%", "99%", "100%"]


def test_clauses_are_counted_as_quoted_in_that_time_and_as_never_quoted_since_counting_began(
    tmp_path: Path,
) -> None:
    held = asked(tmp_path)
    for _ in range(2):
        held.ask(LIFT_ASKED, LIFT)
    held.ask(FRIEND_ASKED, FRIEND, ago=100)
    found = held.gaps()
    assert [(each.stands.number, each.times) for each in found.quoted] == [("2.1", 2)]
    assert found.counted_since == dt.date(2026, 6, 1)
    conduct, learners = found.never
    never = [each.clause_id for each in conduct.clauses]
    assert held.unit(LIFT).id not in never
    assert held.unit(FRIEND).id not in never
    assert held.unit("private account").id in never
    assert conduct.of == len(never) + 2
    assert len(learners.clauses) == learners.of == 2


def test_words_that_are_not_in_force_any_more_are_not_counted_for_those_that_are(tmp_path: Path) -> None:
    held = asked(tmp_path)
    held.ask(LIFT_ASKED, LIFT)
    held.desk.add(
        TRUST, [file(tmp_path / "new", "conduct.md", CONDUCT.replace("agreed in", "agreed to it in"))]
    )
    held.desk.publish(TRUST)
    found = held.gaps()
    assert (found.quoted, found.replaced) == ((), 1)
    assert held.unit(LIFT).id in [each.clause_id for each in found.never[0].clauses]


def test_a_nearest_clause_is_named_where_it_stands_now_and_not_where_it_stood(tmp_path: Path) -> None:
    held = asked(tmp_path)
    held.silent("can dogs come on site", LIFT)
    held.silent("parking permits", "message a pupil from a private account")
    again = CONDUCT.replace("2.1 Staff may", "2.1 Staff must wear a badge.\n\n2.2 Staff may")
    again = again.replace("- message a pupil from a private account\n", "")
    held.desk.add(TRUST, [file(tmp_path / "new", "conduct.md", again)])
    held.desk.publish(TRUST)
    near = {each.example: [one.stands.number for one in each.nearest] for each in held.gaps().unanswered}
    assert near == {"can dogs come on site": ["2.2"], "parking permits": []}


def test_a_clause_in_a_list_is_recognised_with_its_lead_in(tmp_path: Path) -> None:
    held = asked(tmp_path)
    held.ask(FRIEND_ASKED, FRIEND)
    assert held.gaps().quoted[0].stands.first_words.startswith("Staff must not: accept a friend request")


def test_feedback_on_any_number_of_answers_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gaps_file, "BATCH", 1)
    held = asked(tmp_path)
    for _ in range(3):
        held.ask(FRIEND_ASKED, FRIEND, helpful=False)
    assert [each.number for each in held.gaps().unhelped] == [3]


def test_another_organisations_questions_are_never_among_them(tmp_path: Path) -> None:
    held = asked(tmp_path)
    held.silent("can dogs come on site", LIFT)
    held.desk.add(
        "Other School", [file(tmp_path / "in", "pets.txt", "Pets\n\n1. Staff must not bring a dog.\n")]
    )
    held.desk.publish("Other School")
    other = gaps_file.gaps(
        held.desk,
        held.history,
        held.tallies,
        held.pins,
        held.desk.organisation("Other School"),
        dt.date(2026, 8, 24),
        NOW,
    )
    assert (other.asked, other.unanswered, other.quoted) == (0, (), ())
    assert [each.policy for each in other.never] == ["pets"]


def test_an_organisation_that_has_published_nothing_has_figures_too(tmp_path: Path) -> None:
    held = asked(tmp_path)
    held.desk.store.create_organisation("New School")
    found = gaps_file.gaps(
        held.desk,
        held.history,
        held.tallies,
        held.pins,
        held.desk.organisation("New School"),
        dt.date(2026, 8, 24),
        NOW,
    )
    assert (found.asked, found.share, found.never) == (0, None, ())


def test_nothing_that_comes_out_says_who_asked(tmp_path: Path) -> None:
    held = asked(tmp_path)
    held.silent("can dogs come on site", LIFT, who="UANN")
    held.ask(FRIEND_ASKED, FRIEND, who="UBEA", helpful=False, why="too vague")
    held.pin("lifts?", LIFT)
    found = held.gaps()
    whole = found.model_dump_json() + monthly(found).model_dump_json()
    for who in ("UANN", "UBEA", "ULEAD", "T0SECRET", "C0SECRET", "slack:"):
        assert who not in whole
    assert "can dogs come on site" in whole


def test_figures_from_the_beginning_on_are_read_from_either_database(store: Store) -> None:
    store.create_organisation(TRUST)
    tally = Tally(week=dt.date(2020, 1, 6), kind=Counted.silent)
    Tallies(store.database).count(SHORT, [tally])
    assert Tallies(store.database).since(SHORT, dt.date.min) == (tally,)


# The monthly note.


def said(found: Gaps) -> list[str]:
    message = monthly(found)
    assert all(isinstance(each, Said) for each in message.parts)
    return [each.text for each in message.parts if isinstance(each, Said)]


def test_the_monthly_note_says_how_much_was_asked_what_was_not_answered_and_what_to_do(
    tmp_path: Path,
) -> None:
    held = asked(tmp_path)
    for text in ("dogs on site", "dogs on site now", "parking permits", "jury service", "minibus log"):
        held.silent(text, LIFT, ago=2)
    held.silent("long ago", LIFT, ago=9, kept=False)
    for _ in range(3):
        held.ask(FRIEND_ASKED, FRIEND, helpful=False)
    lines = said(held.gaps(since=dt.date(2026, 9, 1)))
    assert lines[:3] == [
        "Larkmere Trust: what was asked from 31 August 2026 to 10 September 2026.",
        "9 questions, 33% answered. 6 found no rule.",
        "0 marked helpful, 3 not helpful.",
    ]
    assert lines[3] == "░░ 1, 1 without a rule, week of 31 Aug"
    assert lines[4] == "████████░░░░░░░░░░░░ 8, 5 without a rule, week of 7 Sep"
    assert lines[5] == "What I found no rule for, most asked first:"
    assert lines[6] == "2 questions, such as “dogs on site” (nearest: Staff Conduct 2.1)"
    assert [line.split(",")[0] for line in lines[7:9]] == ["1 question", "1 question"]
    assert lines[9] == "And 2 more."
    assert lines[10].startswith("Answered, but marked not helpful: 3 questions, such as “may I accept")
    assert lines[11].startswith("Quoted most: Staff Conduct “Staff must not: accept a friend request")
    assert lines[12].startswith("Never quoted since 31 August 2026: ")
    assert "2 of 2 clauses in Learner Agreement" in lines[12]
    assert lines[13].endswith(f"quoth pack --org {SHORT} --policy NAME --out FOLDER")
    assert len(lines) == 14
    there = monthly(held.gaps(since=dt.date(2026, 9, 1)), console=True)
    assert there.parts[13] == Said(text=phrases.GAPS_NEXT_CONSOLE, quiet=True)


def test_a_month_in_which_nothing_was_asked_is_one_sentence(tmp_path: Path) -> None:
    assert said(asked(tmp_path).gaps()) == [
        "Nothing was asked of Larkmere Trust from 24 August 2026 to 10 September 2026."
    ]


def test_a_long_question_is_shortened_in_the_note_and_whole_in_the_figures(tmp_path: Path) -> None:
    held = asked(tmp_path)
    held.silent("dogs " * 200, LIFT)
    found = held.gaps()
    assert found.unanswered[0].example == "dogs " * 200
    assert max(len(line) for line in said(found)) < 300


def test_the_note_tells_of_suspended_pins(tmp_path: Path) -> None:
    held = asked(tmp_path)
    held.ask(LIFT_ASKED, LIFT)
    held.pin("lifts?", LIFT)
    assert not [line for line in said(held.gaps()) if "suspended" in line]
    held.desk.add(
        TRUST, [file(tmp_path / "new", "conduct.md", CONDUCT.replace("agreed in", "agreed to it in"))]
    )
    held.desk.publish(TRUST)
    assert "1 pin is suspended until you look at the changed words." in said(held.gaps())


@pytest.mark.parametrize("asked_of", [(1, 0), (1, 1), (400, 1), (400, 399), (3, 3)])
def test_the_bar_of_a_week_shows_a_question_without_a_rule_and_is_never_longer_than_its_room(
    asked_of: tuple[int, int],
) -> None:
    number, silent = asked_of
    day = dt.date(2026, 9, 7)
    weeks = (
        Week(week=day, quoted=number - silent, silent=silent),
        Week(week=day + dt.timedelta(days=7), quoted=400),
    )
    found = Gaps(organisation="o", name="O", since=day, until=day, weeks=weeks)
    bar = next(line for line in said(found) if "7 Sep" in line and line[0] in "█░").split()[0]
    assert 1 <= len(bar) <= gaps_file.BLOCKS
    assert ("░" in bar) == (silent > 0)


def test_a_pinned_answer_counts_as_answered(tmp_path: Path) -> None:
    assert Week(week=NOW.date(), quoted=1, pinned=2, silent=3).answered == 3
    found = Gaps(
        organisation="o",
        name="O",
        since=NOW.date(),
        until=NOW.date(),
        weeks=(Week(week=NOW.date(), quoted=1, pinned=2, silent=1),),
    )
    assert said(found)[1] == "4 questions, 75% answered. 1 found no rule. 2 answered with a pin."


def test_what_nothing_near_was_found_for_is_said_to_be_near_nothing() -> None:
    assert gaps_file.nearest(()) == "no clause came near"
    assert standing.first_words("one " * 10) == ("one " * 10).strip()
    assert standing.first_words("one " * 11).endswith("one…")
