"""The forms of letters and hyphens in which a rule is printed do not change how it is read."""

from __future__ import annotations

import pytest

from corpus.audience import AudienceReader
from corpus.document import Audience, Force
from corpus.force import Reader
from corpus.modality import LONGEST, tidy

FORMS = (("ff", "\ufb00"), ("fi", "\ufb01"), ("-", "\u2010"), ("-", "\u2011"))


def otherwise(words: str) -> list[str]:
    """The words in each other form that they have."""
    return [words.replace(was, now) for was, now in FORMS if was in words]


@pytest.mark.parametrize(
    ("words", "force"),
    [
        ("Duty officers will sign the log.", Force.obligation),
        ("Staff find the key and file the form.", Force.obligation),
        ("First find the key-holder.", Force.obligation),
        (
            'A "phone-free area" is any room where pupils could reasonably be expected to come in.',
            Force.information,
        ),
    ],
)
def test_a_clause_binds_alike_in_every_form(words: str, force: Force) -> None:
    reader = Reader("Staff must ask.")
    assert otherwise(words)
    assert {reader.clause(each, "", [each]) for each in (words, *otherwise(words))} == {force}


def test_a_lead_in_lends_the_same_force_in_every_form() -> None:
    reader = Reader("Staff must ask.")
    lead = "Staff and officers are:"
    leads = [lead, *otherwise(lead), "Sta\ufb00 and o\ufb03cers are:"]
    assert len({reader.clause("first", each, ["first"]) for each in leads}) == 1


@pytest.mark.parametrize(
    ("words", "heading"),
    [("Staff must sign in.", "Visits"), ("Doors must be shut.", "For staff"), ("Officers must sign in.", "")],
)
def test_a_clause_speaks_to_the_same_people_in_every_form(words: str, heading: str) -> None:
    reader = AudienceReader("Conduct", ("staff", "learners"), "Learners must sign in.\n" * 3)
    headings = (heading,) if heading else ()
    told = {
        reader.of(words.replace("ff", form), "", tuple(each.replace("ff", form) for each in headings))
        for form in ("ff", "\ufb00")
    }
    assert told == {(Audience.staff,)}


def test_a_policy_for_staff_is_for_staff_in_every_form() -> None:
    for stated in ("staff", "sta\ufb00"):
        assert AudienceReader("Devices", (stated,), "").of("Cables must be coiled.", "", ()) == (
            Audience.staff,
        )


def test_a_sign_that_stands_for_many_letters_makes_nothing_longer_than_is_read() -> None:
    assert len(tidy("\ufdfa" * LONGEST)) <= LONGEST
