"""The groups of people that policies name, and the words they name them by."""

from __future__ import annotations

import re

from corpus.document import Audience

_I = re.IGNORECASE

# A manager is also staff: what names an office is looked for first.
_NAMES: tuple[tuple[Audience, str], ...] = (
    (
        Audience.managers,
        r"(?:line |senior |middle |centre |curriculum |department(?:al)? |team |general |operations? |service |recruiting |hiring |registered )?managers?(?!'s (?:agreement|approval))|head ?teachers?|head ?masters?|head ?mistress(?:es)?|"
        r"(?:deputy |assistant |executive |vice )?(?:heads?|principals?)(?: teachers?)?(?: of [A-Z]\w+(?: (?:and )?[A-Z]\w+)*| of (?:department|service|year|phase|centre|school|college|people|quality|care)s?)?(?= (?:must|should|shall|may|can|will|is|are|has|have|or|and|who|\w+s)\b|/|,|$)|"
        r"senior leaders?|senior leadership(?: team)?|leadership team|the slt|executives?|directors?(?: of [\w ]{3,20})?|chief executive|(?:designated |trust |deputy )?safeguarding (?:lead|officer)s?|dsls?|investigat(?:or|ing officer)s?|"
        r"(?:interview|selection|appointment) panels?|human resources|hr(?: officer| director| department| team)?|data protection (?:officer|lead)|dpo|school business manager|management|schools(?= (?:should|must|shall|may)\b)|evc|educational visits coordinator",
    ),
    (
        Audience.governors,
        r"(?:local |school |parent |link |foundation )?governors?|governing (?:body|board|bodies)|(?:board of )?trustees|advisory board(?: members?)?|board members?|(?:the )?board(?= (?:must|should|shall|will|may|reviews?|approves?)\b)|"
        r"chair of (?:governors|trustees|the governing (?:body|board))|(?:\w+ )?committees?|councillors",
    ),
    (Audience.volunteers, r"volunteers?|(?:parent )?helpers?|students? on placement"),
    (Audience.parents, r"parents?(?:/carers?)?|carers?|famil(?:y|ies)|guardians?|mums? and dads?"),
    (
        Audience.learners,
        r"(?:adult |young |former |current )?(?:learners?|students?|pupils?|apprentices?)|children|(?:a |the |every |any |each |no |young )child|candidates?|sixth[- ]formers?|trainees on programme|young people|undergraduates?|boarders",
    ),
    (
        Audience.staff,
        r"(?:all |supply |agency |teaching |support |site |office )?staff|members? of staff|employees?|colleagues?|(?:trainee |class |subject |supply )?teachers?|tutors?|lecturers?|(?:skills |visiting )?coach(?:es)?|assessors?|invigilators?|"
        r"(?:agency |supply |youth |support |social |key |care )?workers?|(?:teaching |learning support |classroom |care )?assistants?|associates?|practitioners?|(?:duty |lead |school )?nurses?|first[- ]aiders?|(?:minibus )?drivers?|"
        r"(?:visit|trip|class|group|room|team|phase|course) (?:leaders?|leads?|teams?)|leaders?|administrators?|adults(?! at risk| in need| with care)|contractors?|technicians?|receptionists?|caretakers?|trainers?|instructors?|marketing|educators|key persons?|exams officer|"
        r"(?:\w+ )?(?:officers?|coordinators?)|searchers?|trainees?|new starters?|job holders?|postholders?|personnel|full-time employees|part-time employees|the office|attendance office|consultants?|interns?|freelancers?|agents?|crew|the adult(?= (?:must|should|shall|may|who|is|will)\b)",
    ),
    (
        Audience.all,
        r"everyone|everybody|(?:all )?users?|(?:all )?members of (?:the )?\w+(?: \w+)? community|(?:all )?visitors?|all parties|third parties|the whole (?:school|college) community|(?:all )?people|both sides|either side",
    ),
)
_PATTERNS = tuple((audience, re.compile(rf"\b(?:{names})\b", _I)) for audience, names in _NAMES)
GROUPS = f"(?:{'|'.join(names for _, names in _NAMES)})"
"""The pattern of any group, as text."""
GROUP = re.compile(rf"\b{GROUPS}\b", _I)
"""The pattern of any group."""

