"""Messages to people of the console: letters and replies arrive on a page, and what is kept of them goes when they say so."""

from __future__ import annotations

import datetime as dt

import pytest
from selectolax.lexbor import LexborHTMLParser

from adapters.console.messages import KEPT_DAYS, MOST
from bot import phrases
from bot.arrangements import Arrangement
from bot.members import holder
from bot.notices import Notices
from bot.outbox import Item, Letter, Outbox
from bot.people import Office
from bot.places import Place, Platform
from tests.bot_desks import file
from tests.console_asked import ASK, asked, awaited, pressed, presses
from tests.console_served import OTHER, PEOPLE, Consoled, text_of
from tests.contract import BELL, BELL_RULE, DISCLOSURE
from tests.houses import HOUSE_RULES, SHORT

pytest_plugins = ("tests.console_fixtures",)

MESSAGES = f"/o/{SHORT}/messages"


def letters(console: Consoled, who: str) -> list[str]:
    """What each message on somebody's page says."""
    page = LexborHTMLParser(console.visitor(who).get(MESSAGES).text)
    return [" ".join(each.text(deep=True).split()) for each in page.css(".received .message")]


def alone(console: Consoled) -> None:
    """Leave the person of the console the only lead, as in a school that has no chat."""
    for each in console.directory.holders(SHORT):
        if each.who not in (PEOPLE["web lead"].key, PEOPLE["admin"].key):
            console.directory.dismiss(SHORT, each)


def test_a_question_goes_to_the_lead_and_the_reply_comes_back_without_any_chat(console: Consoled) -> None:
    alone(console)
    staff, lead = console.visitor("web staff"), console.visitor("web lead")
    assert phrases.PASSED_ON in text_of(pressed(staff, "ask", asked(staff)))
    assert "Waiting for your lead" in text_of(staff.get(MESSAGES))
    (told,) = letters(console, "web lead")
    assert "ann@larkmere.example asks:" in told
    assert (BELL in told, BELL_RULE in told) == (True, True)
    taken = pressed(lead, "claim", lead.get(MESSAGES))
    assert phrases.TAKEN.format(who="ann@larkmere.example") in text_of(taken)
    assert letters(console, "web staff") == [phrases.CLAIMED_TO_ASKER.format(who="Wes")]
    form = pressed(lead, "reply", taken)
    done = lead.post(
        ASK, {"awaited": awaited(form), "text": "Yes, <b>always</b>\nand twice.", "from": "messages"}
    )
    assert "On its way" in text_of(done)
    (reply,) = letters(console, "web staff")
    assert reply.startswith(phrases.REPLY_FROM.format(who="Wes"))
    assert "“Yes, <b>always</b> and twice.”" in reply
    assert phrases.LEADS_WORDS in reply
    page = text_of(staff.get(MESSAGES))
    assert "Answered" in page
    assert "Wes replied:" in page
    assert letters(console, "web lead") == []
    assert console.service.reception.cabinet.outbox.waiting(SHORT) == ()


def test_an_alert_reaches_the_lead_on_their_page_and_is_confirmed(console: Consoled) -> None:
    alone(console)
    staff, lead = console.visitor("web staff"), console.visitor("web lead")
    pressed(staff, "now", asked(staff, DISCLOSURE))
    (told,) = letters(console, "web lead")
    assert phrases.ALERT.format(who="ann@larkmere.example") in told
    assert phrases.ALERT_CONSOLE in told
    assert "belt" not in told
    assert "in the web console" in text_of(lead.get(f"/o/{SHORT}/questions"))
    pressed(lead, "seen", lead.get(MESSAGES))
    assert letters(console, "web lead") == []
    assert "Wes has seen your alert" in letters(console, "web staff")[0]


