"""What a draft changes, one row a clause: for programs, the terminal and the page alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot import revision_phrases as phrases
from bot.diff_marks import Fate, Mark, marked
from bot.phrases import FORCES
from corpus.differences import Difference
from corpus.document import Clause, Force, Value
from corpus.revisions import Change


class DiffRow(Value):
    """A clause before and after, as `quoth diff --json` gives it; what did not stand there has no number and no text.

    What is no clause (a date of the policy's, a heading, a lead-in) has no numbers, and its text says what it is.
    """

    change: Change
    number_old: str | None = None
    number_new: str | None = None
    text_old: str | None = None
    text_new: str | None = None
    force_old: Force | None = None
    force_new: Force | None = None


def rows(differences: Iterable[Difference]) -> Iterator[DiffRow]:
    """A row for each clause; a clause that was split has one for each of its parts, and merged ones one each."""
    for each in differences:
        if each.detail:
            yield DiffRow(
                change=each.change, text_old=_stated(each, each.was), text_new=_stated(each, each.now)
            )
            continue
        for old in each.old or (None,):
            for new in each.new or (None,):
                yield _row(each.change, old, new)


def _row(change: Change, old: Clause | None, new: Clause | None) -> DiffRow:
    return DiffRow(
        change=change,
        number_old=old.place if old else None,
        number_new=new.place if new else None,
        text_old=old.text if old else None,
        text_new=new.text if new else None,
        force_old=old.force if old else None,
        force_new=new.force if new else None,
    )


def _stated(difference: Difference, value: str) -> str | None:
    return f"{phrases.DETAILS[difference.detail]}: {value}" if value else None


class Shown(Value):
    """A difference as people are shown it: what it is, where, how it binds otherwise, and the words, marked.

    `old` and `new` are whole wordings where marking words tells nothing: what was added, removed, split or merged.
    `lead_marks` are in place of the lead-in where it is by its words that a clause binds otherwise.
    """

    change: Change
    label: str
    place: str = ""
    section: str = ""
    lead: str = ""
    lead_marks: tuple[Mark, ...] = ()
    binds: str = ""
    speaks: str = ""
    marks: tuple[Mark, ...] = ()
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()

    @property
    def reads_alike(self) -> bool:
        """Whether no word of it is another."""
        marks = (*self.lead_marks, *self.marks)
        return not self.old and not self.new and all(each.fate == "kept" for each in marks)


def shown(each: Difference) -> Shown:
    """Put a difference as people are shown it."""
    label = phrases.CHANGES[each.change]
    if each.detail:
        name = phrases.DETAILS[each.detail]
        if each.change is Change.details_changed:
            was, now = each.was or phrases.NOTHING_STATED, each.now or phrases.NOTHING_STATED
            return Shown(change=each.change, label=label, place=name, old=(was,), new=(now,))
        return Shown(change=each.change, label=label, place=name, marks=marked(each.was, each.now))
    old, new = each.old, each.new
    made = Shown(
        change=each.change,
        label=label,
        place=_place(each),
        section=next(iter((new or old)[0].headings[-1:]), ""),
        lead=" ".join(each.lead_now or each.lead_was),
    )
    if len(old) == len(new) == 1:
        alike = old[0].force is new[0].force
        binds = (
            "" if alike else phrases.FORCE_FROM_TO.format(old=FORCES[old[0].force], new=FORCES[new[0].force])
        )
        same = set(old[0].audience) == set(new[0].audience)
        speaks = "" if same else phrases.AUDIENCE_FROM_TO.format(old=_people(old[0]), new=_people(new[0]))
        marks = marked(old[0].text, new[0].text)
        told: dict[str, object] = {"binds": binds, "speaks": speaks, "marks": marks}
        if lead_marks := _lead_marks(each):
            told |= {"lead": "", "lead_marks": lead_marks}
        return made.model_copy(update=told)
    force = FORCES[(new or old)[0].force] if len(old) + len(new) == 1 else ""
    texts = {"old": tuple(unit.text for unit in old), "new": tuple(unit.text for unit in new)}
    return made.model_copy(update={**texts, "binds": force})


def _lead_marks(each: Difference) -> tuple[Mark, ...]:
    """The lead-ins of a clause, marked; none where they are not what makes it bind otherwise, or others."""
    if each.change not in (Change.force_changed, Change.audience_changed):
        return ()
    marks = marked(" ".join(each.lead_was), " ".join(each.lead_now))
    return () if all(mark.fate is Fate.kept for mark in marks) else marks


def _people(clause: Clause) -> str:
    return ", ".join(clause.audience)


def _place(each: Difference) -> str:
    old, new = (", ".join(unit.place for unit in units if unit.place) for units in (each.old, each.new))
    if not (each.old and each.new) or (old == new and each.change is not Change.moved):
        return new or old
    if each.change is Change.moved and each.old[0].headings != each.new[0].headings:
        names = [
            " ".join(part for part in (_last(unit), unit.place) if part)
            for unit in (each.old[0], each.new[0])
        ]
        return phrases.MOVED_FROM_TO.format(old=names[0], new=names[1])
    return phrases.MOVED_FROM_TO.format(old=old or phrases.NO_NUMBER, new=new or phrases.NO_NUMBER)


def _last(clause: Clause) -> str:
    return f"“{clause.headings[-1]}”" if clause.headings else ""