EVERYBODY = re.compile(
    r"(?:everyone|everybody|all users|all members of|users|(?:all )?(?:staff|employees|tutors|teachers)(?:,[\w ,]*)? and (?:all )?(?:learners|students|pupils|apprentices)|(?:all )?(?:learners|students|pupils|apprentices)(?:,[\w ,]*)? and (?:all )?(?:staff|employees|tutors|teachers))\b",
    _I,
)
"""Words for all that open a sentence."""
ANYBODY = re.compile(
    r"(?:anyone|anybody|nobody|no[ -]one|whoever|someone|somebody|any person|a person|neither|nothing|none)\b",
    _I,
)
"""Words that name no group: the surroundings say whom they mean."""
ORGANISATION = re.compile(
    r"(?:the|our|this|each|every) (?:[\w-]+ ){0,4}?(?:school|academy|college|trust|council|company|provider|service|organisation|charity|club|employer|setting|nursery|university) (?:must|should|shall|(?:has|have) (?:a|the) (?:\w+ )?(?:responsibility|duty))\b",
    _I,
)
"""The organisation itself as the subject of a sentence."""
ADDRESSED = re.compile(
    r"\b(?:allowed|permitted|expected|required|entitled|forbidden|banned|obliged|prohibited|bound|responsible|matched|barred|excluded|suspended|dismissed)\b|"
    r"\b(?:is|are)(?: \w+ly| also)* (?:encouraged|advised|asked|recommended|urged|invited|reminded|warned|supported|protected|paid|covered|trained|involved)\b",
    _I,
)
"""What is done to people by telling them what to do: they stay the audience."""
GUEST = re.compile(r"(?:visitors?|contractors?|third parties|the public|employers?)", _I)
"""Who may be named among a policy's readers without making it a policy for everybody."""
SCOPE = re.compile(
    r"(?:(?:this|the|these|our)(?: [\w-]+){0,3}? (?:polic(?:y|ies)|codes?|procedures?|rules|guidance|document)(?: and procedures?)?|it|they)(?: also| therefore)? (?:appl(?:y|ies) (?:equally )?to|binds?|covers?)\b",
    _I,
)
"""How a policy says whom it is for."""
_WHO = rf"(?P<who>(?:all |our |other )?{GROUPS}(?:(?:,| and| or|, and|/|&| &)\s*(?:the |their |other |all )?{GROUPS})*)"
TITLE = re.compile(
    rf"^{_WHO} (?:codes?|polic(?:y|ies)|handbook|agreement|charter|behaviour|social|use|acceptable|conduct|guide|disciplin\w+|dress|leave|absence|attendance)\b",
    _I,
)
"""How a title names whom the whole document is for."""
HEADING = re.compile(
    rf"^{_WHO}(?:\s*$|\s*[:–—-]\s|'? (?:responsibilities|conduct|duties|use|only)\b| (?:at|on|must|should|shall|may|who)\b)|"
    rf"(?:\bfor|\bby|[:–—-]|\bresponsibilities of|\bduties of|\brole of|\bguidance (?:for|to)|\badvice (?:for|to)|\binformation for|\bexpectations of|\bconduct of|\bwhat) (?:the |an? |all )?{_WHO.replace('?P<who>', '?P<who2>')}\s*(?:do|does|must do|should do|can do)?\s*(?:\(.*\))?$",
    _I,
)
"""How a heading names its audience."""


def groups_in(words: str) -> set[Audience]:
    """The groups that a few words name; of a manager's office only the office."""
    found: set[Audience] = set()
    left = words
    for audience, pattern in _PATTERNS:
        if pattern.search(left):
            found.add(audience)
            left = pattern.sub("_", left)
    return found
