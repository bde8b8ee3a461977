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
    GUEST,
    HEADING,
    ORGANISATION,
    SCOPE,
    TITLE,
    groups_in,
)
from corpus.modality import FORBIDDING, INSTRUCTING, in_plain_letters, main_clause, tidy
from corpus.statements import ABOUT_ITSELF, DEFINITION, REACH, REFERENCE, REVIEW
from corpus.subjects import BY, CARRIED_OUT, MARKER, MODAL, PASSIVE, leads_up, subject_and_rest

_I = re.IGNORECASE
_STAFF, _ALL = (Audience.staff,), (Audience.all,)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])|\n\s*\n")
_DEFINING = re.compile(
    r"^(?:in|for the purposes? of) (?:this|the) \w+[,:]?$|\b(?:relevant|related) (?:polic|legislation|guidance)|\blegislation\b",
    _I,
)

# "Once a former pupil is 18 staff may …": a condition that no comma parts from the rule.
_RUN_ON = re.compile(
    r"(?:once|when|where|if|after|until|unless|before)\b[^,;:.]*?\s(?=\w)((?:staff|employees|colleagues|teachers|volunteers|governors|trustees|managers|leaders)\s+(?:may|must|should|can|will)\b)",
    re.IGNORECASE,
)


class AudienceReader:
    """Reads whom the clauses of one document speak to."""

    def __init__(self, title: str, policy_audience: tuple[str, ...], text: str) -> None:
        self.force = Reader(text)
        stated = {
            group
            for entry in policy_audience
            if not GUEST.fullmatch(entry.strip())
            for group in groups_in(in_plain_letters(entry))
        }
        titled = set(_titled(title))
        self.users = bool(
            re.search(
                r"(?:^|[.:;\n] *|\d\)? +)(?:all )?users (?:of [\w ]{1,30} )?(?:must|should|may|shall|will)\b",
                text,
                _I,
            )
        )
        self.spoken = self._spoken(text)
        titles = (re.split(r"\.\s", line.strip(), maxsplit=2) for line in text.splitlines())
        self.parts = {group for title in titles for group in _heading(". ".join(title[:2])[:90])}
        self.stated = stated or self._scope(text)
        self.default = self._default(stated, titled)

    def of(self, words: str, lead: str, headings: tuple[str, ...]) -> tuple[Audience, ...]:
        """Whom a clause binds or informs; never empty."""
        words, lead = in_plain_letters(words), in_plain_letters(lead)
        plain = tidy(words)
        headed = _heading_of(headings)
        around = headed or self.default
        if lead.strip() and "|" not in lead:
            return self._under(words, plain, lead, headed)
        if "|" in plain:
            return self._unnamed(plain, headed)
        if itself := self._itself(plain, headed):
            return itself
        own = self._own(plain, headed)
        if own is not None and set(own) <= {Audience.managers, Audience.governors}:
            force = self.force.verdict(_SENTENCE_END.split(plain)[0]).force
            if force is Force.information or (force is Force.permission and " not " in plain):
                own = None
        return own or self._unnamed(plain, self._meant(plain, around) if headed else ())

    def _itself(self, plain: str, headed: tuple[Audience, ...]) -> tuple[Audience, ...] | None:
        """Whom the policy informs about itself; None where it speaks of something else."""
        if (scope := SCOPE.match(plain)) and (covered := groups_in(plain[scope.end() :].split(". ")[0])):
            return _ALL if len(covered) > 1 or Audience.all in covered else tuple(covered)
        if REVIEW.search(plain):
            return _ALL
        if REFERENCE.search(plain) and not re.search(r"\bmust\b", plain):
            return self._own(plain, headed) or headed or _ALL
        if DEFINITION.search(plain) or REACH.match(plain):
            return headed or _ALL
        if ABOUT_ITSELF.search(plain):
            return headed or (_ALL if len(self.stated) > 1 else self.default)
        return None

    def _under(self, words: str, plain: str, lead: str, headed: tuple[Audience, ...]) -> tuple[Audience, ...]:
        """Whom an item speaks to: the subject of its own sentence, else of its lead-in."""
        fragment = (
            not re.match(r"[A-Z\"'(*]", words.strip()) or not MODAL.search(plain) or INSTRUCTING.match(plain)
        )
        named = None if fragment else self._itself(plain, headed) or self._own(plain, headed)
        if named is None and _DEFINING.search(tidy(lead)):
            return headed or _ALL
        return (
            named
            or self._own(tidy(_last(lead)), headed)
            or self._own(tidy(lead), headed)
            or self._unnamed(plain, headed, self.force.lead(lead) is Force.information)
        )

    def _meant(self, plain: str, around: tuple[Audience, ...]) -> tuple[Audience, ...]:
        """A heading "Parents" above a clause on what to tell parents is a topic and no audience."""
        return (
            self.default if around == (Audience.parents,) and Audience.parents in groups_in(plain) else around
        )

    def _own(self, plain: str, headed: tuple[Audience, ...]) -> tuple[Audience, ...] | None:
        """The audience that the first sentence to rule anything names; None where it names none."""
        sentences = _SENTENCE_END.split(plain)
        rules = (one for one in sentences if self.force.verdict(one).force is not Force.information)
        for sentence in dict.fromkeys((sentences[0], next(rules, sentences[0]))):
            main = main_clause(sentence)
            if run_on := _RUN_ON.match(main):
                main = main[run_on.start(1) :]
            found = self._subject(main, headed) or self._condition(sentence, headed)
            if found:
                return found
        return None

    def _condition(self, sentence: str, headed: tuple[Audience, ...]) -> tuple[Audience, ...] | None:
        """Whom an opening condition names, where the rule itself goes on without a name."""
        main = main_clause(sentence)
        if main == sentence or not re.match(r"(?:they|he|she|he/she|it)\b", main, _I):
            return None
        opening = re.sub(
            r"^(?:if|when|where|whenever|once|before|after|while|as|should)\s+",
            "",
            sentence[: len(sentence) - len(main)],
            flags=_I,
        )
        return self._subject(opening, headed)

    def _subject(self, main: str, headed: tuple[Audience, ...]) -> tuple[Audience, ...] | None:
        """The groups that stand as the subject of a main clause, where they are the ones who act."""
        main = main.lstrip("\"'")
        if (
            INSTRUCTING.match(main)
            or FORBIDDING.match(main)
            or re.match(r"(?:please|you|we|they|it|this|these)\b", main, _I)
        ):
            return None
        if EVERYBODY.match(main):
            return headed or _ALL
        if ANYBODY.match(main):
            everybody = (
                Audience.learners in self.stated
                or Audience.all in self.stated
                or re.match(r"no[ -]one covered by", main, _I)
            )
            return _ALL if everybody and not headed and self.default != (Audience.learners,) else None
        only = re.match(r"only\b", main, _I)
        match = GROUP.search(main)
        if match is None or not leads_up(main[: match.start()]):
            return self._agent(main) or self._organisation(main)
        subject, rest = subject_and_rest(main, match)
        groups = groups_in(f"{subject} must") if subject else set()
        if not groups:
            return _STAFF if groups_in(match.group()) == {Audience.staff} else None
        if only and not groups <= {Audience.learners, Audience.parents}:
            return _STAFF if Audience.learners not in groups else _ALL
        passive = PASSIVE.match(rest)
        if passive and not ADDRESSED.search(passive.group(0)):
            if agent := self._agent(main):
                return agent
            return None if groups & {Audience.learners, Audience.parents, Audience.all} else _ordered(groups)
        return _ordered(groups)

    def _agent(self, main: str) -> tuple[Audience, ...] | None:
        """Whom "by …" names as the one who does what is to be done."""
        verb = MODAL.search(main)
        done = CARRIED_OUT.search(main) or (BY.search(main, 0, verb.start()) if verb else None)
        if not done:
            return None
        match = GROUP.match(done.group("who"))
        groups = groups_in(match.group()) if match else set()
        return _ordered(groups) if groups and (done.re is CARRIED_OUT or groups == {Audience.staff}) else None

    def _organisation(self, main: str) -> tuple[Audience, ...] | None:
        """Duties of the organisation itself fall to those who manage it."""
        if ORGANISATION.match(main) and self.force.verdict(main).force in (
            Force.obligation,
            Force.prohibition,
        ):
            return (Audience.managers,)
        return None

    def _unnamed(
        self, plain: str, headed: tuple[Audience, ...], told: bool | None = None
    ) -> tuple[Audience, ...]:
        """Whom a clause without a named subject speaks to."""
        if headed or self.default == (Audience.learners,):
            return headed or self.default
        if re.search(r"\b(?:disciplinary|dismiss\w+|gross misconduct)\b", plain, _I):
            return self.default
        if told is None:
            told = all(
                self.force.verdict(one).force is Force.information for one in _SENTENCE_END.split(plain)
            )
        if told and (self.stated & {Audience.learners, Audience.parents} or self.default == _ALL):
            return _ALL
        if self.default == _ALL and groups_in(plain) & {Audience.learners, Audience.staff} == {
            Audience.learners
        }:
            return _STAFF
        return self.default

    def _spoken(self, text: str) -> Counter[Audience]:
        """How often each group is the subject of a sentence of the document."""
        spoken: Counter[Audience] = Counter()
        for sentence in re.split(r"(?<=[.!?:;])\s+|\n+", text):
            main = main_clause(tidy(MARKER.sub("", sentence)))
            if EVERYBODY.match(main):
                spoken[Audience.all] += 1
            elif (match := GROUP.search(main)) and leads_up(main[: match.start()]) and MODAL.search(main):
                spoken.update(groups_in(subject_and_rest(main, match)[0]))
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
        stated = stated or self.stated
        learners = self.spoken[Audience.learners]
        staff = self.spoken[Audience.staff] + self.spoken[Audience.managers] + self.spoken[Audience.governors]
        if stated and not stated & {Audience.learners, Audience.all}:
            return _STAFF if Audience.staff in stated else _ordered(stated)
        if learners > 2 * staff and learners > 3:
            return (Audience.learners,)
        if (
            self.users
            or ({Audience.learners, Audience.staff} <= self.parts and Audience.staff not in stated)
            or self.spoken[Audience.all] * 3 >= staff
            or (learners * 2 >= staff and Audience.staff not in stated)
        ):
            return _ALL
        return _STAFF


