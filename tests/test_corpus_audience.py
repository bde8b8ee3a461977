"""Audience: whom a clause speaks to, from its subject, its lead-in, its headings and the policy."""

import pytest

from corpus.audience import AudienceReader
from corpus.document import Audience

MIXED = "Staff must keep the log.\n" * 8 + "Learners must sign in.\n" * 3


@pytest.fixture(scope="module")
def reader() -> AudienceReader:
    return AudienceReader("Conduct on Site", ("staff", "learners", "parents"), MIXED)


@pytest.mark.parametrize(
    ("words", "audience"),
    [
        ("Tutors may set homework.", Audience.staff),
        ("Colleagues who drive pupils must hold a full licence.", Audience.staff),
        ("Any member of staff may open the store.", Audience.staff),
        ("Pupils must not bring fireworks.", Audience.learners),
        ("No pupil may film a lesson.", Audience.learners),
        ("Apprentices are encouraged to keep a diary.", Audience.learners),
        ("Parents may ask for a copy.", Audience.parents),
        ("Volunteers must be accompanied at all times.", Audience.volunteers),
        ("The headteacher must keep a log.", Audience.managers),
        ("Line managers should meet every new starter.", Audience.managers),
        ("Trustees must declare their interests.", Audience.governors),
        ("If a tutor is unwell, they must ring the office.", Audience.staff),
        ("Once a former pupil has come of age staff may write to them.", Audience.staff),
    ],
)
def test_the_subject_of_a_clause_is_its_audience(
    reader: AudienceReader, words: str, audience: Audience
) -> None:
    assert reader.of(words, "", ()) == (audience,)


@pytest.mark.parametrize(
    "words",
    [
        "Staff must not befriend pupils.",
        "Children must never be left alone.",
        "A pupil must not be photographed without consent.",
        "Pupils' records must be locked away by the tutor on duty.",
        "Report it to the headteacher at once.",
        "Only the headteacher may speak to the press.",
    ],
)
def test_whoever_is_merely_acted_upon_is_not_the_audience(reader: AudienceReader, words: str) -> None:
    assert reader.of(words, "", ()) == (Audience.staff,)


@pytest.mark.parametrize(
    "words",
    ["Everyone must sign in.", "Staff and learners must log out.", "Anyone who finds a key must hand it in."],
)
def test_staff_together_with_learners_are_all(reader: AudienceReader, words: str) -> None:
    assert reader.of(words, "", ()) == (Audience.all,)


def test_a_fragment_speaks_to_the_subject_of_its_lead_in(reader: AudienceReader) -> None:
    assert reader.of("hand in copied work;", "Students must not:", ()) == (Audience.learners,)
    assert reader.of("publish pupils' names;", "Staff must not:", ()) == (Audience.staff,)


def test_a_sentence_under_a_lead_in_keeps_its_own_subject(reader: AudienceReader) -> None:
    assert reader.of("Students must not share papers.", "Staff should consider:", ()) == (Audience.learners,)


@pytest.mark.parametrize(
    ("heading", "audience"),
    [
        ("Part B For learners", Audience.learners),
        ("Social Media Policy - Staff", Audience.staff),
        ("6. Parents, carers and visitors", Audience.parents),
        ("2. Use of phones by apprentices", Audience.learners),
        ("4 What the Safeguarding Lead does", Audience.managers),
        ("Governors", Audience.governors),
    ],
)
def test_a_heading_names_the_audience_of_what_stands_under_it(
    reader: AudienceReader, heading: str, audience: Audience
) -> None:
    assert reader.of("Recordings must not be sold.", "", (heading,)) == (audience,)


def test_the_nearest_heading_that_names_an_audience_counts(reader: AudienceReader) -> None:
    assert reader.of("Be kind.", "", ("For learners", "Staying safe")) == (Audience.learners,)
    assert reader.of("Be kind.", "", ("For learners", "For staff")) == (Audience.staff,)


def test_a_heading_about_people_is_not_a_heading_for_them(reader: AudienceReader) -> None:
    assert reader.of("Files must be locked away.", "", ("Allegations against learners and how to act",)) == (
        Audience.staff,
    )


@pytest.mark.parametrize(
    "words",
    [
        "This policy is reviewed each May.",
        "'Kit' means anything worn on the pitch.",
        "This policy covers phones and watches.",
    ],
)
def test_what_a_policy_says_of_itself_speaks_to_all(reader: AudienceReader, words: str) -> None:
    assert reader.of(words, "", ()) == (Audience.all,)


@pytest.mark.parametrize(
    ("title", "stated", "text", "audience"),
    [
        ("Learner Code of Conduct", (), "", Audience.learners),
        ("Staff Dress Code", (), "", Audience.staff),
        ("Leave", ("staff", "managers"), "", Audience.staff),
        ("Devices", (), "This policy applies to all employees.", Audience.staff),
        ("Devices", (), "Users must log out.", Audience.all),
        ("Devices", (), "", Audience.all),
    ],
)
def test_where_nobody_is_named_the_policy_says_whom_it_is_for(
    title: str, stated: tuple[str, ...], text: str, audience: Audience
) -> None:
    assert AudienceReader(title, stated, text).of("Cables must be coiled.", "", ()) == (audience,)


@pytest.mark.parametrize("words", ["", " ", "•", "|", "by", "of the", "staff " * 1500, "if staff, " * 1500])
def test_there_is_always_an_audience(reader: AudienceReader, words: str) -> None:
    assert reader.of(words, "", ())
    assert reader.of(words, words, (words,))
