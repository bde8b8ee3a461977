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
KEPT_NOWHERE = "I do not store your message."
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
WORKSPACES = {"slack": "Slack workspace", "teams": "Teams tenant", "discord": "Discord server"}
CONNECTED = "{kind} {workspace} is connected to {organisation}. Its people are answered as {role}."
DISCONNECTED = "{kind} {workspace} is disconnected. Nobody there is answered any more."
NO_WORKSPACES = "No workspace is connected yet. Connect one: quoth connect slack WORKSPACE-ID --org NAME"
BOUND = "{channel} is bound to {what}."
FREED = "{channel} is bound to nothing."
NO_ROLES = "Nobody holds a role yet. Name your lead: quoth roles --org NAME --role lead --add slack:USER-ID"
REPLACED = "{clause} (replaced since)"
NO_PINS = "Nothing is pinned yet."
STOPPED = "Stopped. What was published before still answers."

# What is said in chat, besides the answers.
BUTTONS = {
    "share": "Share here",
    "context": "Show in context",
    "more": "More clauses",
    "helpful": "Helpful",
    "unhelpful": "Not helpful",
    "ask": "Ask the DSL",
    "pin": "Pin",
}
NOTIFICATION = "Quoth has answered your question."
NOTIFICATION_TO_EVERYONE = "Somebody has shared an answer of Quoth's."
NOTIFICATION_TO_LEAD = "Someone would like to ask you about a policy question."
OTHERS_READ = (
    "Others can read your message where you wrote it. Delete it if you can, once you have told somebody."
)
SHARED_BY = "Shared by {who}"
ASKED_BY = "From {who}"
CHECKED = "What the policy says about that message:"
WELCOME_HERE = (
    "Hello. I am Quoth. Ask me what your organisation's policies say, and I will quote the rule that governs, "
    "with where it stands. Only you see the answer. If anyone may be at risk, tell your designated safeguarding lead now."
)
PROMPTS = (
    "Can I accept a friend request from a former pupil?",
    "Who do I tell if I am worried about a child?",
    "Can I keep my phone on me in lessons?",
)
NOT_CONNECTED = (
    "I am not connected to an organisation here yet, so I have no policy to quote. "
    "Whoever runs Quoth connects me with: quoth connect {platform} {workspace} --org NAME"
)
NO_WORKSPACE = (
    "I do not know which organisation you belong to: I found you nowhere that is connected to one. "
    "Ask me where your colleagues do, with the /policy command."
)
WHICH_WORKSPACE = (
    "You belong to more than one organisation that I answer for, and their policies differ. "
    "Ask me in the server you mean, with the /policy command."
)
GUEST = "I answer this organisation's own people only, and you are a guest here. Please ask one of them."
TOO_MANY = "That is more questions in a minute than I can take from one person. Please ask again in {wait}."
TOO_BUSY = "So many people here are asking at once that I cannot keep up. Please ask again in {wait}."
TOO_LONG = "That is longer than {limit} characters. Please ask in a sentence or two."
LOOKING = "I am looking. The answer comes here in a moment."
LOOKING_THERE = "I am looking. The answer comes in our own chat in a moment."
INDEX_BEING_BUILT = "The index of your policies is being built. The answer comes here as soon as it stands."
BROKEN = "Something went wrong inside Quoth, and nothing was answered. Whoever runs it finds the cause under {reference}."
STOPPING = "I am being restarted. Please ask again in a minute."
SENT_DIRECTLY = "I have answered you in a direct message."
DIRECT_INSTEAD = "You asked where others read along, so I answer here."
NOT_DELIVERED = (
    "I could not send you a private answer, and I do not answer in front of others. "
    "Please write to me directly, or use the policy command."
)
ANSWER_GONE = "I no longer have that answer. Please ask again."
ANSWER_OF_ANOTHER = "That answer was given to somebody else. Please put the question to me yourself."
CHANGED_SINCE = (
    "The policy has changed since that answer. Please ask again, and I will quote it as it is now."
)
SHARED = "Shared."
SHARED_ALREADY = "You have shared this here already."
NOT_POSTED = "I could not post it there. I may not be a member of that channel: add me to it, then try again."
NOT_TO_SHARE = "This is a conversation between you and me, so there is nobody to share it with."
IN_CONTEXT = "In {title}:"
OPEN_DOCUMENT = "Open the document"
MORE = "Further clauses on the subject, which may not answer it:"
NO_MORE = "There is no further clause that comes near."
HELPFUL = "Thank you. Noted as helpful."
UNHELPFUL = "Thank you. Noted as not helpful."
LEAD_TOLD = (
    "I have told your safeguarding lead that you would like to ask, and which clauses you were shown. "
    "I did not send your question: please put it to them yourself."
)
LEAD_TOLD_ALREADY = "Your safeguarding lead has been told already that you would like to ask. Please put your question to them."
LEAD_NOT_HERE = "I cannot pass this on for you here. {ask}"
LEAD_ASKED = (
    "Someone would like to ask you about a policy question. I have not kept the question; please ask them. "
    "They were shown these clauses:"
)
LEAD_ASKED_NOTHING = (
    "Someone would like to ask you about a policy question that no clause answered. "
    "I have not kept the question; please ask them."
)
LEAD_ASKED_BEFORE = (
    "Someone would like to ask you about a policy question. I have not kept the question; please ask them. "
    "The policy has changed since I answered them, so I cannot show you what they saw."
)
PINNED = "Pinned. You vouch for this answer: {what}. So far a pin is a record, and changes no answer."
PINNED_ALREADY = "This answer is pinned already."
ONLY_LEADS = "Only the designated safeguarding lead and deputies can pin answers."

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