def test_a_reminder_stands_once_with_what_it_reminds_of(console: Consoled) -> None:
    alone(console)
    staff = console.visitor("web staff")
    pressed(staff, "ask", asked(staff))
    cabinet = console.service.reception.cabinet
    (waiting,) = cabinet.queue.all(SHORT)
    place = cabinet.place_of(SHORT, PEOPLE["web lead"].key)
    assert place is not None
    reminder = console.service.reception.clock.letter(
        Letter.reminder, SHORT, waiting.id, place, PEOPLE["web lead"].id
    )
    cabinet.outbox.put(reminder)
    (told,) = letters(console, "web lead")
    assert told.startswith("Nobody has taken this question yet")


def test_messages_are_their_persons_and_their_organisations(console: Consoled) -> None:
    alone(console)
    staff = console.visitor("web staff")
    pressed(staff, "ask", asked(staff))
    for who in ("web staff", "staff", "admin", "learner"):
        assert letters(console, who) == []
    assert "question" not in " ".join(letters(console, "operator"))
    console.directory.appoint(OTHER, holder(Office.lead, PEOPLE["web lead"].key))
    assert "asks:" not in text_of(console.visitor("web lead").get(f"/o/{OTHER}/messages"))


def test_whoever_has_a_chat_sees_the_same_messages_here(console: Consoled) -> None:
    console.directory.dismiss(SHORT, holder(Office.lead, PEOPLE["web lead"].key))
    staff = console.visitor("staff")
    pressed(staff, "ask", asked(staff))
    (told,) = letters(console, "lead")
    assert "Ann asks:" in told
    assert "You get these in your chat too." in text_of(console.visitor("lead").get(MESSAGES))


def test_a_notice_that_words_have_changed_is_still_there_after_it_has_been_told(console: Consoled) -> None:
    arrangements = console.service.reception.cabinet.arrangements
    assert arrangements.of(SHORT).notices
    staff = console.visitor("web staff")
    asked(staff)
    desk = console.desk
    changed = HOUSE_RULES.replace("ring the bell before swimming", "ring the bell twice before swimming")
    desk.add(SHORT, [file(desk.settings.home / "in", "house.txt", changed)], by="tests")
    desk.publish(SHORT, by="tests")
    now = console.console.cabinet.now() + dt.timedelta(days=1)
    outbox = Outbox(desk.store.database)
    waiting = [each for each in outbox.waiting(SHORT) if each.kind is Letter.notice]
    assert [each.place.platform for each in waiting] == [Platform.console]
    outbox.done(waiting[0], now)
    Notices(desk.store.database).told(int(waiting[0].about), now)
    later = [
        each
        for each in outbox.received(SHORT, PEOPLE["web staff"], now - dt.timedelta(days=2), now, 0, 10)
        if each.kind is Letter.notice
    ]
    shown = console.service.reception.mail.shown(later[0])
    assert shown is not None
    assert "Staff must ring the bell twice before swimming." in shown.exact
    assert console.service.reception.mail.compose(later[0]) is None


def test_many_messages_stand_on_several_pages_newest_first(console: Consoled) -> None:
    _send(console, 2 * MOST + 3)
    seen: list[str] = []
    visitor = console.visitor("web staff")
    page = visitor.get(MESSAGES)
    for _ in range(3):
        found = LexborHTMLParser(page.text)
        seen += [each.text(deep=True) for each in found.css(".received .message")]
        earlier = [each for each in found.css("main a.button") if each.text() == "Earlier messages"]
        if earlier:
            page = visitor.client.get(str(earlier[0].attributes["href"]))
    assert len(seen) == 2 * MOST + 3
    assert not earlier
    assert visitor.get(f"{MESSAGES}?before=x").status_code == 200
    assert visitor.get(f"{MESSAGES}?before=-1").status_code == 200


def test_an_old_message_is_shown_no_more_and_one_that_never_arrived_neither(console: Consoled) -> None:
    _send(console, 1, days=KEPT_DAYS + 1)
    _send(console, 1, failed="undeliverable")
    assert letters(console, "web staff") == []
    assert "There is no message for you" in text_of(console.visitor("web staff").get(MESSAGES))


