"""How strongly a clause binds, from its own words and its lead-in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.document import Force
from corpus.fragments import NEGATIVE_FRAGMENT, is_sentence, stands_alone
from corpus.leads import ADVISING, FORMAL, GUIDED, NAMED, QUESTIONS, REFUSED
from corpus.modality import (
    DUTY_WITH_SHOULD,
    FORBIDDING,
    INSTRUCTING,
    SHOULD,
    SHOULD_NOT,
    SIGNALS,
    Verdict,
    in_plain_letters,
    main_clause,
    masked,
    tidy,
)
from corpus.rows import row_force
from corpus.statements import ABOUT_ITSELF, DEFINITION, REFERENCE
from corpus.verbs import DONE, PRESENT, ROLE

_I = re.IGNORECASE
_SILENT = Verdict(Force.information, 0)
_TOLD = Verdict(Force.information, 3)
_PLACE = re.compile(
    rf"\b(?:is|are)(?: then| always| also| first| normally| immediately| promptly| never)* {DONE}\b|\b(?:goes|go|come|comes|passes|pass|travels?) (?:to|in|back|on|straight|into|through|from|home|off|first)\b",
    _I,
)
_ACT = re.compile(
    rf"^(?:(?:the|each|every|a|an|any|all|our|your|two|one|both|new|whoever|somebody|someone|everyone|anyone)\b ?)?(?:[\w'/-]+ ){{0,4}}?(?:{ROLE}|starters|whoever \w+ \w+ \w+)"
    rf"(?: (?:or|and|of|on|in|with|who|without|taking|seen|from) [^,;]{{1,60}}?)?,? (?:\w+ly |then |also |always |first |each |alone )?{PRESENT}\b(?! (?:is|are|was|were|must|may|should|will|has|have|can)\b)(?<!\bheads)",
    _I,
)
_KEPT = re.compile(
    r"\b(?:kept|held|retained|stored) (?:until|for (?:\d+|\w+) (?:years?|months?|days?))|\b(?:held|kept|left) (?:back|out of|alone)|\badded together\b|\b(?:normally|usually|generally|routinely|often|sometimes)\b",
    _I,
)
_TIMED = re.compile(
    rf"^(?:the|each|every|a|our|your|both)?\b ?(?:[\w'-]+ ){{0,4}}?(?:{ROLE}|sides|office|college|school|leads?)\b[^.;]*? (?:within|by) (?:one|two|three|five|ten|\d|noon|the (?:end|same|next))",
    _I,
)
_ORGANISATION = re.compile(
    r"^(?:we|our|the (?:school(?! business| office| nurse| counsellor)|college|trust|council|company|provider|service|board|policy|code|academy|organisation)|it|this|these|they|such|there|either)\b",
    _I,
)
_COURTESY = re.compile(r"^please (?!read|ensure|make sure|note|do not|don't|avoid|complete|sign|report)", _I)
_CAUTIOUS = re.compile(
    r"^(?:be (?:wary|cautious|careful|kind|alert)|consider|think|try|if in doubt|choose|feel free|keep a|ask yourself)\b",
    _I,
)
_FREE = re.compile(
    r"^(?:wear|use|choose|take|bring) (?:what|whatever|as many|any \w+ you)\b.*\b(?:like|wish|want)\b|^feel free\b",
    _I,
)
_OCCASION = re.compile(
    r"(?:(?!.*\b(?:must|should|may|shall|will|can)\b)(?:if|when|whenever|where|before|after|once|during|in an)\b|remember\b)[^.]*:$",
    _I,
)
"""A lead-in that only names the occasion on which its items are to be done."""
_OWN_DUTY = re.compile(r"(?:(?!who\b|which\b|that\b)[\w/'()-]+ ){1,12}?(?:must|shall)\b", _I)


class Reader:
    """Reads force as one document uses its words.

    Some documents keep "must" for duties and "should" for advice; others hardly write "must", and
    their "should" binds. Which one this is follows from how often it writes each.
    """

    def __init__(self, text: str) -> None:
        must = len(re.findall(r"\b(?:must|shall)\b", text, _I))
        should = len(re.findall(r"\bshould\b", text, _I))
        self.should_binds = should >= 5 and should >= 0.8 * must
        self._known: dict[str, Verdict] = {}

    def sentence(self, words: str) -> Force:
        """The force of one sentence that stands by itself."""
        return self.verdict(words).force

    def clause(self, words: str, lead: str, sentences: Sequence[str]) -> Force:
        """The force of a clause: a fragment takes its lead-in's, a sentence of its own keeps its own."""
        words, lead, *sentences = map(in_plain_letters, (words, lead, *sentences))
        if "|" in words:
            return row_force(words, lead)
        if lead.strip() and "|" not in lead:
            return self._under(words, lead, sentences)
        verdicts = [self.verdict(one) for one in sentences] or [self.verdict(words)]
        for place, one in enumerate(verdicts):
            told = any(earlier.plainness == 3 for earlier in verdicts[:place])
            if one.force is not Force.information and not (told and one.plainness == 1):
                return one.force
        return Force.information

    def lead(self, lead: str) -> Force:
        """The force that a lead-in lends to the fragments beneath it."""
        lead = in_plain_letters(lead).strip()
        last = tidy(re.split(r"(?<=[.!?])\s+(?=[A-Z])", lead.strip())[-1]).rstrip(" :-–—,")
        if re.match(r"(?:this list|the list|these examples)\b", last, _I) and "." in lead:
            last = tidy(re.sub(r"\([^)]*\)", "", lead)).rstrip(" :-–—,.")
        whole = tidy(lead).rstrip(" :-–—,.")
        if REFUSED.search(main_clause(last)) or (last != whole and REFUSED.search(whole)):
            return Force.prohibition
        if QUESTIONS.search(last):
            return Force.recommendation
        verdict = self.verdict(last)
        if ending := re.search(
            r"\b(must|shall|should|ought to|has to|have to|needs? to)(?: also| always| all| therefore)?$",
            last,
            _I,
        ):
            soft = ending.group(1).lower() in ("should", "ought to") and not self.should_binds
            return Force.recommendation if soft else Force.obligation
        if re.match(r"that (?:they|staff|you|\w+) do(?:es)? not\b", last, _I) or re.search(
            r"\bdo(?:es)? not (?!apply|cover|include)[^.]*$", last, _I
        ):
            return Force.prohibition
        if verdict.plainness == 1 and NAMED.search(lead.strip()):
            return Force.information
        if re.search(
            r"\b(?:will|may|might) consider\b|\bthe following will apply\b|\btreated as\b", last, _I
        ):
            return Force.information
        if re.search(r"\b(?:do|does|must|should|may|shall|will|can) ?not$|\bnot to$|\bnever$", last, _I):
            return Force.advised_against if verdict.force is Force.advised_against else Force.prohibition
        if re.fullmatch(
            rf"(?:(?:the|all|each|every|any|our) )?(?:[\w-]+ ){{0,3}}?{ROLE}", main_clause(last), _I
        ):
            return Force.obligation
        if verdict.force is not Force.information or (verdict.plainness == 3 and not GUIDED.search(lead)):
            return verdict.force
        if FORMAL.search(last):
            return Force.information
        if GUIDED.search(lead.strip()):
            return Force.obligation
        return Force.information

    def verdict(self, words: str) -> Verdict:
        """What one sentence states, and how plainly."""
        plain = tidy(words)
        if plain not in self._known:  # the audience is told by the same sentences as the force
            self._known[plain] = self._verdict(plain)
        return self._known[plain]

    def _verdict(self, plain: str) -> Verdict:
        if ABOUT_ITSELF.search(plain) or (
            (REFERENCE.search(plain) or DEFINITION.search(plain)) and not re.search(r"\bmust\b", plain)
        ):
            return _TOLD
        rulings = [
            self._main(part)
            for part in re.split(
                r"(?<=\w\w);\s+|:\s+(?=(?:do not|never|tell|save|ring)\b)|,? but (?=(?:must|should|may not|do not|they must|it must|you must)\b)",
                plain,
            )
            if part.strip()
        ]
        ruling = [one for one in rulings if one.force is not Force.information]
        plainly = [one for one in ruling if one.plainness > 1]
        if plainly or ruling:
            return (plainly or ruling)[0]
        return max(rulings, key=lambda one: one.plainness, default=_SILENT)

    def _main(self, words: str) -> Verdict:
        """What one main clause with its conditions states."""
        if words.rstrip().endswith("?"):
            return _SILENT
        main = main_clause(words.strip()).lstrip("\"'")
        if REFERENCE.search(main) and not re.search(r"\bmust\b", main):
            return _TOLD
        scope = masked(main)
        if re.match(r"please (?:avoid|do not|don't|try not)\b", main, _I):
            return Verdict(Force.advised_against, 3)
        bare = re.sub(r"^please (?:also )?", "", main, flags=_I)
        if FORBIDDING.match(bare):
            return Verdict(Force.prohibition, 2)
        if re.match(r"be aware that\b", bare, _I):
            return _TOLD
        if _FREE.match(main):
            return Verdict(Force.permission, 2)
        if (
            _CAUTIOUS.match(main)
            or re.match(r"(?:if|when|where|whenever) in (?:any )?doubt\b", words, _I)
            or _COURTESY.match(main)
        ):
            return Verdict(Force.recommendation, 2)
        if INSTRUCTING.match(bare):
            return Verdict(Force.obligation, 2)
        return (
            self._signal(scope) or self._told(scope, main) or self._signal(masked(main, sure=True)) or _SILENT
        )

    def _signal(self, scope: str) -> Verdict | None:
        """The earliest word of duty, ban or leave in the main clause."""
        found = [
            (match.start(), rank, force)
            for rank, (force, pattern) in enumerate(SIGNALS)
            if (match := pattern.search(scope))
        ]
        binds = self.should_binds
        if match := SHOULD_NOT.search(scope):
            weak = not binds or re.search(r"\bshould(?: also)? avoid\b", scope, _I)
            found.append((match.start(), 99, Force.advised_against if weak else Force.prohibition))
        elif (match := SHOULD.search(scope)) and not ADVISING.search(scope):
            found.append(
                (
                    match.start(),
                    99,
                    Force.obligation if binds or DUTY_WITH_SHOULD.search(scope) else Force.recommendation,
                )
            )
        if match := ADVISING.search(scope):
            found.append((match.start(), 98, Force.recommendation))
        if not found:
            return None
        force = min(found)[2]
        if re.search(r"\bshould be (?:\w+ly )?(?:discouraged|avoided)\b", scope):
            force = Force.advised_against
        if force is Force.recommendation and re.search(r"\bcontra(?:ry|dictory) to\b", scope):
            force = Force.prohibition
        return Verdict(force, 3)

    def _told(self, scope: str, main: str) -> Verdict | None:
        """A rule told as a fact: what is done, and by whom."""
        if ABOUT_ITSELF.search(main):
            return _SILENT
        if (
            re.search(r"\b(?:will|would|can|may)\b", scope)
            or re.match(r"(?:as|such) \w+", main)
            or _ORGANISATION.match(main)
        ):
            return None
        if _KEPT.search(main):
            return _SILENT
        return (
            Verdict(Force.obligation, 1)
            if _PLACE.search(scope) or _ACT.match(scope) or _TIMED.match(main)
            else None
        )

    def _under(self, words: str, lead: str, sentences: Sequence[str]) -> Force:
        """The force of an item that hangs on a lead-in."""
        first = sentences[0] if sentences else words
        leading = self.lead(lead)
        if _OWN_DUTY.match(tidy(first)):
            return self.verdict(first).force
        if leading is Force.recommendation and QUESTIONS.search(lead):
            own = self.verdict(first)
            rules = own.force not in (Force.information, Force.permission)
            return own.force if own.plainness == 3 and rules and not first.rstrip().endswith("?") else leading
        if NEGATIVE_FRAGMENT.match(first) and leading is not Force.information:
            advice = leading is Force.recommendation and not ADVISING.search(lead)
            return Force.advised_against if advice else Force.prohibition
        if FORBIDDING.match(first) and leading in (Force.obligation, Force.recommendation):
            return Force.prohibition if leading is Force.obligation else Force.advised_against
        if (
            leading is Force.information
            and re.search(r"\b(?:actions?|purposes?|aims?|objectives?)\b", lead, _I)
            and not re.search(r"\bmust\b", first)
        ):
            return leading
        if is_sentence(first):
            own = self.verdict(first)
            if own.plainness == 3 or leading is Force.information or stands_alone(first):
                return own.force
            return own.force if own.plainness and leading is Force.prohibition else leading
        own = self.verdict(first)
        if leading is Force.information:
            main = main_clause(tidy(first))
            instructs = INSTRUCTING.match(main) or FORBIDDING.match(main)
            return own.force if instructs and _OCCASION.match(tidy(lead)) else leading
        if leading is Force.obligation and own.force is Force.information and own.plainness == 3:
            return Force.information
        return Force.obligation if ADVISING.search(lead) and leading is not Force.prohibition else leading


def strongest(forces: Sequence[Force]) -> Force:
    """The force of a unit of several sentences: the first that rules anything."""
    return next((force for force in forces if force is not Force.information), Force.information)