def _heading_of(headings: tuple[str, ...]) -> tuple[Audience, ...]:
    for heading in reversed(headings):
        if found := _heading(heading):
            return found
    return ()


def _heading(heading: str) -> tuple[Audience, ...]:
    """The audience that a heading names as its own ("For learners", "Policy - Staff", "Parents and visitors")."""
    heading = in_plain_letters(heading)
    bare = (
        re.sub(
            r"^(?:part|section|appendix|annex)?\s*[A-Z]?[\d.()]*[.):]?\s+(?=\S)",
            "",
            " ".join(heading.split()).rstrip(" .:;"),
            flags=_I,
        )
        if not GROUP.match(heading)
        else heading.rstrip(" .:;")
    )
    if match := HEADING.search(bare):
        return _ordered(groups_in(match.group("who") or match.group("who2")))
    return ()


def _titled(title: str) -> tuple[Audience, ...]:
    match = TITLE.search(" ".join(in_plain_letters(title).split()))
    return _ordered(groups_in(match.group("who"))) if match else _heading(title)


def _ordered(groups: Iterable[Audience]) -> tuple[Audience, ...]:
    """Groups in their fixed order; staff together with learners are all."""
    found = set(groups)
    if found == {Audience.parents, Audience.all}:
        return (Audience.parents,)
    if Audience.all in found or {Audience.staff, Audience.learners} <= found:
        return _ALL
    return tuple(group for group in Audience if group in found)


def _last(lead: str) -> str:
    return _SENTENCE_END.split(lead.strip())[-1]
