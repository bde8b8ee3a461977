"""How the lead's desk looks in a terminal: pins, questions, notices, arrangements, and how well pins are matched."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot import lists, phrases
from bot import revision_phrases as revised
from bot.pins import PinState
from bot.terminal import Screen

if TYPE_CHECKING:
    import datetime as dt

    from bot.arrangements import Absence, Arrangement
    from bot.evaluating import PinFigures
    from bot.members import Holder
    from bot.places import Place
    from bot.programs import NoticeRow, PinRow
    from bot.queue import Waiting
    from bot.sides import Side

HEADS = ("Pin", "Question", "Clauses", "State", "Served", "Helped", "Pinned by", "On", "Review")


def pins(screen: Screen, found: Sequence[PinRow]) -> None:
    """Show pins: what each answers, with which clauses, and how it fares."""
    lists.table(screen, HEADS, [_pin(each) for each in found])
    for row in found:
        for side in row.clauses if row.state is PinState.suspended else ():
            if not side.same:
                screen.line()
                screen.line(f"{row.id} · {side.place}", style="bold")
                screen.line(f"{phrases.IT_SAID} {_said(side.old_lead, side.old)}")
                now = _said(side.new_lead, side.new)
                screen.line(f"{phrases.IT_SAYS_NOW} {now}" if now else phrases.IT_SAYS_NO_MORE)


def _pin(row: PinRow) -> tuple[str, ...]:
    return (
        row.id,
        " / ".join(row.phrasings) or phrases.SUSPENDED_NO_QUESTION,
        ", ".join(each.place for each in row.clauses) or phrases.LEADS_OWN_WORDS,
        row.state,
        str(row.served),
        str(row.helped),
        row.pinned_by,
        f"{row.pinned_at:%Y-%m-%d}",
        row.review_on.isoformat() if row.review_on else "",
    )


def collisions(screen: Screen, found: Sequence[tuple[PinRow, PinRow]]) -> None:
    """Show pins that answer the same question differently, pair by pair."""
    heads = ("Pin", "Question", "Clauses", "Collides with", "Question", "Clauses")
    lists.table(screen, heads, [(*_pin(one)[:3], *_pin(other)[:3]) for one, other in found])


def sides(screen: Screen, found: Sequence[Side]) -> None:
    """Show what clauses said and what the policy says now; one that says the same is shown once."""
    for each in found:
        screen.line(each.place if each.same else f"{each.place} ({each.change})", style="bold")
        old, new = _said(each.old_lead, each.old), _said(each.new_lead, each.new)
        if old == new:
            screen.line(old)
            continue
        screen.line(phrases.IT_SAID, style="dim")
        screen.line(old, style="dim")
        if each.new is None:
            screen.line(phrases.IT_SAYS_NO_MORE)
            continue
        screen.line(phrases.IT_SAYS_NOW)
        screen.line(new)


def _said(lead: str | None, words: str | None) -> str:
    return " ".join(each for each in (lead, words) if each)


def waiting(screen: Screen, found: Sequence[Waiting]) -> None:
    """Show questions put to the leads, and who has them."""
    heads = ("Question", "Asked", "By", "Words", "State", "Taken by")
    rows = [
        (
            each.id,
            _minute(each.asked_at),
            each.asker.called,
            each.text or phrases.WORDS_NOT_KEPT,
            each.state,
            taken.called if (taken := each.closed_by or each.taken_by) else "",
        )
        for each in found
    ]
    lists.table(screen, heads, rows)


def notices(screen: Screen, found: Sequence[NoticeRow]) -> None:
    """Show who is told that words have changed, which, and when they were told."""
    heads = ("Person", "Clauses", "Changed", "Told")
    rows = [
        (
            each.person,
            ", ".join(f"{side.place} ({side.change})" for side in each.changes),
            _minute(each.made_at),
            _minute(each.told_at) if each.told_at else phrases.TOLD_FROM.format(due=_minute(each.due_at)),
        )
        for each in found
    ]
    lists.table(screen, heads, rows)


def _minute(at: dt.datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


def pin_figures(screen: Screen, found: PinFigures) -> None:
    """Show how often a pin is served where it may be, and where it may not."""
    screen.line(phrases.TRIED.format(questions=phrases.counted(found.questions, "question", "questions")))
    shares = ((phrases.PIN_SERVED, found.served), (phrases.PIN_WRONGLY_SERVED, found.wrongly_served))
    lists.table(
        screen, ("Figure", "Share"), [(what, _percent(share)) for what, share in shares if share is not None]
    )
    if found.by_why:
        screen.line()
        rows = [
            (each.why or "", "yes" if each.match else "no", str(each.questions), _percent(each.share))
            for each in found.by_why
        ]
        lists.table(screen, ("Why", "May be served", "Questions", "Served"), rows)


def arrangement(
    screen: Screen, found: Arrangement, holders: Sequence[Holder], away: Sequence[Absence]
) -> None:
    """Show how an organisation's desk works, and who is there."""
    where, told = found.place, found.announce
    rows = [
        ("Questions go to", address(where) if where else phrases.TO_EACH_LEAD),
        ("Reminder after", duration(found.remind_minutes)),
        ("Deputies after", duration(found.deputy_minutes)),
        ("An alert is repeated after", duration(found.alert_minutes)),
        ("People are told of changed words", "yes" if found.notices else "no"),
        ("They are told after", duration(found.notice_minutes)),
        ("Monthly note", "yes" if found.monthly else "no"),
        ("Publications are announced in", address(told) if told else revised.NOWHERE),
        ("Publishing takes", revised.TWO_PEOPLE if found.two_people else revised.ONE_PERSON),
        *((f"Reminded of the review of {policy}", who) for policy, who in sorted(found.owners.items())),
        *((str(each.role).capitalize(), each.who) for each in holders),
        *(("Away", f"{each.who} {each.first_day} to {each.last_day}") for each in away),
    ]
    lists.table(screen, ("What", "How"), rows)


def absences(screen: Screen, found: Sequence[Absence]) -> None:
    """Show who is out of office, and when."""
    rows = [(each.who, each.first_day.isoformat(), each.last_day.isoformat()) for each in found]
    lists.table(screen, ("Who", "From", "To"), rows)


def address(place: Place) -> str:
    """A place as `quoth desk --place` takes it."""
    return f"{place.platform}:{place.workspace}:{place.channel}"


def duration(minutes: int) -> str:
    """Minutes as people say them: 1 day, 4 hours, or 90 minutes."""
    for size, one, many in ((1_440, "day", "days"), (60, "hour", "hours")):
        if minutes and minutes % size == 0:
            return phrases.counted(minutes // size, one, many)
    return phrases.counted(minutes, "minute", "minutes")


def _percent(of: float) -> str:
    return f"{of:.1%}"


def pins_csv(found: Sequence[PinRow]) -> str:
    """Pins as CSV for spreadsheets, with a mark of UTF-8 in front, and no cell that could be a formula."""
    from bot.pack_files import harmless

    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow((*HEADS, "Not helped", "Note", "For", "Words", "Words now"))
    for each in found:
        old = "\n".join(_said(side.old_lead, side.old) for side in each.clauses)
        new = "\n".join(_said(side.new_lead, side.new) or phrases.IT_SAYS_NO_MORE for side in each.clauses)
        audience = ", ".join(each.audience)
        cells = (*_pin(each), str(each.unhelped), each.note, audience, old, new)
        rows.writerow([harmless(cell) for cell in cells])
    return "\ufeff" + out.getvalue()