def _send(console: Consoled, count: int, days: int = 0, failed: str | None = None) -> None:
    """Have letters that say the lead is not reached arrive with the person of the console, one for each question."""
    cabinet, staff = console.service.reception.cabinet, console.visitor("web staff")
    place = Place(platform=Platform.console, workspace=SHORT, channel=PEOPLE["web staff"].id, direct=True)
    pressed(staff, "ask", asked(staff))
    (waiting, *_) = cabinet.queue.of(SHORT, PEOPLE["web staff"])
    at = cabinet.now() - dt.timedelta(days=days)
    for number in range(count):
        item = Item(
            key=f"test {failed} {days} {number}",
            organisation=SHORT,
            kind=Letter.unreached,
            about=waiting.id,
            place=place,
            person=PEOPLE["web staff"].id,
            due_at=at,
        )
        cabinet.outbox.put(item)
    for item in cabinet.outbox.take(cabinet.now(), [Platform.console], most=1_000):
        cabinet.outbox.done(item, cabinet.now(), failed)


def test_somebody_sees_what_is_kept_of_them_and_is_forgotten_when_they_say_so(console: Consoled) -> None:
    staff, elsewhere = console.visitor("web staff"), console.visitor("web staff")
    asked(staff)
    kept = text_of(staff.get(f"{MESSAGES}/kept"))
    assert BELL in kept
    assert "Be forgotten?" in text_of(staff.get(f"{MESSAGES}/forget"))
    assert BELL in text_of(staff.get(f"{MESSAGES}/kept"))
    gone = staff.post(f"{MESSAGES}/forget")
    assert "1 answer" in text_of(gone)
    assert text_of(gone, "h1") == "You are forgotten"
    for each in (staff, elsewhere):
        assert each.get(MESSAGES).headers["Location"] == "/console/sign-in"
    assert BELL not in text_of(console.visitor("web staff").get(f"{MESSAGES}/kept"))
    assert console.service.reception.history.of(SHORT, PEOPLE["web staff"].key) == ()


@pytest.mark.parametrize("words", ["my data", "My data."])
def test_what_is_kept_can_be_asked_for_in_words_too(console: Consoled, words: str) -> None:
    staff = console.visitor("staff")
    asked(staff)
    assert BELL in text_of(asked(staff, words), ".message")


def test_the_page_leads_back_to_the_messages_after_a_press(console: Consoled) -> None:
    alone(console)
    staff, lead = console.visitor("web staff"), console.visitor("web lead")
    pressed(staff, "ask", asked(staff))
    press = presses(lead.get(MESSAGES))["claim"]
    response = lead.post(f"/o/{SHORT}/press", {"press": press, "from": "messages"})
    back = [each.attributes["href"] for each in LexborHTMLParser(response.text).css("main a.button")]
    assert back == [f"/console{MESSAGES}"]
    odd = lead.post(f"/o/{SHORT}/press", {"press": press, "from": "//evil.example"})
    assert [each.attributes["href"] for each in LexborHTMLParser(odd.text).css("main a.button")] == [
        f"/console{ASK}"
    ]


def test_a_place_of_the_lead_in_a_chat_is_told_where_somebody_of_the_console_is(console: Consoled) -> None:
    place = Place(platform=Platform.slack, workspace="T0", channel="CLEADS")
    console.service.reception.cabinet.arrangements.arrange(SHORT, Arrangement(place=place), "tests")
    staff = console.visitor("web staff")
    pressed(staff, "now", asked(staff, DISCLOSURE))
    outbox = console.service.reception.cabinet.outbox
    item = next(each for each in outbox.waiting(SHORT) if each.place == place)
    message = console.service.reception.mail.compose(item)
    assert message is not None
    said = [getattr(part, "text", "") for part in message.parts]
    assert phrases.ALERT.format(who="ann@larkmere.example") in said
    assert phrases.ALERT_CONSOLE in said
    assert message.by == ""
