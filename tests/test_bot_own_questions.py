"""The file of an organisation's own questions: what may stand in it, how it is kept, and how its numbers follow."""

from __future__ import annotations

import json
import stat
import threading
import tomllib
from pathlib import Path

import pytest

from bot import own_questions, question_files
from bot.answers import Cited
from bot.audit import entries
from bot.citing import Cite, named
from bot.errors import (
    BadQuestions,
    ChangedMeanwhile,
    EmptyQuestion,
    NoSuchClause,
    NoSuchPolicy,
    NotAnsweredSo,
    QuestionTooLong,
    WrongUse,
)
from bot.own_questions import keep, keep_true
from bot.people import Role
from bot.pinning import pinned
from bot.question_files import OwnQuestion, OwnQuestions, parsed
from tests.bot_published import LIFTS, Days, conduct

SHORT = "larkmere-trust"
FIRST = "Staff may give a pupil a lift in writing."
BEGINS = "Staff may give a pupil a lift in"
MOVED = conduct("Staff must not bring a dog.", more=f"1.2 {FIRST}\n")
OTHER_WORDS = conduct("Staff may give any pupil a lift in writing today.")
SILENT = OwnQuestion(ask="what is the capital of france", silent=True)


@pytest.fixture
def days(tmp_path: Path) -> Days:
    """A desk that has published one rule on lifts."""
    made = Days(tmp_path)
    made.publish(conduct(FIRST))
    return made


@pytest.fixture
def path(days: Days) -> Path:
    """Where the questions are kept."""
    return question_files.place(days.home, SHORT)


def held(days: Days) -> OwnQuestions:
    return own_questions.questions(days.desk, days.organisation)


def lift(days: Days) -> tuple[Cited, ...]:
    (unit,) = [each for each in days.desk.edition(days.organisation).units if "lift" in each.text]
    return (Cited(clause_id=unit.id, document_id=unit.document_id),)


def kept(days: Days, text: str = LIFTS) -> bool:
    return keep_true(days.desk, SHORT, text, lift(days), "slack:UADMIN")


