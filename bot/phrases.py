"""Every sentence Quoth says that is not a quote."""

from __future__ import annotations

from corpus.document import Force, LinkKind, StatedDate

NOTHING_GOVERNS = "I found no rule in {organisation}'s policies that answers this."
ASK_APART = "If you also want to know what a policy says, ask for that by itself."
CANNOT_QUOTE_NOW = "I cannot quote the policy at the moment. Do not wait for it."
NOTHING_PUBLISHED = "{organisation} has published no policy yet, so I have nothing to quote."
NEAREST = "Nearest clauses, which may not answer it:"
ASK_THE_USUAL_PEOPLE = "Ask your designated safeguarding lead or line manager."
ASK_THEM = "Ask {people}."
NOT_SETTLED = "If that does not settle it:"
TELL_THE_USUAL_PEOPLE = "Tell your designated safeguarding lead now, in person or by telephone. Do not wait."
TELL_THEM = "Tell {people} now, in person or by telephone. Do not wait."
IMMEDIATE = "If anyone is in danger now, or is badly hurt, ring 999 first."
REPORTING_QUESTION = (
    "i am worried that a child or adult may be at risk of harm, who do i report it to and how soon"
)
"""What is searched for when a message discloses a concern; the message itself is not."""
HOW_TO_REPORT = "What your policy says about reporting:"
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
NOT_UNDERSTOOD = "I could not make out a question in that. " + NOTHING_ASKED
GREETING = "Hello. " + NOTHING_ASKED
READY = "Ready when you are. What would you like to look up?"
SORRY = "Sorry that was no help. Please ask it in other words, or ask the people named under my answers."
WELCOME = "You are welcome."
ALL_RIGHT = "All right. " + NOTHING_ASKED
FAREWELL = "Goodbye."
WHO_I_AM = (
    "I am Quoth. I answer a question about your organisation's policies with their exact words, and say where they stand. "
    "I write no rules of my own. Try: can I accept a friend request from a former pupil?"
)
HELP = WHO_I_AM + " If you or anyone else may be at risk, tell your designated safeguarding lead now."
ENGLISH_ONLY = (
    "I read questions in English only, so I have not looked anything up. Please ask again in English."
)
ADDRESSED_TO = "I found no rule for {asker} that answers this. What follows is addressed to {audiences}."
PULL_APART = "These two clauses pull in different directions: {first} and {second}. {ask}"
GOES_WITH = {
    LinkKind.starred: "Starred note to {rule}",
    LinkKind.note: "Goes with {rule}",
    LinkKind.exception: "Exception to {rule}",
    LinkKind.rule: "The rule that {rule} changes",
    LinkKind.definition: "Defines “{term}”",
    LinkKind.reference: "{rule} refers to it",
}
THE_RULE = "the rule above"
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


CURVE = "What the setting wrong_answers decides, on these questions: the more is answered, the more of it is wrong."
CURVE_ACROSS = "answered, % of all"
CURVE_UP = "wrong, % of these"
