"""Every sentence Quoth says that is not a quote."""

from __future__ import annotations

import re

from corpus.document import Force, StatedDate

NOTHING_GOVERNS = "I found no rule in {organisation}'s policies that answers this."
NOTHING_PUBLISHED = "{organisation} has published no policy yet, so I have nothing to quote."
NEAREST = "Nearest clauses, which may not answer it:"
ASK_THE_USUAL_PEOPLE = "Ask your designated safeguarding lead or line manager."
ASK_THEM = "Ask {people}."
NOT_SETTLED = "If that does not settle it:"
TELL_THE_USUAL_PEOPLE = "Tell your designated safeguarding lead now, in person or by telephone. Do not wait."
TELL_THEM = "Tell {people} now, in person or by telephone. Do not wait."
IMMEDIATE = "If anyone is in danger now, or is badly hurt, ring 999 first."
HIGH = "This may be a safeguarding concern."
DO_NOT_INVESTIGATE = (
    "Do not question anyone or promise to keep it secret. Write down what was said, in their words. "
    "If you cannot reach anyone, ring your council's children's or adults' social care. "
    "If it is about yourself: you can ring Samaritans on 116 123, free, at any hour."
)
KEPT_NOWHERE = "Your message is not stored."
WHAT_THE_POLICY_SAYS = "What the policy says:"
STARRED_NOTE = "Starred note"
NOTE = "Goes with it"
DEFINITION = "The policy defines"
NOTHING_ASKED = "Ask me about your policies, and I will quote the rule that governs."
DEFINITIONS = "Words the policy defines"
SOMETHING_WENT_WRONG = (
    "Something went wrong inside Quoth, and nothing was answered. Run it again with --debug to see what."
)
AUDIENCE = "For: {audiences}"
UNKNOWN = "not stated"
OUTCOMES = {
    "new": "kept as a new draft",
    "replaced": "kept as the draft, in place of the earlier one",
    "unchanged": "unchanged, nothing to do",
}
CHAT = "Asking {organisation}'s policies. An empty line starts a new subject; Ctrl-D leaves."
NEW_SUBJECT = "New subject."
NEW_ORGANISATION = "New organisation: {name}"
THEN_PUBLISH = (
    "Look it over with `quoth clauses --org {short} --drafts`, then run `quoth publish --org {short}`."
)
PREPARING = "Encoding clauses"
PUBLISHED = "{organisation} now answers from {policies} ({clauses})."
NO_RULES = "No rule was found in it: look at the file, or give it in another format."
PUBLISHED_ALREADY = "Nothing new: {organisation} answers from {policies} ({clauses}) as before."
NO_POLICIES = "There are no policies yet. Add one with `quoth add FILE --org NAME`, or try `quoth samples`."
NO_CONTACTS = "No contacts are set. People are told: " + ASK_THE_USUAL_PEOPLE
SAMPLES_LOADED = '{name} is loaded: ask it with `quoth ask "…" --org {short}`.'
UNNAMED_FILE = "A file, or the output of this command,"
SAMPLES_THERE = "{name} is loaded already."
ASKING = "Asking"
ASKED = "{questions} questions, {answerable} with an answer in the policy"
PIECES_SHOWN = "words shown in the first {depth}"
ALL_SHOWN = "everything shown in the first {depth}"
FIRST_RIGHT = "1 / rank of the first right quote"
WRONGLY_SILENT = "silent though there is an answer"
COVERAGE = "answered when 95% must be right"
READING_FAILED = "{file}: reading it failed inside Quoth. Save it in another format, and report the fault."
FILE_TOO_LARGE = "The file holds {size} MB; the most that is read is {most} MB."
SPLIT_IT = "Split it into several files, or save it without its pictures."
STOPPED = "Stopped. What was published before still answers."

FORCES = {
    Force.prohibition: "MUST NOT",
    Force.obligation: "MUST",
    Force.recommendation: "SHOULD",
    Force.advised_against: "ADVISED AGAINST",
    Force.permission: "MAY",
    Force.information: "FOR INFORMATION",
}


def counted(number: int, one: str, many: str) -> str:
    """A number and its noun."""
    return f"{number} {one if number == 1 else many}"


def review_passed(review_on: StatedDate) -> str:
    """The warning on a policy that is past its review date."""
    return f"This policy was due for review by {review_on}. Check that it still stands."


def not_yet_in_effect(effective_on: StatedDate) -> str:
    """The warning on a policy that does not apply yet."""
    preposition = "on" if effective_on.day else "in"
    return f"This policy takes effect {preposition} {effective_on}; it does not apply yet."


_GREETING = r"(hi+|hey+|hello+|hiya|hello there|hi there|hey there|yo|good (morning|afternoon|evening)|morning|afternoon|evening)"
_THANKS = r"(thanks?( you)?( (so|very) much)?|thank u|thx|ty|ta|cheers|brilliant|great|perfect|lovely|ok(ay)?|got it|that'?s (great|helpful|all|brilliant|perfect))"
_FAREWELL = r"(bye+( bye)?|goodbye|see (you|ya)( later)?|good ?night)"
_NAME = r"( ?(quoth|bot|there|all|everyone|team|mate|again|for (that|this|your help|the help)|a lot|a million|lots))*"
_SELF = (
    r"((so )?(who|what) (are|r) (you|u)|what('?s| is) (this|quoth|your name)|what (can|do) (you|u) do|how do(es)? (you|u|this|it) work"
    r"|are (you|u) (a )?(real|human|person|robot|bot|ai|real person|an ai)( or .{1,20})?|what is this( bot)?( for)?|help|can (you|u) help( me)?)"
)
_SMALL_TALK = (
    (
        re.compile(rf"({_GREETING}{_NAME}[ ,]*)?(how (are|r) (you|u)( today| doing)?|you ok|u ok)"),
        "Ready when you are. What would you like to look up?",
    ),
    (
        re.compile(rf"{_GREETING}{_NAME}"),
        "Hello. Ask me about your policies, and I will quote the rule that governs.",
    ),
    (re.compile(rf"({_THANKS}[ ,]*)+{_NAME}"), "You are welcome."),
    (re.compile(rf"{_FAREWELL}{_NAME}"), "Goodbye."),
    (
        re.compile(rf"({_GREETING}{_NAME}[ ,]*)?{_SELF}"),
        "I am Quoth. I answer a question about your organisation's policies with their exact words, and say where they stand. "
        "I write no rules of my own. Try: can I accept a friend request from a former pupil?",
    ),
)


def small_talk(message: str) -> str | None:
    """The reply to a greeting, thanks or "who are you?"; None for anything else."""
    said = " ".join(re.sub(r"[^\w' ]+", " ", message.lower().replace("’", "'")).split())
    if len(said) > 80:
        return None
    for pattern, reply in _SMALL_TALK:
        if pattern.fullmatch(said):
            return reply
    return None