def write(path: Path, text: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def cites(days: Days) -> list[str]:
    return [str(cite) for each in held(days).questions for cite in each.cite]


# What may stand in the file


def test_without_a_file_there_are_no_questions(days: Days) -> None:
    assert held(days) == OwnQuestions()


def test_all_that_may_stand_in_a_file_is_read(path: Path) -> None:
    text = """
    [revisions]
    conduct = "abc"
    [[question]]
    ask = "may  I\\n give a lift?"
    cite = ["conduct 1.1", "conduct 22 •2"]
    words = ["Staff may", ""]
    [[question]]
    ask = "b"
    asker = "learner"
    cite = "conduct 2."
    [[question]]
    ask = "c"
    silent = true
    [[question]]
    ask = "d"
    pinned = "5f0c"
    [[question]]
    ask = "e"
    pinned = true
    silent = false
    [[question]]
    ask = "f"
    cite = "conduct"
    words = "Staff  may"
    """
    found = parsed(b"\xef\xbb\xbf" + text.encode(), path)
    assert found.revisions == {"conduct": "conduct@abc"}
    assert [each.ask for each in found.questions] == ["may I give a lift?", *"bcdef"]
    assert found.questions[0].cite == (
        Cite(policy="conduct", number="1.1", words="Staff may"),
        Cite(policy="conduct", number="22 •2"),
    )
    assert found.questions[1].asker is Role.learner
    assert [each.expected for each in found.questions] == [
        "cite conduct 1.1, conduct 22 •2",
        "cite conduct 2.",
        "silent",
        "pinned 5f0c",
        "pinned",
        "cite conduct: the clause that begins “Staff may”",
    ]


BAD = {
    'ask = "a': (1, "it is not TOML"),
    '[[question]]\nask = "a"\nsilent = yes': (3, "it is not TOML"),
    'organisation = "x"\n[[question]]\nask = "a"\nsilent = true': (1, "there is organisation"),
    'question = [{ask = "a", silent = true}]': (1, "below a line [[question]]"),
    'question = "x"': (1, "below a line [[question]]"),
    "[question]\nsilent = true": (1, "below a line [[question]]"),
    '[[question]]\nask = "a"\nsilent = true\n\n[[question]]\nsilent = true': (5, "needs its words"),
    "[[question]]\nask = 3\nsilent = true": (2, "needs its words"),
    '[[question]]\nask = " "\nsilent = true': (2, "needs its words"),
    f'[[question]]\nask = "{"x" * 10_001}"\nsilent = true': (2, "longer than 10000 characters"),
    '[[question]]\nask = "a"\ncites = ["conduct 1"]': (3, "no line cites. Did you mean cite?"),
    '[[question]]\nask = "a"\n\n[[question]]\nask = "b"\nsilent = true': (1, "exactly one of"),
    '[[question]]\nask = "a"\nsilent = true\ncite = ["conduct 1"]': (1, "exactly one of"),
    '[[question]]\nask = "a"\nsilent = false': (1, "exactly one of"),
    '[[question]]\nask = "a"\nsilent = "yes"': (3, "silent = true"),
    '[[question]]\nask = "a"\npinned = 3': (3, "pinned = true"),
    '[[question]]\nask = "a"\npinned = ""': (3, "pinned = true"),
    '[[question]]\nask = "a"\nsilent = true\nasker = "cook"': (4, "asker is one of staff, learner"),
    '[[question]]\nask = "a"\nsilent = true\nasker = ["staff"]': (4, "asker is one of staff, learner"),
    '[[question]]\nask = "a"\ncite = []': (3, "cite is a list of clauses"),
    '[[question]]\nask = "a"\ncite = [4.1]': (3, "cite is a list of clauses"),
    '[[question]]\nask = "a"\ncite = ["conduct"]': (3, "cite is a list of clauses"),
    '[[question]]\nask = "a"\ncite = [" "]\nwords = ["x"]': (3, "cite is a list of clauses"),
    '[[question]]\nask = "a"\ncite = ["conduct 1"]\nwords = ["x", "y"]': (4, "one text for each clause"),
    '[[question]]\nask = "a"\ncite = ["conduct 1"]\nwords = 3': (4, "one text for each clause"),
    '[[question]]\nask = "a"\nsilent = true\nwords = "x"': (4, "one text for each clause"),
    'revisions = "x"': (1, "[revisions] is kept by Quoth"),
    "\n[revisions]\nconduct = 3": (2, "[revisions] is kept by Quoth"),
    f"\na{'.a' * 60_000} = 1": (2, "a name in it has too many parts"),
    f'\n["a" . a{" . a" * 60}]': (2, "a name in it has too many parts"),
    f"a = {'9' * 5_000}": (1, "it is not TOML"),
}


@pytest.mark.parametrize("text", BAD)
def test_a_fault_is_named_with_its_line_and_what_to_write(days: Days, path: Path, text: str) -> None:
    line, why = BAD[text]
    write(path, text)
    with pytest.raises(BadQuestions) as fault:
        held(days)
    assert str(fault.value).startswith(f"Line {line} of {path} cannot be used: ")
    assert why in str(fault.value)


def test_a_fault_does_not_repeat_the_words_of_a_question(path: Path) -> None:
    with pytest.raises(BadQuestions) as fault:
        parsed(b'[[question]]\nask = "my secret"\nsilent = true\nasker = "my secret"', path)
    assert "secret" not in str(fault.value)


def test_bytes_that_are_no_text_are_named_by_their_line(path: Path) -> None:
    with pytest.raises(BadQuestions, match=r"Line 2 .* is not UTF-8"):
        parsed(b'[[question]]\nask = "caf\xe9"\nsilent = true', path)


# How it is kept


def test_a_kept_question_names_its_clause_by_number_and_first_words(days: Days, path: Path) -> None:
    assert kept(days)
    assert held(days).questions == (
        OwnQuestion(ask=LIFTS, cite=(Cite(policy="conduct", number="1.1", words=BEGINS),)),
    )
    (document,) = days.desk.edition(days.organisation).documents
    assert tomllib.loads(path.read_text())["revisions"] == {"conduct": document.partition("@")[2]}


def test_the_file_and_its_folder_are_its_owners_alone(days: Days, path: Path) -> None:
    kept(days)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert sorted(each.name for each in path.parent.iterdir()) == [".lock", path.name]


def test_a_question_is_kept_once_and_one_that_must_be_answered_otherwise_besides(days: Days) -> None:
    assert kept(days)
    assert not kept(days, "Can I give a pupil a lift?")
    others = [OwnQuestion(ask=LIFTS, silent=True), OwnQuestion(ask=LIFTS, pinned=True)]
    assert keep(days.desk, days.organisation, others, "tests") == tuple(others)
    assert [each.expected for each in held(days).questions] == ["cite conduct 1.1", "silent", "pinned"]


def test_what_is_not_answered_so_by_itself_is_not_kept(days: Days, path: Path) -> None:
    with pytest.raises(NotAnsweredSo):
        keep_true(days.desk, SHORT, LIFTS, (), "tests")
    with pytest.raises(NotAnsweredSo):
        keep_true(days.desk, SHORT, LIFTS, lift(days), "tests", pinned=True)
    assert not path.exists()


def test_a_question_that_a_pin_answers_is_kept_as_one_that_must_be_pinned(days: Days) -> None:
    pinned(days.desk, SHORT, [LIFTS], lift(days), "slack:ULEAD", days.at)
    assert keep_true(days.desk, SHORT, LIFTS, lift(days), "tests", pinned=True)
    assert [each.expected for each in held(days).questions] == ["pinned"]


def test_a_clause_that_is_in_force_no_more_is_not_kept(days: Days, path: Path) -> None:
    cited = lift(days)
    days.publish(OTHER_WORDS)
    with pytest.raises(ChangedMeanwhile):
        keep_true(days.desk, SHORT, LIFTS, cited, "tests")
    assert not path.exists()


def test_a_question_without_words_or_with_too_many_is_not_kept(days: Days, path: Path) -> None:
    with pytest.raises(EmptyQuestion):
        kept(days, " \n")
    with pytest.raises(QuestionTooLong):
        kept(days, "x" * 10_001)
    assert not path.exists()


def test_comments_and_their_order_stay_when_questions_are_kept_and_dropped(days: Days, path: Path) -> None:
    text = (
        "# Ours.\n\n[[question]] # lifts\n# asked by Ann\n"
        f'ask = "{LIFTS}" # often\ncite = ["conduct 1.1"] # the rule\n\n'
        '# nothing on dogs\n[[question]]\nask = "dogs?"\nsilent = true\n'
    )
    write(path, text)
    keep(days.desk, days.organisation, [SILENT], "tests")
    after = path.read_text()
    for comment in ("# Ours.", "# lifts", "# asked by Ann", "# often", "# the rule", "# nothing on dogs"):
        assert comment in after
    assert [each.ask for each in held(days).questions] == [LIFTS, "dogs?", SILENT.ask]
    own_questions.drop(days.desk, days.organisation, [2, 3], "tests")
    assert [each.ask for each in held(days).questions] == [LIFTS]
    assert "# asked by Ann" in path.read_text()


def test_a_number_that_is_none_drops_nothing(days: Days) -> None:
    kept(days)
    for numbers in ([2], [1, 0]):
        with pytest.raises(WrongUse, match="There is no question number"):
            own_questions.drop(days.desk, days.organisation, numbers, "tests")
    assert len(held(days).questions) == 1


def test_a_bad_file_is_not_written_to(days: Days, path: Path) -> None:
    write(path, '[[question]]\nask = "a"\n')
    with pytest.raises(BadQuestions):
        kept(days)
    assert path.read_text() == '[[question]]\nask = "a"\n'


def test_what_cannot_be_written_whole_leaves_the_file_as_it_was(
    days: Days, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(days)
    before = path.read_bytes()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        keep(days.desk, days.organisation, [SILENT], "tests")
    assert path.read_bytes() == before
    assert sorted(each.name for each in path.parent.iterdir()) == [".lock", path.name]


def test_of_writers_at_once_none_loses_anything(days: Days) -> None:
    desks = [days.again() for _ in range(4)]

    def many(which: int) -> None:
        for number in range(5):
            asked = OwnQuestion(ask=f"question {which} {number}", silent=True)
            keep(desks[which], desks[which].organisation(SHORT), [asked], "tests")

    threads = [threading.Thread(target=many, args=(which,)) for which in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len({each.ask for each in held(days).questions}) == 20


def test_the_audit_says_who_kept_and_dropped_what_without_the_words(days: Days) -> None:
    kept(days)
    own_questions.drop(days.desk, days.organisation, [1], "tests")
    did = [(each.who, each.did) for each in days.desk.store.audit(SHORT)][-2:]
    assert did == [("slack:UADMIN", "kept question"), ("tests", "dropped question")]
    told = json.dumps([str(each) for each in entries(days.desk.store.database, SHORT)])
    assert "conduct 1.1" in told
    assert LIFTS not in told


def test_clauses_are_cited_by_number_or_id_and_what_is_none_is_refused(days: Days) -> None:
    (cited,) = lift(days)
    by_id = own_questions.cited(days.desk, days.organisation, [f"conduct {cited.clause_id}"])
    assert by_id == own_questions.cited(days.desk, days.organisation, ["conduct 1.1."])
    assert by_id[0].number == "1.1"
    with pytest.raises(NoSuchPolicy, match="Did you mean conduct"):
        own_questions.cited(days.desk, days.organisation, ["conduc 1.1"])
    with pytest.raises(NoSuchClause, match=r"9\.9 in conduct"):
        own_questions.cited(days.desk, days.organisation, ["conduct 9.9"])
    with pytest.raises(WrongUse, match="its number or id"):
        own_questions.cited(days.desk, days.organisation, ["conduct"])


def test_as_many_words_are_kept_as_tell_a_clause_from_those_that_begin_alike(days: Days) -> None:
    begins = "Staff who are asked by a pupil for a lift home must"
    days.publish(conduct(f"{begins} say no.", more=f"1.2 {begins} tell the head.\n"))
    edition = days.desk.edition(days.organisation)
    assert {named(each, edition).words for each in edition.units} == {f"{begins} say", f"{begins} tell"}


# How its numbers follow


def test_the_number_of_a_clause_follows_a_publication_and_a_rollback(days: Days) -> None:
    kept(days)
    days.publish(MOVED)
    assert cites(days) == ["conduct 1.2"]
    days.roll_back()
    assert cites(days) == ["conduct 1.1"]


def test_the_words_of_a_clause_follow_when_it_is_reworded(days: Days) -> None:
    kept(days)
    days.publish(OTHER_WORDS)
    (question,) = held(days).questions
    assert question.cite[0].words == "Staff may give any pupil a lift in"


def test_a_number_written_by_hand_follows_and_gets_its_words(days: Days, path: Path) -> None:
    write(path, f'[[question]]\nask = "{LIFTS}"\ncite = "conduct 1.1"\n')
    days.publish(MOVED)
    (question,) = held(days).questions
    assert question.cite == (Cite(policy="conduct", number="1.2", words=BEGINS),)


def test_the_number_of_a_list_follows_without_words(days: Days, path: Path) -> None:
    listed = "Staff must not:\n\n- give pupils a lift at night\n- send pupils a private message\n"
    days.publish(conduct(listed))
    write(path, '[[question]]\nask = "lift?"\ncite = "conduct 1.1"\n')
    days.publish(conduct("Staff must wear a badge.", more=f"1.2 {listed}"))
    places = [each.place for each in days.desk.edition(days.organisation).units]
    assert places == ["1.1", "1.2 •1", "1.2 •2"]
    assert held(days).questions[0].cite == (Cite(policy="conduct", number="1.2"),)


def test_what_is_removed_stays_in_the_file_and_is_found_again_after_a_rollback(days: Days) -> None:
    kept(days)
    before = held(days).questions
    days.publish(conduct("Everybody wears a badge at all times."))
    assert held(days).questions == before
    days.roll_back()
    assert held(days).questions == before


def test_a_publication_stands_though_the_file_is_bad(
    days: Days, path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write(path, '[[question]]\nask = "my secret"\n')
    days.publish(MOVED)
    assert FIRST in days.said()
    assert path.read_text() == '[[question]]\nask = "my secret"\n'
    assert "secret" not in "".join(capfd.readouterr())


def test_numbers_that_did_not_follow_are_told_by_the_revision_that_they_are_of(
    days: Days, path: Path
) -> None:
    kept(days)
    before = path.read_bytes()
    days.publish(
        conduct("Staff must not bring a dog.", more="1.2 Staff may give any pupil a lift in writing.\n")
    )
    path.write_bytes(before)  # as though the process had been killed in between
    keep(days.desk, days.organisation, [SILENT], "tests")
    assert cites(days) == ["conduct 1.2"]
