"""How pages write people and telephone numbers."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from adapters.console.styled import ringable, said_person
from tests.console_asked import asked
from tests.console_served import PEOPLE, Consoled
from tests.contract import DISCLOSURE
from tests.houses import SHORT

pytest_plugins = ("tests.console_fixtures",)


@pytest.mark.parametrize(
    ("text", "rings"),
    [
        ("Go to Ada (DSL, 01632 960117, room <3>) now.", ["tel:+44-1632-960117"]),
        ("Ring +44 20 7946 0958 ext. 12 or 01632 960 441.", ["tel:+44-20-7946-0958;ext=12", "tel:+44-1632-960441"]),
        ("From 2026-12-31 to 2027-01-04, at 12:30.", []),
        ("In slack:T01234567, extension 4021.", []),
        ("4.1, 4.2 and 10.11.12.13 of 1234567", []),
    ],
)  # fmt: skip
def test_a_telephone_number_can_be_pressed_and_nothing_else(text: str, rings: list[str]) -> None:
    found = LexborHTMLParser(f"<p>{ringable(text)}</p>")
    assert [each.attributes["href"] for each in found.css("a")] == rings
    assert found.css_first("p").text() == text


@given(st.text(alphabet="0123456789+()-<>&\"' extabc.,\n", max_size=60))
def test_the_words_stay_as_they_are(text: str) -> None:
    made = str(ringable(text))
    for tag in LexborHTMLParser(made).css("a"):
        href = html.escape(str(tag.attributes["href"]), quote=True)
        made = made.replace(f'<a href="{href}">', "", 1).replace("</a>", "", 1)
    assert html.unescape(made) == text


def test_the_lead_can_be_rung_from_the_card_of_a_disclosure(console: Consoled) -> None:
    (contact, *_) = console.desk.store.contacts(SHORT)
    ada = contact.model_copy(update={"reach": "01632 960117"})
    console.desk.store.set_contact(SHORT, ada, "tests")
    page = asked(console.visitor("staff"), DISCLOSURE)
    assert '<a href="tel:+44-1632-960117">01632 960117</a>' in page.text


def test_a_person_of_the_console_is_called_by_what_they_sign_in_with() -> None:
    assert said_person(PEOPLE["web lead"].key) == "lead@larkmere.example"
    assert said_person(PEOPLE["operator"].key) == "root"
    assert said_person(PEOPLE["lead"].key) == "slack:ULEAD"
    assert said_person("") == ""
