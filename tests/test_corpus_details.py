"""What a policy says about itself is recognised where it is stated, and never guessed."""

from __future__ import annotations

import pytest

from corpus.assemble import document
from corpus.details import stated_date
from corpus.document import Details, StatedDate

BODY = "\n\n1. Lamps\n\n1.1 Staff must turn off every lamp in the building before they leave it at the end of the day.\n\n2. Oil\n\n2.1 Staff must not spill oil.\n"


def details(text: str, name: str = "policy.txt", given: Details | None = None) -> Details:
    return document(text.encode(), name, given).details


def day(year: int, month: int | None = None, of_month: int | None = None) -> StatedDate:
    return StatedDate(year=year, month=month, day=of_month)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("31/10/2026", day(2026, 10, 31)),
        ("31.10.26", day(2026, 10, 31)),
        ("31-10-2026", day(2026, 10, 31)),
        ("03/04/2026", day(2026, 4, 3)),
        ("2026-10-31", day(2026, 10, 31)),
        ("1st September 2026", day(2026, 9, 1)),
        ("22nd of May 2026", day(2026, 5, 22)),
        ("1 Sept 2026", day(2026, 9, 1)),
        ("September 1, 2026", day(2026, 9, 1)),
        ("September 2026", day(2026, 9)),
        ("Sept. 2026", day(2026, 9)),
        ("2026", day(2026)),
    ],
)
def test_a_date_is_read_day_first_and_as_exactly_as_it_is_written(written: str, meant: StatedDate) -> None:
    assert stated_date(written) == meant
    assert details(f"Policy on Lamps\n\nReview date: {written}{BODY}").review_on == meant


@pytest.mark.parametrize("written", ["soon", "31/02/2026", "autumn term", "[insert date]", "99/99/9999", ""])
def test_what_is_no_date_stays_unknown(written: str) -> None:
    assert details(f"Policy on Lamps\n\nReview date: {written}{BODY}").review_on is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Next review: May 2028",
        "Date of next review: May 2028",
        "Review due: May 2028",
        "Date to be reviewed May 2028",
        "This policy will be reviewed in May 2028.",
        "Next Review Date | May 2028",
    ],
)
def test_a_review_date_is_known_by_its_label(sentence: str) -> None:
    assert details(f"Policy on Lamps\n\n{sentence}{BODY}").review_on == day(2028, 5)


@pytest.mark.parametrize(
    "sentence",
    [
        "Effective date: 01/09/2026",
        "Applies from 1 September 2026",
        "In force from 1st September 2026",
        "Effective from: 1.9.26",
    ],
)
def test_an_effective_date_is_known_by_its_label(sentence: str) -> None:
    found = details(f"Policy on Lamps\n\n{sentence}{BODY}")
    assert found.effective_on == day(2026, 9, 1)
    assert found.review_on is None


def test_a_yearly_review_after_the_last_one_is_due_a_year_later() -> None:
    found = details(
        f"Policy on Lamps{BODY}\n3. Review\n\n3.1 This policy is reviewed annually and was last reviewed in December 2014.\n"
    )
    assert found.reviewed_on == day(2014, 12)
    assert found.review_on == day(2015, 12)


def test_a_last_review_without_a_rhythm_gives_no_next_one() -> None:
    found = details(f"Policy on Lamps\n\nLast reviewed: December 2014{BODY}")
    assert (found.reviewed_on, found.review_on) == (day(2014, 12), None)


def test_what_a_policy_does_not_state_is_not_guessed() -> None:
    found = details(
        f"Policy on Lamps{BODY}3. Law\n\n3.1 The Lamps Act 1998 was passed on 3 May 1998. Oil comes in 2 litre cans.\n"
    )
    assert found == Details(title="Policy on Lamps")


@pytest.mark.parametrize(
    ("lines", "title", "organisation"),
    [
        ("Northgate Primary School\n\nPolicy on Lamps", "Policy on Lamps", "Northgate Primary School"),
        ("Policy on Lamps\n\nNorthgate Primary School", "Policy on Lamps", "Northgate Primary School"),
        (
            "Westmarch County Council\nEducation and Skills\nModel Policy for Schools: Lamps",
            "Model Policy for Schools: Lamps",
            "Westmarch County Council",
        ),
    ],
)
def test_title_and_organisation_are_told_apart(lines: str, title: str, organisation: str) -> None:
    found = details(f"{lines}{BODY}")
    assert (found.title, found.organisation) == (title, organisation)


def test_a_web_page_is_not_called_after_its_site() -> None:
    page = "<html><head><title>Lamps and Oil | Policies | Northgate Trust</title></head><body><p>Staff must turn lamps off.</p></body></html>"
    assert details(page, "a.html").title == "Lamps and Oil"


@pytest.mark.parametrize(
    ("line", "revision"),
    [
        ("Version 2.3", "2.3"),
        ("Version: 4", "4"),
        ("Version No. 1.2", "1.2"),
        ("Revision: 7", "7"),
        ("Version | 5.0", "5.0"),
    ],
)
def test_a_revision_is_known_by_its_label(line: str, revision: str) -> None:
    assert details(f"Policy on Lamps\n\n{line}{BODY}").revision == revision


def test_owner_and_audience_are_known_by_their_labels() -> None:
    found = details(
        f"Policy on Lamps\n\nPolicy owner: Head of Estates\n\nAudience: staff, governors and volunteers{BODY}"
    )
    assert found.owner == "Head of Estates"
    assert found.audience == ("staff", "governors", "volunteers")


FRONT = "---\ntitle: Lamps and Oil\norganisation: Northgate Trust\nversion: '4.1'\neffective: 2025-09-01\nreview: 2026-07-10\nowner: Estates Lead\naudience: [staff, governors]\n---\n\n"
CONTRARY = "# Policy on Lamps\n\nVersion: 9\n\nReview date: 1 May 2030\n\nOwner: Nobody\n"


def test_front_matter_wins_over_the_text() -> None:
    found = details(FRONT + CONTRARY, "a.md")
    assert found.title == "Lamps and Oil"
    assert found.organisation == "Northgate Trust"
    assert found.revision == "4.1"
    assert found.effective_on == day(2025, 9, 1)
    assert found.review_on == day(2026, 7, 10)
    assert found.owner == "Estates Lead"


def test_what_is_given_wins_over_all() -> None:
    given = Details(title="Lamps, 3rd edition", review_on=day(2031), owner=None)
    found = details(FRONT + CONTRARY, "a.md", given)
    assert (found.title, found.review_on, found.owner) == ("Lamps, 3rd edition", day(2031), None)
    assert found.revision == "4.1"
