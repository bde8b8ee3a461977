"""Every sentence Quoth says that is not a quote."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from corpus.document import Force, LinkKind, StatedDate

NOTHING_GOVERNS = "I found no rule in {organisation}'s policies that answers this."
ASK_APART = "If you also want to know what a policy says, ask for that by itself."
CANNOT_QUOTE_NOW = "I cannot quote the policy at the moment. Do not wait for it."
NOTHING_IN_FORCE = "{organisation} had no policy in force on {day}, as far as I know."
AS_OF = "As {organisation}'s policies stand on {day}:"
WITHDRAWN = "“{title}”, which spoke of this, was withdrawn on {day}. What it said is no longer in force, so I do not quote it."
COMING = "“{title}”, which speaks of this, takes effect on {day}. Until then nothing of it is in force, so I do not quote it."
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
PINS_SUSPENDED = "{pins} suspended, for the words under them have changed. Their owners are shown old and new; so does: quoth pins --state suspended"
TAKES_EFFECT = "{policy} takes effect on {day}; until then the words before it are quoted."
OVERRIDE_WHY = "Say after --override why it is published all the same."
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
WORKSPACES = {
    "slack": "Slack workspace",
    "teams": "Teams tenant",
    "discord": "Discord server",
    "console": "The web console of",
}
CONNECTED = "{kind} {workspace} is connected to {organisation}. Its people are answered as {role}."
DISCONNECTED = "{kind} {workspace} is disconnected. Nobody there is answered any more."
NO_WORKSPACES = "No workspace is connected yet. Connect one: quoth connect slack WORKSPACE-ID --org NAME"
BOUND = "{channel} is bound to {what}."
FREED = "{channel} is bound to nothing."
NO_ROLES = "Nobody holds a role yet. Name your lead: quoth roles --org NAME --role lead --add slack:USER-ID"
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
    "why": "Say why",
    "now": "Tell the DSL I need them now",
    "seen": "I have seen this",
    "claim": "I take it",
    "reply": "Reply",
    "close": "Close",
    "vouch": "Pin my reply",
    "phrase": "Add a wording",
    "note": "Write a note",
    "approve": "Approve",
    "edit": "Edit",
    "replace": "Pin this instead",
    "drop": "Drop",
    "diff": "What changes",
    "check": "Check",
    "publish": "Publish",
    "publishnow": "Publish now",
    "rollback": "Roll back",
    "rollbacknow": "Roll back now",
    "withdrawnow": "Withdraw now",
    "dropdraft": "Drop the draft",
    "keeptrue": "This must stay true",
    "revises": "It is a revision of this",
    "alone": "It is a policy of its own",
    "console": "Open the console",
}
NOTIFICATION = "Quoth has answered your question."
NOTIFICATION_TO_EVERYONE = "Somebody has shared an answer of Quoth's."
NOTIFICATION_TO_LEAD = "Someone would like to ask you about a policy question."
NOTIFICATION_OF_QUESTION = "There is news of your question to the safeguarding lead."
NOTIFICATION_OF_ALERT = "Urgent: somebody needs the safeguarding lead now."
NOTIFICATION_OF_SEEN = "There is news of your alert."
NOTIFICATION_OF_PIN = "A pin of yours needs you."
NOTIFICATION_OF_MONTH = "What was asked last month."
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
LEAD_NOT_HERE = "I cannot pass this on for you here. {ask}"
PASSED_ON = (
    "I have passed your question on to your safeguarding lead, with the clauses I showed you. "
    "I will tell you who takes it, and bring you the reply."
)
PASSED_ON_WITHOUT = (
    "I have told your safeguarding lead that you would like to ask, and which clauses you were shown. "
    "I no longer have the question itself: please put it to them."
)
PASSED_ON_ALREADY = (
    "Your safeguarding lead has this question already. I bring you the reply as soon as there is one."
)
ASKS_YOU = "{who} asks:"
SOMEBODY = "Somebody"
ASKED_WORDS = "“{words}”"
ASKED_NO_WORDS = "The question itself is no longer kept. Please ask them."
NAMES_TAKEN_OUT = "Names, addresses and numbers were taken out before this was kept."
WERE_SHOWN = "They were shown:"
WERE_SHOWN_NEAREST = "No clause answers it. The nearest:"
WERE_SHOWN_NOTHING = "No clause came near it."
SHOWN_CHANGED = "The policy has changed since they were answered, so I cannot show you what they saw."
REMINDER = "Nobody has taken this question yet. It was asked on {asked}."
REMINDER_TAKEN = "You took this question on {taken} and have not replied yet."
TAKEN_LONG = "This question was taken on {taken}, and there is no reply yet. You are a deputy: please look."
DEPUTISED = "This question has waited since {asked}, and nobody has taken it. You are a deputy: will you?"
DOUBTFUL = "You may have had this message already: I was interrupted while sending it."
TAKEN = "It is yours. {who} is told that you have it."
TAKEN_BY = "{who} has taken it already."
ANSWERED_ALREADY = (
    "Your safeguarding lead has answered this question already, on {at}. Ask again if it is not settled."
)
QUEUE_GONE = "That question is no longer open."
CLAIMED_TO_ASKER = "{who} has your question."
THE_LEAD = "Your safeguarding lead"
WRITE_NEXT = "What you write to me next, in our own chat or with the policy command,"
WRITE_LEAVE = " Write “cancel” to leave it."
WRITE_REPLY = WRITE_NEXT + " goes to {who} as your reply." + WRITE_LEAVE
REPLIED = "On its way: I bring {who} your reply."
VOUCH_OFFER = "Pin it, and whoever asks the same is given your words straight away, marked as yours."
REPLY_FROM = "{who} replies to your question:"
REPLY_ABOUT = "You asked: “{words}”"
LEADS_WORDS = "These are their own words, not the policy's."
CLOSED_TO_LEAD = "Closed. {who} is told to speak to you."
CLOSED_TO_ASKER = "{who} has closed your question without a written reply. Please speak to them."
UNREACHED = "I could not reach your safeguarding lead with your question. {ask}"
TOO_LONG_REPLY = "That is longer than {limit} characters. Please write it shorter."
CANCELLED = "All right, I leave it."
CANCEL = ("cancel", "stop", "never mind", "nevermind", "leave it")
NEED_NOW = "Press below if you need your safeguarding lead now. They are given your name and where you wrote, and nothing of what you wrote."
ALERTING = "I am telling your safeguarding lead now that you need them. Ring them as well. I tell you as soon as somebody has seen it."
ALERTED_ALREADY = "Your safeguarding lead has been told already. Ring them; do not wait for me."
ALERT_NOBODY = "I cannot reach your safeguarding lead from here. {ask}"
ALERT = "{who} needs you now. They have told me of something that may be a safeguarding concern."
ALERT_AGAIN = "Nobody has confirmed this yet, since {raised}."
ALERT_WHERE = "They wrote to me in"
ALERT_DIRECT = "They wrote to me in a direct message."
ALERT_CONSOLE = "They wrote to me in the web console."
ALERT_NOT_KEPT = "I have not kept what they wrote. Please speak to them at once."
SEEN_THANKS = "Thank you. {who} is told that you have seen it."
SEEN_BY = "{who} has seen it already, at {at}."
SEEN_TO_ASKER = "{who} has seen your alert, at {at}."
UNSEEN_TO_ASKER = "Nobody has confirmed your alert yet, and I have told everyone again. Do not wait: {tell}"
PINNED = "Pinned. Whoever asks the same is given this answer first, marked as pinned by the DSL: {what}."
PINNED_WITHOUT = "Pinned: {what}. I no longer have the question, so nobody is given it yet: add the question as people ask it."
PINNED_FOR = "It answers: {questions}"
PINNED_ALREADY = "This answer is pinned already."
COLLIDES = "Another pin answers the same question differently. Both stand until you drop one:"
WRITE_PHRASING = WRITE_NEXT + " becomes another wording of the question this pin answers." + WRITE_LEAVE
WRITE_NOTE = WRITE_NEXT + " is shown with this pin as the DSL's words." + WRITE_LEAVE
PHRASING_ADDED = "Added. The pin now answers: {questions}"
NOTE_KEPT = "Kept. It is shown with the pin as the DSL's words."
DROPPED = "Dropped. The pin is served to nobody any more."
DROPPED_ALREADY = "That pin is dropped already."
PIN_GONE = "I no longer have that pin."
PINNED_BY_DSL = "Pinned by the DSL on {on}."
DSL_SAYS = "The DSL says: “{note}”"
SUSPENDED_LETTER = (
    "The policy has changed under a pin of yours, so I no longer serve it. It answered: {questions}"
)
SUSPENDED_NO_QUESTION = "a question that is no longer kept"
IT_SAID = "It said:"
IT_SAYS_NOW = "It says now:"
IT_SAYS_NO_MORE = "The policy no longer says this."
GOES_WITH_NOW = "What goes with it has changed. It stands now as follows:"
APPROVED = "Approved. The pin is served again, with the words as they are now."
NOTHING_LEFT = (
    "There is nothing left to approve: the policy no longer says any of it. Drop the pin, or press Edit."
)
APPROVED_ALREADY = "That pin is not suspended any more."
EDIT_ASKED = "This is what I answer to its question now. Pin this instead, or ask me in other words and pin the answer to that."
EDIT_NOTHING = "I find no clause that answers its question now. Ask me in other words and pin the answer to that, or drop the pin."
REVIEW_PIN = "A pin of yours is due for review since {on}. It answers: {questions}"
PINS_ABOUT = "about “{words}”"
PINS_YET = "yet"
MORE_PINS = "And {count} more: write “pins” and a word that they hold."
MORE_QUESTIONS = "And {count} more: `quoth queue` lists them all."
NO_PINS_FOUND = "There is no pin {about}."
PIN_LINE = "Served {served}, helped {helped}, did not help {unhelped}. {state}"
PIN_STATES = {
    "active": "Active",
    "suspended": "Suspended: the policy has changed under it",
    "dropped": "Dropped",
}
QUEUE_EMPTY = "No question is waiting."
NOTICE = "Words that I quoted to you have changed."
NOTICE_SINCE = "Since {since} the policy says something else."
YOU_WERE_QUOTED = "You were quoted:"
WHY_NOT = "Thank you. Noted as not helpful. If you like, say why."
WRITE_WHY = WRITE_NEXT + " is kept with it, without names." + WRITE_LEAVE
WHY_KEPT = "Thank you. Your lead sees it without your name."
MY_DATA = "What I keep of you:"
MY_DATA_NOTHING = "I keep nothing of you."
FORGOTTEN = "Done. I have forgotten {what}."
AWAY = "Noted: you are away from {first} to {last}. What would come to you goes to the deputies."
BACK = "Welcome back. What is for the lead comes to you again."
AWAY_HOW = "Write it with two dates, such as: away 2026-12-21 to 2027-01-04"
REVIEW_PAST = "The review date has to lie in the future."
DEPUTY_LATER = "The deputies have to come after the reminder: make --deputy longer than --remind."
OWN_ALERT = "This is your own alert: somebody else has to confirm that they have seen it."
CHANGED_AGAIN = "The policy has changed again since I showed you this. It stands now as follows:"
PUT_BACK = "Put it back"
MEANT_SO = "This reads like a safeguarding concern, so I have neither sent nor kept it. If it was what I had asked you for, press the button again and begin it with “{verb}:”."
UNDELIVERED = "I could not deliver your reply to {who}. Please speak to them."
ONLY_LEADS_DO = "Only the designated safeguarding lead and deputies can do that."
THE_ASKER = "The asker"
TAKEN_BY_YOU = "You have it already."
GIVEN_BACK = "The question waits again, and the others are told of it."
NOT_YOURS_TO_GIVE_BACK = "You do not have that question, so you cannot give it back."
ALERT_GONE = "I no longer have that alert."
NOTHING_TO_PIN = (
    "That answer quotes no clause, so there is nothing to pin. Ask the DSL, reply, and pin the reply."
)
YOUR_WORDS = "your own words"
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


def day(on: dt.date) -> str:
    """A day, such as 31 October 2026."""
    return f"{on.day} {on:%B %Y}"


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

# What is kept of people, and the audit.
MY_DATA_COUNTS = "{counts}."
MY_DATA_COUNTED = {
    "answers": ("answer", "answers"),
    "ratings": ("rating of an answer", "ratings of answers"),
    "questions": ("question to the lead", "questions to the lead"),
    "alerts": ("alert", "alerts"),
    "notices": ("notice that words have changed", "notices that words have changed"),
    "letters": ("message sent or to be sent to you", "messages sent or to be sent to you"),
    "pins": ("pinned answer", "pinned answers"),
    "deeds": ("thing you did as a lead", "things you did as a lead"),
}
MY_DATA_NEWEST = "The newest {shown} of {all}:"
MY_ANSWER = "On {on} you asked “{words}”, {outcome}."
MY_ANSWER_UNWORDED = "On {on} you asked something whose words I no longer have, {outcome}."
MY_ANSWERS = {
    "quoted": "and I quoted {clauses}",
    "pinned": "and I gave you the answer that is pinned to it, with {clauses}",
    "silent": "and I found no rule that answers it",
}
MY_ANSWER_NO_CLAUSE = "no clause"
MY_RATING = "On {on} you rated an answer that somebody else was given."
MY_HELPFUL = "You found it helpful."
MY_UNHELPFUL = "You found it not helpful."
MY_WHY = " You wrote why: “{words}”."
MY_QUESTION = "On {on} you put this to your safeguarding lead: “{words}”."
MY_QUESTION_UNWORDED = "On {on} you put a question to your safeguarding lead, whose words I no longer have."
MY_REPLY = "The reply: “{words}”."
MY_ALERT = "On {on} you asked for your safeguarding lead at once. What you wrote is not kept."
MY_NOTICE = "On {on} words that I had quoted to you changed ({clauses}). I have yet to tell you."
MY_NOTICE_TOLD = "On {on} words that I had quoted to you changed ({clauses}), and I have told you."
MY_PIN = "On {on} you pinned an answer to {questions}."
MY_PIN_UNWORDED = "On {on} you pinned an answer."
MY_DEEDS = {
    "took": "On {on} you took somebody's question.",
    "closed": "On {on} you replied to somebody's question, or closed it.",
    "saw": "On {on} you confirmed that you had seen an alert.",
}
MY_ROLE = "You hold the role {role} at {organisation}."
MY_ABSENCE = "You are noted as away from {first} to {last}."
MY_AWAITED = "I take the next thing you write to me for what I last asked you to write."
MY_AUDIT = "The audit names you in {entries}. It holds no question, and nothing is ever taken out of it."
FORGOTTEN_COUNTED = {
    "answers": ("answer with what you asked", "answers with what you asked"),
    "ratings": ("rating", "ratings"),
    "questions": ("question to the lead", "questions to the lead"),
    "alerts": ("alert", "alerts"),
    "notices": ("notice that words have changed", "notices that words have changed"),
    "letters": ("message about these", "messages about these"),
    "absences": ("absence", "absences"),
    "awaited": ("thing I waited for you to write", "things I waited for you to write"),
    "deeds": ("note of what you did as a lead", "notes of what you did as a lead"),
}
NOTHING_TO_FORGET = "I kept nothing of you that I could forget."
FORGOTTEN_PINS = {
    True: "The answer you pinned stays, for it is your organisation's; your name is taken off it.",
    False: "The {number} answers you pinned stay, for they are your organisation's; your name is taken off them.",
}
FORGOTTEN_RELEASED = {
    True: "The question you had taken waits again, for another lead to take.",
    False: "The {number} questions you had taken wait again, for another lead to take.",
}
STAYS_ALERT = "Your alert stays until somebody has seen it, so that you are not left alone with it. Ask me again after that."
STAYS_ROLE = "You still hold the role {role} at {organisation}: whoever runs Quoth gives and takes roles."
STAYS_LETTERS = (
    "What you are sent as a lead still comes, and that it was sent stays noted, so that nothing comes twice."
)
STAYS_AUDIT = "The audit still names you in {entries}: nothing can be taken out of it. It holds no question."
KEPT_OF = "What Quoth keeps of {who}, as they are told it themselves:"
FORGOTTEN_OF = "{who} is told this when they ask for it themselves:"
AUDIT_EMPTY = "The audit holds no entry yet."
AUDIT_WHOLE = "The audit is whole: {entries} fit together, each with the one before it."
AUDIT_NOTED = "The entry that was noted down is among them."
AUDIT_HEAD = "Note this down somewhere else, and give it with --head the next time: {head}"
AUDIT_UNGUARDED = "The database no longer refuses to change or delete entries: somebody has taken that out of it. Put back your last backup that still does."
AUDIT_FAULTS = {
    "changed": "entry {entry} is not what was written down",
    "missing": "one or more entries before entry {entry} are gone, or it is not what was written down",
    "added": "entry {entry} was put in later",
    "moved": "entry {entry} stands in another place than it was written",
}


def listed(items: Sequence[str]) -> str:
    """Items in one line: a, b and c."""
    return " and ".join(each for each in (", ".join(items[:-1]), *items[-1:]) if each)


# Where the policy is silent: the figures, the monthly note and the review pack.
GAPS_HEAD = "{name}: what was asked from {since} to {until}"
GAPS_NOTHING = "Nothing was asked of {name} from {since} to {until}."
GAPS_FIGURES = "{asked}, {share} answered. {silent} found no rule."
GAPS_PINNED = "{pinned} answered with a pin."
GAPS_RATED = "{helpful} marked helpful, {unhelpful} not helpful."
GAPS_PICTURE = "Questions per week: answered, and on top of them those that found no rule"
GAPS_ANSWERED = "answered"
GAPS_SILENT = "no rule found"
GAPS_QUOTED_OF = "quoted"
GAPS_UNANSWERED = "No rule was found for"
GAPS_UNHELPED = "Answered, but marked not helpful"
GAPS_WORDLESS = "{number} more, whose words are not kept."
GAPS_ALL_ANSWERED = "No question went without a rule."
GAPS_QUOTED = "Quoted most"
GAPS_REPLACED = "{times} more, of words that are not in force any more."
GAPS_NEVER = "Never quoted since {since}"
GAPS_NEAR_NOTHING = "no clause came near"
GAPS_BAR_WEEK = "{bar} {asked}, week of {week}"
GAPS_BAR_SILENT = "{bar} {asked}, {silent} without a rule, week of {week}"
GAPS_BAR_NONE = "Nothing in the week of {week}"
GAPS_ONE = "{number}, such as “{example}” (nearest: {nearest})"
GAPS_BIGGEST = "What I found no rule for, most asked first:"
GAPS_MORE = "And {number} more."
GAPS_UNHELPED_FIRST = "Answered, but marked not helpful: {number}, such as “{example}” (quoted: {nearest})"
GAPS_NEVER_SAID = "Never quoted since {since}: {policies}."
GAPS_NEVER_ONE = "{number} of {of} in {title}"
GAPS_NEVER_OTHERS = "more in {number}"
GAPS_SUSPENDED = "{pins} suspended until you look at the changed words."
GAPS_QUOTED_MOST = "Quoted most: {clauses}."
GAPS_NEXT = "For the meeting at a policy's review, whoever runs Quoth makes a review pack: quoth pack --org {short} --policy NAME --out FOLDER"
GAPS_NEXT_CONSOLE = "For the meeting at a policy's review, open its review pack under Gaps › Review packs."
PACK_WRITTEN = "Written: {files}"
PACK_OPEN = "Open {page} in a browser and print it from there."
PACK_NOT_WRITTEN = "The review pack could not be written to {folder} ({why}), and nothing there was changed. Name another folder with --out."
PACK_NOTHING_PUBLISHED = (
    "{organisation} has published no policy yet, so there is nothing to review. Run `quoth publish` first."
)
PACK_NO_SECTION = "Without a heading"

# Slack: a place that it cannot show by its name.
SLACK_ELSEWHERE = "a {platform} channel"
SLACK_CONVERSATION = "a direct message between people on Slack"
SLACK_PLATFORMS = {
    "slack": "Slack",
    "teams": "Microsoft Teams",
    "discord": "Discord",
    "console": "web console",
}

# A place of another platform, as Discord shows it.
DISCORD_ELSEWHERE = "a {platform} channel"

# On Microsoft Teams: the place that a sentence ends with.
TEAMS_CHANNEL = "this Teams channel"
TEAMS_CHAT = "this Teams chat"
TEAMS_OWN_CHAT = "their own chat with me"
TEAMS_ELSEWHERE = "a {platform} channel"

# The lead's desk on the command line.
LEADS_OWN_WORDS = "the lead's own words"
PIN_MADE = "Pinned: {id}"
PIN_CHANGED = "Changed: {id}"
PIN_APPROVED = "Approved: {id}. It is served again, with the words as they are now."
PIN_NEEDS_QUESTION = "A pin needs a question that it answers: give one with --question."
PIN_WOULD_SAY_NOTHING = "it would quote no clause and say nothing: give a clause or a note"
PIN_WITHOUT_QUESTION = "it would answer no question any more: give one, or drop the pin"
PIN_REVIEW_PAST = "its review date has to lie in the future"
PIN_WOULD_ANSWER_NOTHING = "it would answer no question any more: drop it with `quoth unpin`"
NOTHING_TO_CHANGE = "Say what to change of the pin: --question, --remove-question, --clause, --note, --audience or --review-on."
REMOVE_WITH_EDIT = "--remove-question goes with --edit."
POLICY_WITH_CLAUSE = "--policy says in which policy a clause stands, so give --clause with it."
NO_SUCH_QUESTION = (
    "The pin {id} does not answer a question in these words. Give one as `quoth pins` lists it."
)
DROPPED_SO = "The pin {id} is dropped. Put it back first: quoth approve {id}"
ACTIVE_ALREADY = "The pin {id} is active, so there is nothing to approve."
NOTHING_LEFT_SO = "There is nothing left to approve of the pin {id}: the policy no longer says any of it. Drop it with `quoth unpin {id}`, or give it other clauses with `quoth pin --edit {id} --clause NUMBER`."
NO_PINS_SO = "No pin is {state}."
NO_COLLISIONS = "No two pins collide."
COMPARING = "Comparing"
CSV_ALONE = "--csv is printed alone, without --json and --collisions."
WORDS_NOT_KEPT = "(no longer kept)"
NO_NOTICES = "Nobody was quoted words that have changed since."
TOLD_FROM = "not yet; due {due}"
TO_EACH_LEAD = "each lead directly"
NOT_A_DAY = "{option} {text} is not a day such as 2026-10-31 or 31/10/2026."
NOT_A_SPAN = "{option} {text} is not a time such as 5m, 4h or 2d."
TIME_OUT_OF_BOUNDS = "{option} is too short or too long: from 1m to 24h for --alert, from 0m to 69d for --notice-after, and from 1m to 69d for the others."
NOT_A_PLACE = "{text} is not a channel such as slack:T0123ABCD:C0456EFGH."
OF_ANOTHER = "{kind} {workspace} is connected to {other}, so nothing that people ask of {organisation} is posted there."
PLACE_OR_DIRECT = "Give --place or --direct, not both."
NOT_A_PERSON = "{who} is a group. Name one person, such as slack:U0123ABCD."
NOT_A_LEAD = "{who} is neither lead nor deputy of {organisation}, by their own id. Make them one first: quoth roles --org {short} --role lead --add {who}"
NO_LEADS = (
    "Nobody can be asked yet. Name your lead: quoth roles --org {short} --role lead --add slack:USER-ID"
)
REPLY_OR_CLOSE = "Give --reply or --close, not both."
AS_WITH_REPLY = "--as goes with --reply and --close."
SAY_WHO_REPLIES = "Say with --as which lead or deputy it is, such as slack:U0123ABCD: the asker is told."
EMPTY_REPLY = "The reply is empty."
NO_SUCH_QUESTION_ASKED = "There is no question {id}. `quoth queue --all` lists those there are."
WILL_BE_SENT = "Kept. {who} gets it privately, from `quoth serve`."
AWAY_WHO = "Say who is away and when, or give --back with who is back, or --list alone."
AWAY_DAYS = "Say from which day to which, such as 2026-12-21 2027-01-04."
AWAY_BACKWARDS = "The last day is before the first."
AWAY_NOTED = "{who} is away from {first} to {last}. What would come to them goes to the others."
NOT_AWAY = "{who} is not noted as away."
BACK_AGAIN = "{who} is back."
NOBODY_AWAY = "Nobody is noted as away."
GOLDEN_OR_PINS = "Give either GOLDEN or --pins."
JSONL_WITH_PINS = "--jsonl goes with --pins."
NOTHING_TO_MATCH = (
    "No row of {file} says in match whether the pin may be served. With --jsonl that is not needed."
)
TRIED = "{questions} tried on a pin"
PIN_SERVED = "served, of those it may be served to"
PIN_WRONGLY_SERVED = "wrongly served, of those it may not be served to"
