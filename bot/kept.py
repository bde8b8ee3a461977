"""What is kept of one person, as values, and how they are told of it in plain sentences."""

from __future__ import annotations

import datetime as dt

from bot import phrases
from bot import revision_phrases as revised
from bot.answers import Kind
from bot.events import Verb
from bot.outbox import Letter
from bot.pins import PinState
from bot.queue import QueueState
from bot.records import Act
from corpus.document import Value

NEWEST = 20
"""Things that somebody is told of in chat."""


class KeptAnswer(Value):
    """An answer they were given: where the clauses stand that answered, or came nearest, and what they asked, scrubbed.

    `messages` are the platform's own ids of the messages that show it.
    """

    id: str
    organisation: str
    at: dt.datetime
    kind: Kind
    clauses: tuple[str, ...]
    nearest: tuple[str, ...]
    text: str | None
    shared: bool
    messages: tuple[str, ...]


class KeptRating(Value):
    """How they rated an answer, and why, if they said so."""

    answer: str
    organisation: str
    at: dt.datetime
    helpful: bool
    why: str | None


class KeptQuestion(Value):
    """A question they put to the lead, as far as its words are kept, and the reply."""

    id: str
    organisation: str
    at: dt.datetime
    state: QueueState
    text: str | None
    reply: str | None


class KeptAlert(Value):
    """That they asked for the lead at once; what they wrote is never kept."""

    id: str
    organisation: str
    at: dt.datetime
    seen_at: dt.datetime | None


class KeptNotice(Value):
    """That words they were quoted have changed, and when they were told."""

    organisation: str
    at: dt.datetime
    clauses: tuple[str, ...]
    told_at: dt.datetime | None


class KeptLetter(Value):
    """A message that is to be sent to them, or was: what kind, and never its words."""

    organisation: str
    at: dt.datetime
    kind: Letter
    sent_at: dt.datetime | None


class KeptPin(Value):
    """An answer that they pinned for their organisation."""

    id: str
    organisation: str
    at: dt.datetime
    state: PinState
    phrasings: tuple[str, ...]
    note: str


class KeptDeed(Value):
    """What they did as a lead: a question they took, replied to or closed, or an alert they saw."""

    id: str
    organisation: str
    at: dt.datetime
    did: str


class KeptRequest(Value):
    """Drafts that they asked to publish, by their ids, to which somebody else has yet to agree; and why, if they said so."""

    organisation: str
    at: dt.datetime
    drafts: tuple[str, ...]
    reason: str | None


class KeptReason(Value):
    """Why they would publish though a check fails, as they wrote before they were to press."""

    organisation: str
    reason: str


class KeptPublication(Value):
    """A publication that names them: as whoever made it, or with `agreed` as the other of two people."""

    number: int
    organisation: str
    at: dt.datetime
    act: Act
    agreed: bool
    reason: str | None


class KeptCorrection(Value):
    """That they put right by hand how a policy is read."""

    organisation: str
    policy: str
    at: dt.datetime


class KeptReview(Value):
    """A policy of whose review they are reminded."""

    organisation: str
    policy: str


class KeptRole(Value):
    """A role they hold; `settled` where the settings give it, and not `quoth roles`."""

    organisation: str
    role: str
    settled: bool


class KeptAbsence(Value):
    """Days on which they are away."""

    organisation: str
    first_day: dt.date
    last_day: dt.date


class KeptAwaited(Value):
    """What they were asked to write next."""

    organisation: str
    at: dt.datetime
    verb: Verb
    about: str


class Kept(Value):
    """Everything that is kept of one person ("slack:U0123"); `audited` counts the audit entries that name them."""

    person: str
    answers: tuple[KeptAnswer, ...] = ()
    ratings: tuple[KeptRating, ...] = ()
    questions: tuple[KeptQuestion, ...] = ()
    alerts: tuple[KeptAlert, ...] = ()
    notices: tuple[KeptNotice, ...] = ()
    letters: tuple[KeptLetter, ...] = ()
    pins: tuple[KeptPin, ...] = ()
    deeds: tuple[KeptDeed, ...] = ()
    requests: tuple[KeptRequest, ...] = ()
    reasons: tuple[KeptReason, ...] = ()
    published: tuple[KeptPublication, ...] = ()
    corrections: tuple[KeptCorrection, ...] = ()
    reviews: tuple[KeptReview, ...] = ()
    roles: tuple[KeptRole, ...] = ()
    absences: tuple[KeptAbsence, ...] = ()
    awaited: tuple[KeptAwaited, ...] = ()
    audited: int = 0

    @property
    def nothing(self) -> bool:
        """Whether nothing at all is kept of them."""
        return self == Kept(person=self.person)


def said_of(kept: Kept, most: int | None = NEWEST) -> tuple[str, ...]:
    """What somebody is told when they ask what is kept of them: how much, then the newest things, then what stands."""
    if kept.nothing:
        return (phrases.MY_DATA_NOTHING,)
    dated = sorted(_dated(kept), key=lambda each: each[0], reverse=True)
    newest = [sentence for _, sentence in dated[:most]]
    said = [phrases.MY_DATA, *_counted(kept)]
    if len(newest) < len(dated):
        said.append(phrases.MY_DATA_NEWEST.format(shown=len(newest), all=len(dated)))
    return (*said, *newest, *_standing(kept))


