"""What a sentence does to whoever reads it: its main clause, its verbs of duty and leave, and their scope."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from corpus.document import Force
from corpus.verbs import BASE, DONE, ROLE

_I = re.IGNORECASE
_STARTERS = (
    r"(?:if|when|where|whenever|wherever|once|before|after|while|whilst|although|though|unless|until|as|since|because|should(?= \w+ \w+ \w+)|"
    r"in|on|at|for|from|by|during|within|under|to|with|without|upon|following|except|given|despite|given that|even|whatever|however)"
)
_OPENING = re.compile(rf"^{_STARTERS}\b(?! of the following)[^,;:]{{1,220}}[,:;]\s+", _I)
_CONTINUED = re.compile(r"(?:[^,;:]{1,100},\s+){0,2}?(?:or|and|nor)\b[^,;:]{1,120},\s+", _I)
_VERB = re.compile(r"\b(?:must|should|shall|may|is|are|will|can|cannot|has|have)\b", _I)
_BINDING = re.compile(r"\b(?:must|should|shall|may)\b", _I)
_SUBORDINATE = re.compile(
    r"(?:should|if|when|where|whenever|wherever|once|before|after|while|although|though|unless|until|as|since|because)\b",
    _I,
)
_OPENING_BARE = re.compile(
    rf"^(?:within|at|in|on|for|during|after|before|by|from)\b(?: (?!must\b|should\b|may\b|shall\b|can\b|will\b|is\b|are\b|not\b)[\w'-]+){{1,6}}?(?<!\bno)(?<!\bthe)(?<!\ba)(?<!\bany)(?<!\bor)(?<!\band) (?=(?:{BASE}) (?:the|your|a|an|it|them|any|all|every|each|up|out|in)\b)",
    _I,
)
_INSTRUCTED = re.compile(rf"(?:[^,;:]{{1,100}},\s+){{1,2}}?(?=(?:{BASE}) )", _I)
_SHORT = re.compile(
    r"^(?:however|therefore|indeed|likewise|similarly|in addition|additionally|also|again|then|please note|note|important|for example|in particular|accordingly|finally|in exceptional cases|only)[,:]\s+",
    _I,
)
_TAIL = re.compile(
    r"\b(?:unless|if|because(?! of)|provided(?: that)?|providing|as long as|so long as|so that|in case|in order (?:to|that)|until|whether|"
    r"(?:even )?(?:when|where|though|if)|whenever|wherever|while|whilst|although|once|before|after(?!-)|whatever|whichever|however|as though|except (?:where|when|if))\b"
    r"[^,;.]*",
    _I,
)
_RELATIVE = re.compile(
    r"\b(?:who|which|that|what|whose \w+|(?:as|what|how|that|than) (?:they|it|this|you|we|he|she|he/she)|how|why|whom)\s+(?:\w+ly |also |then |each )?(?:must|may|can|could|might|should|shall|will|would|need(?:s)? to|has to|have to|is|are|was|were)(?: (?:not|never|be|have|reasonably))*\b(?=.*\b(?:must|shall|should|may|can|will|is|are|needs?|has|have|do|does)\b)",
    _I,
)
_RELATIVE_LATE = re.compile(
    r"\b(?:which|whose \w+|(?:that|what|how|as|if|whether|than) (?:they|you|he|she|it|we|he/she)|(?<=\w )that)\s+(?:\w+ly |also )?(?:must|may|can|could|might|should|would|will)(?: (?:not|never|be|have))*\b",
    _I,
)


_SURE_TAIL = re.compile(
    r"\b(?:unless|if|because(?! of)|so that|in case|until|whether|although|though)\b[^,;.]*", _I
)


@dataclass(frozen=True)
class Verdict:
    """The force a sentence states, and how plainly: 3 in so many words, 2 as an instruction, 1 by telling what is done, 0 not at all."""

    force: Force
    plainness: int


LONGEST = 4000
"""Characters of a sentence beyond which its force is no longer looked for."""


def in_plain_letters(words: str) -> str:
    """The words with hyphens of one kind, and without ligatures and other forms of letters that only look otherwise."""
    return unicodedata.normalize("NFKC", words).translate({0x2010: "-", 0x2011: "-"})


@lru_cache(maxsize=4096)
def tidy(words: str) -> str:
    """The words in one line, with straight quotes and without emphasis, brackets and footnote marks."""
    plain = (
        " ".join(in_plain_letters(words[:LONGEST])[:LONGEST].split())
        .replace("’", "'")
        .replace("‘", "'")
        .replace("“", '"')
        .replace("”", '"')
    )
    plain = re.sub(r"\b(can)'t\b", r"\1not", re.sub(r"\bwon't\b", "will not", plain, flags=_I), flags=_I)
    plain = re.sub(r"(?<=\w)n't\b", " not", plain, flags=_I)
    plain = re.sub(r"\[\^?\w+\]|[†‡§]|\*+|__", "", plain)
    if re.fullmatch(r"\s*[(\[].*[)\]]\s*\.?\s*", plain):
        plain = plain.strip(" ()[].")
    plain = re.sub(r"\s*\([^()]*\)", "", re.sub(r"\s*\([^()]*\([^()]*\)[^()]*\)", "", plain))
    return re.sub(r"^(?:please note|note|n\.?b\.?|important)\s*[:–-]\s*", "", plain.strip(), flags=_I).lstrip(
        "•·-–—\"'( "
    )


def main_clause(words: str) -> str:
    """The words without the conditions that open the sentence."""
    main = words
    for _ in range(5):
        cut = _SHORT.sub("", main)
        if (opening := _OPENING_BARE.match(cut) or _OPENING.match(cut)) and not _swallows(cut, opening.end()):
            cut = cut[opening.end() :]
            rest = _CONTINUED.match(cut) or _INSTRUCTED.match(cut)
            if (
                rest
                and not INSTRUCTING.match(cut)
                and not FORBIDDING.match(cut)
                and not _BINDING.search(rest.group())
            ):
                cut = cut[rest.end() :]
        if cut == main or not cut:
            break
        main = cut
    return main


def _swallows(words: str, end: int) -> bool:
    """Whether an opening up to `end` would take the main verb with it."""
    if not _BINDING.search(words[:end]) or INSTRUCTING.match(words[end:]):
        return False
    return bool(_TAIL.match(words, end)) or not (_SUBORDINATE.match(words) and _VERB.search(words[end:]))


def masked(main: str, sure: bool = False) -> str:
    """The main clause with the verbs of its subordinate clauses blanked; with `sure`, only where no doubt is possible."""

    def blank(match: re.Match[str]) -> str:
        return "_" * len(match.group())

    main = _RELATIVE.sub(blank, main)
    main = _RELATIVE_LATE.sub(blank, main)
    return (_SURE_TAIL if sure else _TAIL).sub(
        lambda match: blank(match) if match.start() > 0 else match.group(), main
    )


_NOBODY = r"(?:nobody|no[ -]one|none of|neither|nothing|no (?!longer|later|more than|less than|fewer|matter|way)(?:[\w'/,-]+ ){1,14}?(?=(?:may|must|should|shall|will|is|are|needs?|does|do)\b))"
_NEGATED = r"(?:not|never|under no circumstances|neither|in no (?:case|event)|on no account|no longer)"
_ADVICE = r"(?:advised|recommended|encouraged|urged|asked|invited|suggested|advisable|preferred|preferable|good practice|best practice|sensible|helpful|welcomed)"

# Earliest in the main clause wins; of two that start at one place, the one that stands higher.
SIGNALS: tuple[tuple[Force, re.Pattern[str]], ...] = tuple(
    (force, re.compile(pattern, _I))
    for force, pattern in (
        # To be told something is information, whatever the verb.
        (
            Force.information,
            r"(?:\b(?:should|must|needs? to|has to|have to|shall|will) (?:also |all |always )?|\bit (?:should|must) be )(?:be (?:made )?(?:aware|mindful)|note[d]?|remember(?:ed)?|bear in mind|recogni[sz]e|appreciate|understand|be reminded|acknowledge that)\b(?! of (?:and|their duties)| and )(?! this)",
        ),
        (
            Force.information,
            r"\b(?:will|may|can|could|might|would)(?: also| then| normally| usually| therefore| only| always)* be (?:asked|regarded|treated|dealt|investigated|reportable|considered|viewed|seen as|reviewed|updated|monitored|liable|subject|classed|deemed|counted|referred under|disciplined|criticised|criticized|penalised|sanctioned|dismissed|ended|suspended without|refused permission|terminated|suspended|moved|withdrawn|prosecuted|charged)\b",
        ),
        (
            Force.information,
            r"\b(?:may|can|could|might|would|will)(?: also| then| in turn| potentially| well| even| ultimately)* (?:lead|result|face|breach|amount|constitute|mean|help|cause|damage|affect|impact|adversely|happen|vary|include|become|apply to|point|enhance|support|harm|breach|expose|put|end in|fall|arise|seem|appear|count|depend|need|need to|have to|no longer|not always|not (?:apply|count|cover|affect|be (?:possible|available|disciplined|criticised|penalised|blamed|charged|held|put|told|refunded|affected))|never count|bring (?:the|into|about)|pose)\b",
        ),
        (
            Force.information,
            r"(?<!exception )\b(?:do|does|did)(?: not| n't)(?: \w+ly)? (?:apply|cover|extend|count|affect|mean|guarantee|provide|always|constitute|imply|prove|relate|form|replace|include|accept (?:any )?(?:liability|responsibility)|endorse|pay for)\b|\b(?:is|are) not (?:misconduct|malpractice|bullying|harassment|a breach|responsible|liable|exhaustive|covered|affected|considered to be|intended|substitutes?|a substitute|a punishment|automatic|in itself|in themselves|enough|run by|run,|bound|refunded|exempt|the same|always|confined|limited)\b|\bnot a breach\b",
        ),
        (
            Force.information,
            r"\bis never (?:a|an|automatic|too)\b|\b(?:is|are) not expected to\b(?! (?:use|take|give|share))|\b(?:is|are) (?:no(?:t a)?) (?:charge|cut-off|defence|excuse|time limit)\b|^there (?:is|are|was|were|may|might|will)\b(?! no excuse)|\b(?:is|are|will be) retained? ?for\b",
        ),
        # What sounds like a ban but leaves people free.
        (
            Force.permission,
            r"\b(?:do|does|need|needs) not (?:have|need) to ask\b|\bneed not\b|\b(?:is|are) not (?:obliged|forbidden|prohibited|banned|against the rules|compelled)\b|\bno need to\b|\bno wish to\b|"
            r"\b(?:do|does) not (?:wish to |seek to |intend to )?(?:discourage|forbid|prohibit|ban)\b|"
            r"\b(?:is|are|remains?) (?:entirely |purely )?(?:voluntary|optional)\b|\bnot be reasonable to (?:expect|instruct|ask)\b|\b(?:rule|ban|restriction|prohibition|limit|bar)s?(?: in)? ?[\d.()a-z]* (?:do|does) not (?:apply|cover|extend)\b|\bneeds? no (?:permission|approval|consent to)\b|\bwithout (?:having to ask|asking)\b",
        ),
        (
            Force.information,
            r"\b(?:nobody|no[ -]one) (?:(?:is|will be)(?: to be)? (?:required|expected|obliged|forced|asked)|has to|have to)\b|\b(?:do|does) not (?:prevent|stop)\b|\bnothing (?:in|here)\b|\b(?:do|does)(?: not|n't) (?:have|need)\b|\b(?:is|are) not (?:needed|required|necessary)\b|\bneeds? no\b",
        ),
        # Advice against.
        (
            Force.advised_against,
            rf"\b(?:are|is|be|been) (?:\w+ly |also )*{_ADVICE}(?: \w+ly)?,?(?: in their own interests?,?)? (?:not to|against|that [^.]{{0,90}}\bnot\b)|\b(?:it is |we )?(?:\w+ly )?(?:advise|recommend|suggest)(?:s|ed)? (?:\w+ |that )*?(?:not|against)\b|\b(?:we |the \w+ )(?:would )?(?:\w+ly )?(?:discourages?|advises? (?:\w+ )?against)|"
            r"\bdiscouraged\b|\b(?:is|are) (?:best|better|to be) avoided\b|\bnot (?:generally |normally |usually )?(?:recommended|advisable|advised|encouraged|ideal|good practice|(?:generally |normally )suitable|desirable|wise)\b|"
            r"\btry not to\b|\bplease (?:avoid|do not|don't|try not)\b|\b(?:is|are) (?:unwise|inadvisable|undesirable|advised against)\b|\bthink (?:hard|carefully|twice) before\b|\brather you did not\b|\bask (?:you|people|visitors|staff|parents|families|everyone) not to\b",
        ),
        # Bans.
        (
            Force.prohibition,
            rf"\b(?:must|shall|may|can)(?: \w+){{0,2}}? {_NEGATED}\b(?! only)|\b(?:must|shall) (?:\w+ly )?(?:be (?:refused|turned down|turned away|avoided|prevented)|refrain|avoid|desist|cease|stop|neither|drink no|take no|make no|give no|have no|accept no|post no|hold no)\b|\bmay only\b(?=[^.]{{0,10}}$)|\bcannot (?:be (?:used|taken|given|shared|worn|brought|left|accepted|handed|removed|copied|transferred|carried)|use|take|bring|give|work|have|share)\b",
        ),
        (
            Force.prohibition,
            rf"(?:^|\b(?=nobody|no[ -]one)){_NOBODY}(?! of these)(?! (?:is|will be) (?:required|expected))(?! will)(?! proves)(?! need)(?! (?:has|have) to)\b",
        ),
        (
            Force.prohibition,
            r"^(?:and |but )?only (?!if\b|when\b|where\b|by\b|in\b|on\b|then\b|use\b|collect\b|take\b|give\b|share\b|send\b|ask\b|keep\b)",
        ),
        (
            Force.prohibition,
            r"\b(?:is|are|be|being|remain|remains|becomes?)(?: \w+ly)? (?:forbidden|prohibited|banned|unacceptable|refused|barred|unlawful|illegal|out of bounds|off limits|not to be|an offence to)\b|\bnot (?:be )?(?:\w+ly )?(?:allowed|permitted|acceptable|tolerated|authorised|accepted|appropriate|considered (?:to be )?(?:acceptable|appropriate))\b|\b(?:it is|are|is) (?:\w+ly )?inappropriate\b|\binappropriate (?:uses?|to use)\b|"
            r"\bunder no circumstances\b|\bon no account\b|\b(?:has|have) no place\b|\b(?:is|are|be) (?:contradictory|contrary) to\b|\bzero[ -]tolerance\b|\bwill (?:be|result in being) treated as (?:gross )?misconduct\b|\b(?:is|are|constitutes?) (?:a breach|gross misconduct|malpractice|a (?:serious )?disciplinary offence)\b|\bnot (?:an )?(?:option|excuse)\b",
        ),
        (
            Force.prohibition,
            rf"\b(?:is|are)(?: \w+ly| then| ever)* (?:never|not) (?:\w+ly |to be )?{DONE}\b|\bnever (?:be )?{DONE}\b",
        ),
        (
            Force.prohibition,
            rf"\b{DONE}(?: \w+){{0,1}} only (?:by|with)\b|^{ROLE} (?:will|do|does) (?:not|never)\b(?! (?:have|need|count|keep|be|receive|always|normally)\b)|^{ROLE} never\b|\b(?:stay|left|leave)s? (?:away|outside)\b|\bis an offence\b|\bexceptions?(?: in)? ?[\d.()a-z]* (?:do|does) not apply\b|\bnor (?:may|must|can)\b",
        ),
        # Leave.
        (
            Force.permission,
            r"\b(?:is|are|be|remain|remains|feel)(?: \w+ly| also| still| always)* (?:free to|welcome|entitled|allowed|permitted|able|at liberty)\b|\b(?:reserves?|has|have) the (?:right|option|freedom)\b|\b(?:is|are) (?:usually |normally |also |perfectly )*(?:acceptable|fine|possible|tolerated|optional|permissible|ok|okay)\b|\bup to you\b|\b(?:is|are) (?:your|their|his or her|a personal) (?:own )?(?:choice|decision)\b|\bit is for the individual\b|\bhave (?:up to|the use)\b|\b(?:at|on|receives?) full pay\b|\bpaid in full\b|\bmay have (?:up to|free|one|two|a|an)\b",
        ),
        (
            Force.permission,
            r"\bmay\b(?! (?:also |already )?(?:have|be (?:a|an|in|at|seen|open|contrary|because|aware|asked|disclosed|claimed|able|unable|charged|required|expected|at risk|vulnerable|relevant|appropriate|necessary))\b)(?! (?:also )?(?:lead|result|face))",
        ),
        (
            Force.permission,
            rf"(?:\b(?:you|they|anyone|anybody|everyone|who|{ROLE[3:-1]})(?: \w+){{0,3}}?|^\w+(?: \w+){{0,3}}?) can (?:also |still |always |then )?(?:ask|choose|opt|apply|request|take|use|bring|carry|refuse|appeal|attend|leave|claim|work|wear|keep|access|decline|complain|speak|raise|withdraw|contact|get|book|borrow|share|join|report|change|stay|go|make)\b|\bcan (?:also )?be (?:used(?! as)|worn|given|made|negotiated|accepted|shared|brought|taken|borrowed|carried|requested|agreed|booked|waived|granted|arranged|claimed|raised|contacted)\b",
        ),
        # Duties.
        (
            Force.obligation,
            r"\b(?:must|shall)\b|\b(?:has|have|need|needs|is|are) to (?!do with|a\b|the\b)\b|\b(?:is|are|be|remain)(?: \w+ly| also| always| therefore)* (?:required|obliged|expected|bound(?! by)|needed (?:for|before|from)|compulsory|mandatory|essential|obligatory|under a duty|duty[- ]bound|responsible for|accountable for|imperative|vital)\b|\b(?:has|have) (?:a|an|the|overall|some|particular|\w+) ?(?:legal |statutory |key |clear )?(?:responsibility|duty|obligation)\b|\bresponsib(?:le|ility) (?:to|for|of)\b|"
            r"\b(?:we|school|college|trust|provider|council|service|company|\w+)(?: also| will| will also| fully)* expects? (?!to\b)\b|\bit is (?:a|the|your|their) (?:duty|responsibility)\b|\bneeds? (?:\w+(?:'s|s')? |the |prior |written |\w+ ){0,4}(?:approval|permission|agreement|consent|authority|authorisation|notice|to be)\b|\brequires? (?!employers\b)\b|\bneeds? (?:a signed|a completed|both|at least|two|sight)\b|\bwill (?:be )?(?:required|expected|obliged|asked) to\b|\bagree to abide\b|\bthe only [\w ]{1,30} (?:on|by|in|through|to|from) which\b",
        ),
        # Advice.
        (
            Force.recommendation,
            rf"\b(?:is|are|be) (?:\w+ly |therefore |also )*{_ADVICE}\b|\b(?:we|i|the \w+)(?: \w+ly| would)* (?:advise|recommend|encourage|suggest|urge|ask|welcome|expect)s?\b|\bit is (?:\w+ )?(?:good practice|advisable|helpful|sensible|wise|worth|recommended|a good idea)\b|\bwould expect\b|\bwherever (?:possible|you can)\b|\b(?:is|are) (?:best|better|ideally)\b|\bpolitely refused\b|(?<!\bwe )\btry to\b|\baim to\b",
        ),
        (
            Force.obligation,
            rf"^(?:all |every |each |any |the |our )?(?:[\w-]+ ){{0,3}}?{ROLE}(?: (?:and|or) [\w ]{{1,25}}?)? (?:will|would)(?: also| always| then| normally)* (?!be\b|have\b|receive\b|normally\b|lead\b|result\b|need\b|get\b|find\b|never\b|not\b)[a-z]+\b",
        ),
    )
)
FORBIDDING = re.compile(
    r"(?:and |but |so |then )?(?:do not|don't|never|avoid|refrain from|on no account|under no circumstances|at no time)\b",
    _I,
)
"""How an order not to do something begins."""
INSTRUCTING = re.compile(
    rf"(?:always |only |then |first |immediately |also |simply |just |and |but |or |instead |carefully |politely |promptly |regularly )*(?:{BASE})\b"
    r"(?!-)(?!\s+\d{4})(?!,(?! \w+ (?:them|it|the|him|her)\b))(?! (?:(?!who|that|which|what|if|how)[a-z'-]+ ){1,3}(?:should|must|may|shall)\b)(?!\s+(?:is|are|must|may|should|will|of|was|were|has|have|can|needs?)\b)(?!')",
    _I,
)
"""How an instruction begins."""
SHOULD_NOT = re.compile(
    r"\b(?:should|ought)(?: \w+){0,2}? (?:not|never|avoid|be avoided|refrain)\b|\bneither\b[^.]* should\b", _I
)
"""A negative "should"."""
SHOULD = re.compile(r"\b(?:should|ought to)\b", _I)
"""A "should" of any kind."""
DUTY_WITH_SHOULD = re.compile(
    r"\bshould (?:then |also |always |immediately |first |instead )*(?:report|declare|notify|comply|adhere|follow|ensure)\b",
    _I,
)
"""A "should" with a verb that leaves no choice."""
