"""Whom a clause speaks to: from its subject, else its lead-in, its headings, and the policy."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from corpus.document import Audience, Force
from corpus.force import Reader
from corpus.groups import (
    ADDRESSED,
    ANYBODY,
    EVERYBODY,
    GROUP,
    GROUPS,
    HEADING,
    ORGANISATION,
    SCOPE,
    groups_in,
)
from corpus.modality import main_clause, tidy

_I = re.IGNORECASE
_STAFF, _ALL = (Audience.staff,), (Audience.all,)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])|\n\s*\n")
_BEFORE = re.compile(
    r"(?:the|a|an|any|all|each|every|both|no|two|three|one|only|new|our|your|those|some|most|other|if|where|when|and|or|for|"
    r"(?!(?:of|to|with|about|by|from|that|which|in|on|at|between|before|after|during|under|against|is|are|must|should|may|can|will|has|have|not|including)\b)[\w'/-]+)",
    _I,
)
_AFTER = re.compile(
    r"\s*(?:$|[,/(]|(?:and/or|who|whose|that|which|with|without|in|on|at|of|from|and|or|to|for|by|under|aged|over|below|as|across|within|must|should|shall|may|might|can|cannot|will|would|"
    r"is|are|was|were|has|have|had|do|does|need|needs|ought|not|never|also|always|then|only|either|themselves|\w+ly|\w+ing|\w+ed|\w{2,}s?)\b)",
    _I,
)
_THING = re.compile(
    r"\s+(?:accounts?|records?|names?|data|details|database|files?|handbook|devices?|images?|photographs?|work|members?' |areas?|rooms?|facing|body|council|support|services|training|time|phones?|laptops?|"
    r"vehicles?|visits?|absence|welfare|behaviour|information|communications?|meetings?|profiles?|portal|use|safety|conduct|surveys?|forum|voice|premium|register|cards?|numbers?|lanyards?|consent|evenings?|protection)\b",
    _I,
)
_PASSIVE = re.compile(
    r"\b(?:must|should|shall|may|can|will|is|are|has to|have to|needs? to|cannot)(?: \w+ly| also| always| then| only| either| all)*(?: not| never)?(?: \w+ly)? ?(?:be |been )?(?:\w+ly )?(?P<done>\w+(?:ed|en)|told|sent|shown|given|kept|held|left|put|taken|lent|rung|met|seen|made|paid|brought|taught)\b(?: \w+){0,8}?(?P<by> by (?:the |a |an )?[\w' -]{1,30})?",
    _I,
)
_MODAL = re.compile(r"\b(?:must|should|shall|may|might|can|cannot|will|would|is|are|was|were|has|have|do|does|need|needs|ought)\b", _I)
_YOU = re.compile(r"\b(?:you|your)\b", _I)


class AudienceReader:
    """Reads whom the clauses of one document speak to."""

    def __init__(self, title: str, policy_audience: tuple[str, ...], text: str) -> None:
        self.force = Reader(text)
        stated = {group for entry in policy_audience for group in groups_in(entry)}
        titled = set(_heading(title))
        self.spoken = self._spoken(text)
        self.stated = stated or self._scope(text)
        self.default = self._default(stated, titled)

    def of(self, words: str, lead: str, headings: tuple[str, ...]) -> tuple[Audience, ...]:
        """Whom a clause binds or informs; never empty."""
        plain = tidy(words)
        around = self._around(headings)
        if lead.strip() and "|" not in lead:
            fragment = not re.match(r"[A-Z\"'(]", words.strip()) or not _MODAL.search(plain)
            named = None if fragment else self._own(plain, around)
            return named or self._own(tidy(_last(lead)), around) or self._own(tidy(lead), around) or around
        if scope := SCOPE.match(plain):
            covered = groups_in(plain[scope.end() :].split(". ")[0])
            if covered:
                return _ALL if len(covered) > 1 or Audience.all in covered else tuple(covered)
        return self._own(plain, around) or self._unnamed(plain, around, bool(_heading_of(headings)))

    def _around(self, headings: tuple[str, ...]) -> tuple[Audience, ...]:
        return _heading_of(headings) or self.default

    def _own(self, plain: str, around: tuple[Audience, ...]) -> tuple[Audience, ...] | None:
        """The audience that a sentence names as its subject; None where it names none."""
        for sentence in _SENTENCE_END.split(plain)[:2]:
            found = self._subject(main_clause(sentence), around) or self._condition(sentence, around)
            if found:
                return found
            if self.force.verdict(sentence).force is not Force.information:
                return None
        return None

    def _condition(self, sentence: str, around: tuple[Audience, ...]) -> tuple[Audience, ...] | None:
        """Whom an opening condition names, where the rule itself goes on without a name."""
        main = main_clause(sentence)
        if main == sentence or not re.match(r"(?:they|he|she|he/she|it)\b", main, _I):
            return None
        opening = re.sub(r"^(?:if|when|where|whenever|once|before|after|while|as|should)\s+", "", sentence[: len(sentence) - len(main)], flags=_I)
        return self._subject(opening, around)

    def _subject(self, main: str, around: tuple[Audience, ...]) -> tuple[Audience, ...] | None:
        """The groups that stand as the subject of a main clause, where they are the ones who act."""
        main = main.lstrip("\"'")
        if EVERYBODY.match(main):
            return _ALL
        if ANYBODY.match(main):
            return None
        only = re.match(r"only\b", main, _I)
        match = GROUP.search(main)
        if match is None or not _leads_up(main[: match.start()]):
            return self._agent(main) or (self._organisation(main))
        subject, rest = _subject_and_rest(main, match)
        groups = groups_in(subject)
        if not groups:
            return None
        if only and not groups <= {Audience.learners, Audience.parents}:
            return _STAFF if Audience.learners not in groups else _ALL
        passive = _PASSIVE.match(rest)
        if passive and not ADDRESSED.search(passive.group("done")):
            agent = self._agent(main)
            if agent:
                return agent
            return None if groups & {Audience.learners, Audience.parents, Audience.all} else _ordered(groups)
        return _ordered(groups)

    def _agent(self, main: str) -> tuple[Audience, ...] | None:
        """Whom "by …" names as the one who does what is to be done."""
        done = re.search(r"\b(?:must|should|shall|may|can|will|is|are)(?: \w+){0,3}? (?:\w+ed|given|taken|made|done|kept|held|written|shown|led|run) (?:only |out )?by (?P<who>[^,.;]{3,60})", main, _I)
        if not done:
            return None
        match = GROUP.search(done.group("who"))
        if not match or not _leads_up(done.group("who")[: match.start()]):
            return None
        return _ordered(groups_in(match.group()))

    def _organisation(self, main: str) -> tuple[Audience, ...] | None:
        """Duties of the organisation itself fall to those who manage it."""
        if ORGANISATION.match(main) and self.force.verdict(main).force in (Force.obligation, Force.prohibition):
            return (Audience.managers,)
        return None

    def _unnamed(self, plain: str, around: tuple[Audience, ...], headed: bool) -> tuple[Audience, ...]:
        """Whom a clause without a named subject speaks to."""
        first = _SENTENCE_END.split(plain)[0]
        if headed:
            return around
        told = all(self.force.verdict(one).force is Force.information for one in _SENTENCE_END.split(plain))
        if told and (len(self.stated) > 1 or self.default == _ALL):
            return _ALL
        if _YOU.search(first) and Audience.learners in self.stated and Audience.staff in self.stated:
            return _ALL if around == self.default else around
        return around

    def _spoken(self, text: str) -> Counter[Audience]:
        """How often each group is the subject of a sentence of the document."""
        spoken: Counter[Audience] = Counter()
        for sentence in re.split(r"(?<=[.!?:;])\s+|\n+", text):
            main = main_clause(tidy(sentence))
            if EVERYBODY.match(main):
                spoken[Audience.all] += 1
            elif (match := GROUP.search(main)) and _leads_up(main[: match.start()]) and _MODAL.search(main):
                spoken.update(groups_in(_subject_and_rest(main, match)[0]))
        return spoken

    def _scope(self, text: str) -> set[Audience]:
        """Whom the document says that it applies to."""
        for sentence in re.split(r"(?<=[.!?:;])\s+|\n\s*\n", text):
            plain = tidy(sentence)
            if scope := SCOPE.match(plain):
                return groups_in(plain[scope.end() :])
        return set()

    def _default(self, stated: set[Audience], titled: set[Audience]) -> tuple[Audience, ...]:
        """Whom the document speaks to where it does not say."""
        if len(titled) == 1 and Audience.all not in titled:
            return tuple(titled)
        learners = self.spoken[Audience.learners]
        staff = self.spoken[Audience.staff] + self.spoken[Audience.managers] + self.spoken[Audience.governors]
        if (stated or self.stated) and not (stated or self.stated) & {Audience.learners, Audience.all}:
            return _STAFF if Audience.staff in (stated or self.stated) else _ordered(stated or self.stated)
        if learners > 2 * staff and learners > 3:
            return (Audience.learners,)
        if self.spoken[Audience.all] * 3 >= staff or learners * 2 >= staff:
            return _ALL
        return _STAFF


def _heading_of(headings: tuple[str, ...]) -> tuple[Audience, ...]:
    for heading in reversed(headings):
        if found := _heading(heading):
            return found
    return ()


def _heading(heading: str) -> tuple[Audience, ...]:
    """The audience that a heading names as its own ("For learners", "Policy - Staff", "Parents and visitors")."""
    bare = re.sub(r"^(?:part|section|appendix|annex)?\s*[A-Z]?[\d.()]*[.):]?\s+(?=\S)", "", " ".join(heading.split()), flags=_I) if not GROUP.match(heading) else heading
    if match := HEADING.search(bare):
        return _ordered(groups_in(match.group("who") or match.group("who2")))
    return ()


def _leads_up(before: str) -> bool:
    """Whether only a few plain words stand before a group, so that it can be the subject."""
    before = re.sub(r"\b(?:members?|one|any|all|each|either|both|some|heads?|parents?) of\b", "", before)
    words = before.split()
    return len(words) <= 5 and all(_BEFORE.fullmatch(word.strip(",;:\"'")) for word in words)


def _subject_and_rest(main: str, match: re.Match[str]) -> tuple[str, str]:
    """The subject that begins with a group, and what the sentence says of it."""
    end = match.end()
    if main[end : end + 2] in ("'s", "' ") or main[end : end + 1] == "'" or _THING.match(main, end) or not _AFTER.match(main, end):
        return "", main[end:]
    more = re.match(rf"(?:(?:,| and| or|, and|, or|/|&| and/or)\s*(?:the |their |any |other |all )?(?:[\w-]+ )?{GROUPS}(?!'))+", main[end:], _I)
    if more:
        end += more.end()
    verb = _MODAL.search(main, end)
    return main[match.start() : end], main[verb.start() :] if verb else main[end:]


def _ordered(groups: Iterable[Audience]) -> tuple[Audience, ...]:
    """Groups in their fixed order; staff together with learners are all."""
    found = set(groups)
    if Audience.all in found or {Audience.staff, Audience.learners} <= found:
        return _ALL
    return tuple(group for group in Audience if group in found)


def _last(lead: str) -> str:
    return _SENTENCE_END.split(lead.strip())[-1]