def _counted(kept: Kept) -> list[str]:
    """One sentence with how many there are of each kind, where there is any that is not told of below one by one."""
    kinds = {**phrases.MY_DATA_COUNTED, **revised.MY_DATA_COUNTED}
    counts = [(len(getattr(kept, name)), *each) for name, each in kinds.items()]
    listed = [phrases.counted(number, one, many) for number, one, many in counts if number]
    return [phrases.MY_DATA_COUNTS.format(counts=phrases.listed(listed))] if listed else []


def _dated(kept: Kept) -> list[tuple[dt.datetime, str]]:
    """Everything that has a moment, as a sentence each."""
    rated = {each.answer: each for each in kept.ratings}
    found = [(each.at, _answer(each, rated.pop(each.id, None))) for each in kept.answers]
    found += [(each.at, _on(each.at, phrases.MY_RATING) + _rating(each)) for each in rated.values()]
    found += [(each.at, _question(each)) for each in kept.questions]
    found += [(each.at, _on(each.at, phrases.MY_ALERT)) for each in kept.alerts]
    for notice in kept.notices:
        sentence = phrases.MY_NOTICE_TOLD if notice.told_at else phrases.MY_NOTICE
        found.append((notice.at, _on(notice.at, sentence, clauses=phrases.listed(notice.clauses))))
    for pin in kept.pins:
        questions = phrases.listed([f"“{_line(each)}”" for each in pin.phrasings])
        sentence = phrases.MY_PIN if questions else phrases.MY_PIN_UNWORDED
        found.append((pin.at, _on(pin.at, sentence, questions=questions)))
    found += [(each.at, _on(each.at, phrases.MY_DEEDS[each.did])) for each in kept.deeds]
    found += [(each.at, _request(each)) for each in kept.requests]
    found += [(each.at, _publication(each)) for each in kept.published]
    for each in kept.corrections:
        about = {"policy": each.policy, "organisation": each.organisation}
        found.append((each.at, _on(each.at, revised.MY_CORRECTION, **about)))
    return found


def _answer(answer: KeptAnswer, rating: KeptRating | None) -> str:
    asked = phrases.MY_ANSWER if answer.text else phrases.MY_ANSWER_UNWORDED
    clauses = phrases.listed(answer.clauses) or phrases.MY_ANSWER_NO_CLAUSE
    outcome = phrases.MY_ANSWERS[answer.kind].format(clauses=clauses)
    return _on(answer.at, asked, words=_line(answer.text or ""), outcome=outcome) + _rating(rating)


def _rating(rating: KeptRating | None) -> str:
    if rating is None:
        return ""
    said = phrases.MY_HELPFUL if rating.helpful else phrases.MY_UNHELPFUL
    why = phrases.MY_WHY.format(words=_line(rating.why)) if rating.why else ""
    return f" {said}{why}"


def _question(question: KeptQuestion) -> str:
    asked = phrases.MY_QUESTION if question.text else phrases.MY_QUESTION_UNWORDED
    reply = f" {phrases.MY_REPLY.format(words=_line(question.reply))}" if question.reply else ""
    return _on(question.at, asked, words=_line(question.text or "")) + reply


def _request(request: KeptRequest) -> str:
    policies = phrases.listed([each.partition("@")[0] for each in request.drafts])
    said = _on(request.at, revised.MY_REQUEST, policies=policies, organisation=request.organisation)
    return said + _reason(request.reason)


def _publication(publication: KeptPublication) -> str:
    sentence = revised.MY_AGREED if publication.agreed else revised.MY_ACTS[publication.act]
    return _on(publication.at, sentence, organisation=publication.organisation) + _reason(publication.reason)


def _reason(reason: str | None) -> str:
    return phrases.MY_WHY.format(words=_line(reason)) if reason else ""


def _standing(kept: Kept) -> list[str]:
    """What has no moment, or none that matters."""
    said = [phrases.MY_ROLE.format(role=each.role, organisation=each.organisation) for each in kept.roles]
    said += [
        revised.MY_REASON.format(organisation=each.organisation) + _reason(each.reason)
        for each in kept.reasons
    ]
    said += [
        revised.MY_REVIEW.format(policy=each.policy, organisation=each.organisation) for each in kept.reviews
    ]
    said += [
        phrases.MY_ABSENCE.format(first=_day(each.first_day), last=_day(each.last_day))
        for each in kept.absences
    ]
    said += [phrases.MY_AWAITED for _ in kept.awaited]
    if kept.audited:
        entries = phrases.counted(kept.audited, "entry", "entries")
        said.append(phrases.MY_AUDIT.format(entries=entries))
    return said


def _on(at: dt.datetime, sentence: str, **about: str) -> str:
    return sentence.format(on=_day(at.astimezone().date()), **about)


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def _line(words: str) -> str:
    """Somebody's words in one line, so that they cannot look like a sentence of ours."""
    return " ".join(words.split())
