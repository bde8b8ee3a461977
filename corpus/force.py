"""How strongly a clause binds, from its own words and its lead-in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.document import Force

_P, _O, _R, _D, _M, _I = (
    Force.prohibition,
    Force.obligation,
    Force.recommendation,
    Force.advised_against,
    Force.permission,
    Force.information,
)

_VERBS = (
    "abide|accept|acknowledge|act|address|adhere|agree|answer|apply|arrange|ask|assume|attend|avoid|be|behave|bring|call|check|choose|"
    "collect|comply|complete|consider|consult|contact|co-operate|cooperate|count|declare|decline|deliver|dial|discuss|"
    "ensure|enter|establish|explain|familiarise|fetch|fill|follow|give|go|hand|have|help|identify|ignore|inform|instigate|involve|"
    "investigate|keep|know|leave|let|limit|listen|lock|log|look|maintain|make|monitor|notify|obtain|offer|pass|plan|press|"
    "promote|protect|provide|pull|put|raise|read|record|refer|refrain|reject|remain|remember|remove|report|respect|respond|return|"
    "review|ring|safeguard|save|say|seek|send|set|share|show|sign|speak|stay|stop|store|submit|switch|supervise|support|take|talk|"
    "telephone|tell|train|treat|try|turn|understand|uphold|use|wait|walk|wash|wear|work|write"
)

_SIGNALS: tuple[tuple[Force, str], ...] = (
    # What reads like a ban but is none.
    (_M, r"(?:does|do|need|needs) not (?:have|need) to\b|\bneed not\b|\b(?:is|are) not (?:required|obliged|needed|necessary|forbidden|prohibited|banned)\b|"
         r"\bnobody has to\b|\bdoes not (?:prevent|stop|discourage)\b|\bnothing in this policy (?:prevents|stops)\b|\bno need to\b|"
         r"\b(?:is|are) voluntary\b|\bnot reasonable to (?:expect|instruct)\b|\bno wish to stop\b"),
    (_I, r"\bdoes not (?:apply|cover|extend|count|affect|mean)\b|\bdo not (?:apply|cover|extend|count|mean|guarantee)\b|\bnot misconduct\b|"
         r"\bcan(?:not)? be (?:invented|seen|used|manage)|\bshould be noted\b|\bmay be (?:regarded|treated|dealt|investigated|reportable|taken)\b|"
         r"\bmay (?:lead|result|face|also breach|adversely|be a crime)\b|\bmay have harmed\b|\bmay not always\b"),
    # Advice.
    (_D, r"\b(?:strongly |generally |normally )*(?:advised|recommended|encouraged)(?: strongly)? (?:not to|against|that [^.]{0,80}\bnot\b)|"
         r"\b(?:strongly )?discouraged\b(?! from)|\bis (?:best|better) avoided\b|\bnot (?:generally |normally )?(?:recommended|advisable|advised|encouraged)\b|"
         r"\btry not to\b|\bplease avoid\b|\bplease do not\b|\bthink (?:hard|carefully|twice) before\b"),
    # Bans.
    (_P, r"\b(?:must|shall) (?:not|never|under no circumstances)\b|\b(?:must|shall)(?: \w+){0,2} (?:not|never)\b(?! only)|\bmust neither\b|\bmay not\b|\bmay never\b|\bcan ?not\b(?= (?:be (?:used|taken|given|shared|worn|brought|left|accepted)|use|take|bring))|"
         r"\b(?:is|are|be|being|remain|remains)(?: \w+ly)? (?:forbidden|prohibited|banned|unacceptable|refused|turned down|barred|blocked)\b|\bexpressly forbidden\b|\bnot (?:be )?(?:allowed|permitted|acceptable|tolerated|accepted)\b|"
         r"\bnot considered (?:to be )?(?:acceptable|appropriate)\b|\binappropriate (?:uses?|to use)\b|\b(?:nobody|no one|no-one|none|neither|nothing)\b[^.;,]{0,60}?\b(?:may|must|can|should|is|are|will)\b|"
         r"\bno (?:[\w-]+ ){1,5}?(?:may|must|is|are|can|should|will) (?!longer)|\bunder (?:any|no) circumstances\b|\bis never\b|\bare never\b|\bnever be\b|\b(?:is|are) a breach\b|"
         r"\bunder no circumstances\b|\bhas no place\b|\bhave no place\b|\bis contradictory to\b|\bis not an excuse\b|\bmay only\b(?=[^.]{0,10}$)|\bis no defence\b|\bzero tolerance\b"),
    # Leave.
    (_M, r"\b(?:is|are|be|remain|feel) (?:entirely |quite )?(?:free|welcome|welcomed|entitled|allowed|permitted|able)\b(?: to)?|\breserves? the right\b|\bhas the right\b|\bhave the right\b|\b(?:is|are) (?:acceptable|fine|possible|tolerated|optional)\b|"
         r"\bmay\b(?! (?:have|be (?:a|in|at|put|read|seen|open|contrary|because))\b)|\bcan (?:ask|choose|opt|apply|request|be (?:used|worn|given|made|negotiated|accepted|shared|brought|taken)|take|use|bring|still|also|carry|refuse)\b|\bup to you\b|\bis your choice\b|\bwill not be disciplined\b|\bwill not (?:be )?(?:count|held) against\b|\bneeds? no (?:permission|approval)\b"),
    # Duties.
    (_O, r"\b(?:must|shall)\b|\b(?:has|have|need|needs) to\b|\b(?:is|are|be) (?:required|obliged|expected|bound|compulsory|mandatory|essential)\b|\bcompulsory\b|\bmandatory\b|\bessential that\b|\bresponsib(?:le|ility) (?:to|for) ensur|\bhas a responsibility\b|"
         r"\bhave a (?:responsibility|duty)\b|\bexpects? (?:all|every|that|any|staff|you|learners)\b|\bit is a duty\b|\bwill be obliged\b|\bneeds? (?:the )?(?:written|prior|permission|approval|to be)\b|\bneeds? \w+(?:'s|s')? (?:\w+ ){0,2}(?:approval|permission|agreement|consent)\b|\brequires?\b"),
    # Advice to do.
    (_R, r"\b(?:strongly |particularly |warmly )*(?:recommended|encouraged|advised|asked|urged|invited)(?: to| that)?\b|\bit is good practice\b|\bshould consider\b|\bwould expect\b|\bis advisable\b|\bwherever (?:possible|you can)\b|\bin preference to\b"),
)
_COMPILED = tuple((force, re.compile(pattern, re.IGNORECASE)) for force, pattern in _SIGNALS)
_SHOULD_NOT = re.compile(r"\b(?:should|ought)(?: \w+){0,2}? (?:not|never)\b|\bshould avoid\b|\bto be avoided\b|\bbe avoided\b", re.IGNORECASE)
_SHOULD = re.compile(r"\b(?:should|ought to)\b", re.IGNORECASE)
_IMPERATIVE = re.compile(rf"(?:please |always |only |then |immediately |also )*(?:{_VERBS})\b(?!-)(?!\s+(?:is|are|must|may|should|will|of)\b)", re.IGNORECASE)
_FORBIDDING = re.compile(r"(?:please )?(?:do not|don['’]t|never)\b", re.IGNORECASE)
_NEGATIVE_FRAGMENT = re.compile(r"(?:that (?:they|he|she|you|staff|learners|employees|it) )?(?:do |does |are |be |is )?(?:not|never)\b|no\b", re.IGNORECASE)
_CONDITION = re.compile(
    r"^(?:(?:if|when|where|whenever|once|before|after|while|although|though|unless|until|as|because|in the event|for|at|on|from|by|during|within)\b"
    r"[^,;:]{0,160}[,;]\s+)+",
    re.IGNORECASE,
)
_RULE_IN_PASSIVE = re.compile(
    r"\b(?:is|are) (?:then |always |also |first |normally |immediately )?(?:reported|recorded|entered|referred|kept|handed|given|sent|signed|taken|told|notified|stored|locked|"
    r"switched|completed|returned|passed|shown|logged|checked|counted|worn|made|asked|left|rung|informed|destroyed|shared|collected|used|carried|done|renewed|treated|agreed|paid|held|removed|labelled|drawn|looked)\b"
    r"|\bgoes? (?:to|in|back|on|straight)\b",
    re.IGNORECASE,
)
_PASSIVE_BAN = re.compile(
    r"\b(?:is|are|do|does) (?:never|not) (?:\w+ly )?(?:given|used|taken|disguised|held|brought|acted|granted|allowed|left|shared|worn|shown|put|kept|sent|told|made|"
    r"expected to be|carry|carried|give|take|use|bring|hold|travel|count|published|photographed|lent|locked|accepted|done)\b|\b(?:stay|left|leave)s? (?:away|outside)\b",
    re.IGNORECASE,
)
_OPEN_LIST = re.compile(r"\b(?:these|this|which|examples?|purpose|aims?|objectives?|risks?|it|they)\b[^.]{0,80}\b(?:include|includes|are|is to|is|to)\b[^.]{0,20}:?-?$|\bincludes?:?$|\bmeans?:?$", re.IGNORECASE)
_ADVISING = re.compile(r"\bshould be advised\b", re.IGNORECASE)
_RANK = (_P, _D, _O, _R, _M, _I)


class Reader:
    """Reads force as one document uses its words.

    Some documents keep "must" for duties and "should" for advice; others never write "must", and
    their "should" binds. Which one this is follows from how often it writes each.
    """

    def __init__(self, text: str) -> None:
        must = len(re.findall(r"\b(?:must|shall)\b", text, re.IGNORECASE))
        should = len(re.findall(r"\bshould\b", text, re.IGNORECASE))
        self.should_binds = should >= 5 and should > must

    def sentence(self, words: str) -> Force:
        """The force of one sentence that stands by itself."""
        force, strong = self._signal(words)
        if strong:
            return force
        main = _CONDITION.sub("", words.strip().lstrip("\"'“‘(•"))
        if _FORBIDDING.match(main):
            return _P
        if _PASSIVE_BAN.search(main):
            return _P
        if _IMPERATIVE.match(main):
            return _O
        if _RULE_IN_PASSIVE.search(main) and not self.should_binds:
            return _O
        return force

    def clause(self, words: str, lead: str, sentences: Sequence[str]) -> Force:
        """The force of a clause: a fragment takes its lead-in's, a sentence of its own keeps its own."""
        if not lead:
            return strongest([self.sentence(one) for one in sentences] or [self.sentence(words)])
        return self.under(words, lead, sentences)

    def under(self, words: str, lead: str, sentences: Sequence[str]) -> Force:
        """The force of an item that hangs on a lead-in."""
        first = sentences[0] if sentences else words
        leading = self.lead(lead)
        if is_sentence(first):
            own = self.sentence(first)
            return leading if own is _I and leading is not _I and not _stands_alone(first) else own
        if leading is _I:
            return _I
        if leading in (_O, _R, _M) and _NEGATIVE_FRAGMENT.match(first):
            return _P if leading is not _R or not re.search("advised|recommended|encouraged", lead) or _ADVISING.search(lead) or "follow" in lead else _D
        own, strong = self._signal(first)
        if strong and own in (_P, _D):
            return own
        if _ADVISING.search(lead):
            return _O
        return leading

    def lead(self, lead: str) -> Force:
        """The force that a lead-in lends to the fragments beneath it."""
        last = re.split(r"(?<=[.!?])\s+(?=[A-Z])", lead.strip())[-1]
        force, strong = self._signal(last)
        if strong:
            return force
        if re.search(r"\bimportant that\b|\bfollowing (?:guidance|rules|procedure)", last, re.IGNORECASE):
            return _O
        if _FORBIDDING.match(_CONDITION.sub("", last)):
            return _P
        if re.search(r"\bdo(?:es)? not\b|\bnot to\b", last):
            return _P
        if re.search(r"\b(?:checks?|ensures?|makes? sure|shall|will):?$", last):
            return _O
        if _OPEN_LIST.search(last):
            return _I
        if _IMPERATIVE.match(_CONDITION.sub("", last)):
            return _O
        return _I

    def _signal(self, words: str) -> tuple[Force, bool]:
        """The first signal outside brackets and opening conditions, and whether there was one."""
        plain = re.sub(r"\([^)]*\)", " ", words)
        main = _CONDITION.sub("", plain.strip())
        found: list[tuple[int, int, Force]] = []
        for rank, (force, pattern) in enumerate(_COMPILED):
            if match := pattern.search(main):
                found.append((match.start(), rank, force))
        if match := _SHOULD_NOT.search(main):
            found.append((match.start(), -2, _P if self.should_binds else _D))
        elif (match := _SHOULD.search(main)) and not _ADVISING.search(main):
            found.append((match.start(), 99, _O if self.should_binds else _R))
        if not found:
            return _I, False
        return min(found)[2], True


def is_sentence(words: str) -> bool:
    """Whether an item reads as a sentence of its own and not as the end of its lead-in."""
    text = words.strip()
    if not re.match(r"[\"'“‘(]?[A-Z0-9]", text):
        return False
    if _FORBIDDING.match(text) or _NEGATIVE_FRAGMENT.match(text):
        return False
    return bool(re.search(r"\b(?:must|should|shall|may|is|are|will|can|have|has)\b", _CONDITION.sub("", text))) and not _IMPERATIVE.match(text)


def _stands_alone(words: str) -> bool:
    return bool(re.match(r"(?:As|Since|Because|There|This|It|Any|All)\b", words))


def strongest(forces: Sequence[Force]) -> Force:
    """The force of a unit of several sentences: the first that rules anything."""
    ruling = [force for force in forces if force is not _I]
    return ruling[0] if ruling else _I
