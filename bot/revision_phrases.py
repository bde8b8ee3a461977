"""Every sentence about revisions that is not a quote: drafts, differences, checks, publications, organisations as a tree."""

from __future__ import annotations

from bot.phrases import counted

# Repair
INDEXES = "indexes"
INDEX_REPAIRED = "Its index was written anew from the stored policies: {policies}, {clauses}."
INDEX_REMOVED = "An index that was damaged and answers for nobody was removed: {id}"
SWEPT = "What was left half written was cleared away: {things}."

# The organisation's own questions, and checking a revision against them.

QUESTIONS_HEAD = """\
# The questions of {organisation} that must go on being answered as they are.
# `quoth check` asks them of a revision before it is published. You may write in this file:
#
#     [[question]]
#     ask = "may I give a pupil a lift home?"
#     cite = ["staff-conduct 4.1"]     # or: silent = true     or: pinned = true
#     asker = "staff"                  # whoever asks; may be left out
#
# A policy stands there by its short name, a clause by its number as printed. Quoth adds the first words of the clause,
# and lets the number follow when a revision moves it. To name another clause, change the number and take `words` away.
"""
REVISIONS_KEPT = "Kept by Quoth: the revisions in which the clauses have these numbers."

BAD_TOML = 'it is not TOML ({why}). Texts stand in quotation marks, as in ask = "may I give a pupil a lift?".'
TOO_DEEP = "a name in it has too many parts"
BAD_BYTES = "it is not UTF-8 text. Save the file as UTF-8."
BAD_PART = "only questions stand in this file, each below a line [[question]] of its own, but there is {name}. Take it away."
BAD_HEADERS = "write every question below a line [[question]] of its own."
BAD_REVISIONS = "the table [revisions] is kept by Quoth and has been changed. Take the whole table away."
BAD_KEY = "a question has no line {name}.{hint} It has ask, asker, and one of cite, silent and pinned."
BAD_ASK = 'a question needs its words, on one line: ask = "may I give a pupil a lift?".'
LONG_ASK = "the question is longer than {limit} characters. Write it in a sentence or two."
BAD_ASKER = 'asker is one of {roles}, as in asker = "staff".'
BAD_EXPECTED = 'write exactly one of cite = ["staff-conduct 4.1"], silent = true and pinned = true.'
BAD_CITE = 'cite is a list of clauses, each by the short name of its policy and its number: cite = ["staff-conduct 4.1"].'
BAD_WORDS = (
    "words holds one text for each clause under cite, the beginning of its words. Mend it, or take it away."
)
BAD_SILENT = "silent is written silent = true."
BAD_PINNED = 'pinned is written pinned = true, or with the id of a pin: pinned = "5f0c2d1a9b7e4c33".'

MUST_CITE = "cite {clauses}"
MUST_BE_SILENT = "silent"
MUST_BE_PINNED = "pinned {pin}"
SOME_CLAUSE = "the clause that begins “{words}”"

NO_POLICY_SO = "no policy {policy} would be in force{hint}"
NO_CLAUSE_SO = "{policy} has no clause {number}"
NO_CLAUSE_BEGINS = (
    "no clause of {policy} begins with the words that are given; correct `words` in the file or take it away"
)
SEVERAL_SO = "{policy} has several clauses {number}; give the beginning of the words of the one you mean, as words = “…”"
TWO_CLAUSES = "{policy} {number} does not begin with the words that are given; to name another clause, take `words` away"
IS_REMOVED = "{clause} is removed"
IS_NOW = "{clause} is {now} now ({change})"
IS_CHANGED = "{clause}: {change}"
NOT_QUOTED = "{clauses} would not be quoted"
NOT_SILENT = "something would be quoted"
NOT_PINNED = "no pin would be served"
OTHER_PIN = "another pin would be served"
SHOULD_BE = "must be: {expected}"
WOULD_BE = "would be: {got}"
QUESTION_OWN = "Question {number}"
QUESTION_BELOW = "{organisation}'s question {number}"
FAILS = "{question} (it must be: {expected}) fails: {why}."
FAILS_ON = "{question} (it must be: {expected}) fails from {day}: {why}."
FAILS_ALREADY = "{failure} It fails today too, so that is no fault of this revision."
BELOW_UNREAD = "{organisation}'s questions were not asked, for their file cannot be read; quoth check --org {short} says why."
BELOW_UNASKED = "{organisation}'s questions could not all be asked; quoth check --org {short} says why."
OWN_UNREAD = "Which questions rest on it cannot be said, for their file cannot be read; quoth check --org {short} says why."
QUESTION_RESTS = "{question}, “{words}”, must be answered from it, and fails without it."
PIN_RESTS = "Pin {id} (“{words}”){whose} rests on it, and is not served without it."
OF_ANOTHER = " of {organisation}"

CHECKING = "Asking your questions"
NONE_FAILS = "{passed} passed."
SOME_FAIL = "{failed} failed, {passed} passed."
NO_QUESTIONS = "{organisation} has no questions of its own yet. Propose some: quoth questions --propose"
FROM_THE_DAY = "from {day}"
PINS_STAND = "{pins} would be served as now."
PIN_SUSPENDS = "Pin {id} (“{question}”) would be suspended{when}: {why}."
PIN_RESUMES = "Pin {id} (“{question}”) would be served again{when}."
PIN_WITHOUT_WORDS = "its words change"

QUESTION_KEPT = "Kept: “{question}” must be: {expected}."
NOT_SO_TODAY = "It is not answered so today. As long as it is not, it keeps drafts from being published."
QUESTION_KNOWN = "“{question}” is among the questions already."
QUESTION_DROPPED = "Dropped: “{question}”."
NO_PROPOSALS = "There is nothing to propose: no pin and no answer that was marked as helpful is missing among the questions."
PROPOSED_HOW = "Keep one with: quoth questions --add NUMBER"
FROM_PIN = "pin"
FROM_ANSWER = "helpful answer"
ONE_THING = "Give one of --propose, --add, --ask and --drop."
ASK_WITH = "--ask needs one of --cite, --silent and --pinned, and these need --ask."
NO_SUCH_NUMBER = "There is no {kind} number {number}; there are {count}."
CITE_HOW = 'Name a clause by the short name of its policy and its number or id: --cite "staff-conduct 4.1".'
SEVERAL_IDS = " There are several: give the id of the one you mean."
KIND_PROPOSAL = "proposal"
KIND_QUESTION = "question"

# Admins in chat, announcements and reminders.
ONLY_ADMINS = "Only those who keep the policies here can do that. Whoever runs Quoth says who they are."
ADMIN_HELP = (
    "Write after “admin”, here or behind the policy command:",
    "status: what is in force, what waits, and what was done last",
    "drafts: what waits to be published",
    "diff, or diff POLICY: what the drafts change, clause by clause",
    "check: whether your own questions and pins hold with the drafts",
    "publish: put the drafts in force, after a check and one more press",
    "publish override: WHY: the same although the check fails; why is kept with it",
    "rollback, or rollback NUMBER: put in force again what was so before",
    "history: what was published, when and by whom",
    "withdraw POLICY: take a policy out of force",
    "drop POLICY: throw its draft away",
)
STATUS = "{organisation}, {policies} in force:"
STATUS_NOTHING = "{organisation} has no policy in force."
STATUS_COMING = "To take effect:"
STATUS_DRAFTS = "Drafts, which nobody is quoted yet:"
STATUS_NO_DRAFTS = "There is no draft."
STATUS_LAST = "Published last:"
REVISION_IS = "version {revision}"
SINCE = "since {day}"
REVIEW_BY = "review by {day}"
NO_REVIEW = "no review date"
OVERDUE = "overdue"
FROM_FILE = "from {file}"
TAKES_EFFECT_ON = "takes effect on {day}"
DONE_BY = "by {who}"
ASKED_FOR_BY = "asked for by {who}"
REASON_IS = "because: “{reason}”"
BACK_TO = "{what} to {number}"
REQUEST_IS = "{who} asked on {day} to publish the drafts; somebody else has to agree."
AND_MORE = "And {number} more."
CHANGES_IN = "In {titles}:"
NOTHING_CHANGES = "No clause changes."
NO_DRAFTS = "There is no draft. Send me the file of a revised policy in our own chat, or have it added with `quoth add`."
NO_DRAFT_OF = "There is no draft of {name}.{hint}"
NOTHING_NEW = "There is nothing to publish: no draft waits."
CHECK_PASSED = "The check passes: {questions} of your own."
CHECK_NO_QUESTIONS = (
    "There is no question of your own to check yet. Press “This must stay true” below an answer to add one."
)
CHECK_FAILS = "The check fails:"
CHECK_FAILS_SO = "“{question}”: {why}."
CHECK_SUSPENDS = (
    "{pins} would be suspended, for the words under them change; their owners are shown old and new."
)
CHECK_WHY = "Mend the policy or the questions. To publish all the same, write “admin publish override:” and why; it is kept with the publication."
PUBLISH_SURE = "This would be in force from now on, and quoted with the next question. Publish it?"
PUBLISH_SURE_LATER = "Published now, it takes effect on the day that it states. Publish it?"
OVERRIDES_NOTHING = "Nothing fails that would have to be overridden, so no reason is kept."
PUBLISH_OVERRIDES = "The check fails, and you publish all the same. Kept with it: “{reason}”"
CHANGED_SINCE_SHOWN = (
    "Something has changed since I showed you that, so I have done nothing. It is now as follows:"
)
ASKED_OTHERS = (
    "Two people have to agree here before anything is published. I have noted that you ask for it{told}."
)
ASKED_TOLD = ", and am telling the other admins now"
ASKED_TOLD_NOBODY = ", but I know no other admin whom I can write to: somebody else has to run `quoth publish` or write “admin publish” to me"
ASKED_BEFORE = "You have asked for this already. Somebody else has to agree."
AGREES_WITH = "{who} has asked for this. Pressing below agrees to it, and publishes it."
ROLLED_BACK = "Done. {organisation} answers from {policies} ({clauses}), as before."
NOTHING_IN_FORCE_NOW = "Done. {organisation} has no policy in force any more."
PINS_SUSPENDED_NOW = (
    "{pins} suspended, for the words under them have changed. Their owners are shown old and new."
)
CHANGED_SO = "Changed: {changes}."
ROLL_BACK_SURE = "This brings back what was in force after publication {number}, from now on. Roll back?"
WITHDRAW_WHICH = "Write which policy: admin withdraw NAME. In force: {policies}."
WITHDRAW_SURE = "“{title}” would not be quoted any more from now on. Who asks what it answers is told that it was withdrawn, and when. Withdraw it?"
ADMIN_NO_POLICY = "There is no policy called {name}.{hint}"
DROP_WHICH = "Write which draft: admin drop NAME. Drafts: {policies}."
DROPPED_DRAFT = "Dropped: the draft of “{title}”. What is in force stays as it is."
OF_ANOTHER_ORGANISATION = "That button belongs to another organisation, so I have done nothing."
WITHDRAW_CHANGED = "That policy has changed since I showed you that, so I have done nothing. Write it again."
DRAFT_GONE = "That draft is gone, or is another one by now."
HISTORY_IS = "Publications, the newest first:"
KEPT_TRUE = "Kept. Before every publication I check that this question is still answered with {what}."
KEPT_TRUE_ALREADY = "That is kept already."
KEEP_NO_WORDS = (
    "I no longer have the question, so I cannot ask it again. Ask it once more, then press below that answer."
)
KEPT_SILENT = "Kept. Before every publication I check that still no rule answers this question."
ANOTHER_ADMIN = "Another admin"
APPROVE = "Approve and publish"
APPROVAL_LETTER = "{who} asks to publish this for {organisation}. It is published when you agree."
NOTIFICATION_OF_APPROVAL = "Somebody asks you to agree to a publication."
NOTIFICATION_OF_PUBLICATION = "A policy has changed."
NOTIFICATION_OF_REVIEW = "A policy is due for review."
ANNOUNCED = {
    "published": "{organisation}'s policies have changed. What I quote from now on is the new wording.",
    "took effect": "A change of {organisation}'s policies has taken effect today. What I quote from now on is the new wording.",
    "rolled back": "{organisation} has gone back to an earlier wording. What I quote from now on is that one.",
    "withdrawn": "{organisation} has withdrawn a policy. I quote nothing of it any more.",
    "imported": "{organisation}'s policies were taken over from elsewhere.",
}
ANNOUNCED_LATER = "“{title}” changes on {day}. Until then I quote the words before it."
ANNOUNCED_NEW_LATER = "“{title}” takes effect on {day}."
ANNOUNCED_NOT = "“{title}” does not change on {day} after all."
ANNOUNCED_COMING = (
    "A change of {organisation}'s policies was published for a later day. What I quote now stays as it is."
)
ANNOUNCED_TAKEN_BACK = "A change of {organisation}'s policies that was to come has been taken back. What I quote now stays as it is."
WOULD_LATER = "“{title}” would change on {day}."
WOULD_NOT = "“{title}” would not change on {day} any more."
NOTHING_NOW = "What is quoted now would stay as it is."
FOR_DAY = "“{title}” for {day}"
YOU = "you"
ANOTHER = "another admin"
STATUS_ABOVE = "In force here too, of {organisation}:"
COUNTS_OF = "“{title}” ({policy}): {counts} Its words: admin diff {policy}"
DONE_ALREADY = "That is done already."
ASK_SURE = "Two people have to agree here before anything is published. Ask the other admins to publish exactly this?"
ASK_TO_PUBLISH = "Ask to publish this"
APPROVAL_OVERRIDES = "The check fails as shown. {who} asks to publish all the same; kept with it: “{reason}”"
QUESTIONS_UNREAD = (
    "The file of your own questions cannot be read: line {line}: {why} Whoever runs Quoth mends it."
)
ORDER_UNCLEAR = "I do not understand that order, so I have done nothing."
FAULTS = {
    "NothingToPublish": "{organisation} has no policy to publish. Send me the file of one in our own chat first.",
    "NothingToRollBack": "{organisation} has published nothing before what is in force now, so there is nothing to go back to. To take a policy out of force, write: admin withdraw NAME",
    "NoSuchPublication": "{organisation} has no publication number {number}. To see their numbers, write: admin history",
    "ChangedMeanwhile": "The policies of {organisation} were changed by somebody else meanwhile, so nothing was done. Write it again.",
    "BadQuestions": QUESTIONS_UNREAD,
}
"""What is said in chat of errors whose own sentences name commands."""
REVIEW_DUE = "“{title}” is due for review by {day}, in {days}."
REVIEW_TODAY = "“{title}” is due for review today."
REVIEW_OVERDUE = "“{title}” was due for review by {day}. Until it is revised, every answer from it says so."
REVIEW_OWNER = "Its owner, as the policy states: {owner}."
REVIEW_NO_OWNER = "Nobody is named who keeps it, so this comes to you. Whoever runs Quoth names them: quoth owners --org {short} --policy {policy} --who slack:USER-ID"
REVIEW_HOW = "What was asked of it, for the meeting: quoth pack --org {short} --policy {policy} --out FOLDER."
REVIEW_SEND = (
    "When the new version stands, send me the file in our own chat, or have it added with `quoth add`."
)
REVIEW_CONSOLE = {
    "how": "What was asked of it is in its review pack, for the meeting: a lead opens it under Gaps › Review packs.",
    "send": "When the new version stands, add its file under Policies › Add or revise.",
    "nobody": "Nobody is named who keeps it, so this comes to you. An admin names them under Calendar › Who is reminded.",
}
"""What the reminder of a review says instead to whoever reads it in the console."""
REVIEW_GIVE = "When the new version stands, give the file to one of those who keep the policies here."
ANNOUNCE_OR_NOT = "Give --announce or --no-announce, not both."
OWNER_IS = "{who} is reminded of the review of {policy}."
OWNER_NONE = "Nobody is named for {policy} any more: its admins are reminded of its review."
OWNERS_NONE = "Nobody is named yet: the admins are reminded of reviews, or where there is none, the leads. Name somebody: quoth owners --org {short} --policy NAME --who slack:USER-ID"
TWO_PEOPLE = "Two people, one asks and another agrees"
ONE_PERSON = "One person"
NOWHERE = "nowhere"
TO_ADMINS = "the admins, or where there is none the leads"
NOT_AN_OWNER = "{who} is a group. Name one person, such as slack:U0123ABCD."
OWNER_NOT_NAMED = "Nobody is named for {policy}, so nothing was changed."
OWNER_WHO = "Say with --policy whose review, and with --who or --nobody who is reminded of it."

# Files from chat

HAND_ADMINS_ONLY = "Only those who keep the policies can give me one; `quoth roles` names them. Ask me in words what you would like to know."
HAND_DIRECTLY = "I read no file here. To give me a policy, send it to me in our own conversation."
HAND_WORDS_ONLY = "I have read the words of your message, and not the file that came with it."
HAND_TOO_MANY = "I read {most} files of one message. Send me the others in another one."
HAND_TOO_LARGE = "{file}: The file is larger than {most} MB, which is the most that is read. Split it into several files, or save it without its pictures."
HAND_UNFETCHED = {
    "too_large": HAND_TOO_LARGE,
    "elsewhere": "{file}: It does not lie with {platform} itself, so I did not fetch it. Download it, and send me the file.",
    "not_allowed": "{file}: {platform} does not let me read files. Whoever runs Quoth gives the app the permission: the page on {platform} says how.",
    "gone": "{file}: {platform} does not give it out any more. Send it again.",
    "failed": "{file}: {platform} could not be reached for it. Send it again in a while.",
}
HAND_KEPT = {
    "new": "{file}: I keep it as a draft of “{title}” ({policy}). Nobody is quoted it before it is published.",
    "replaced": "{file}: I keep it as the draft of “{title}” ({policy}), in place of the earlier one. Nobody is quoted it before it is published.",
    "unchanged": "{file}: It is what I have of “{title}” ({policy}) already. There is nothing to do.",
}
HAND_FORCES = "Clauses: {count} ({forces})"
HAND_NOT_UNDERSTOOD = "Not understood: {fault}"
HAND_MORE_FAULTS = "There are {count} more things that were not understood; `quoth add` shows them all."
HAND_FIRST = "Nothing of this policy is in force yet."
HAND_CHANGES = "Compared with what is in force:"
HAND_UNSURE = "{file}: Is it a revision of “{title}” ({policy})? I am not sure: {why}. Nothing is kept until you say so; the file waits here until tomorrow."
HAND_GONE = "I do not have that file any more, or somebody has said already what it is. Send it again if it is still needed."
HAND_NOT_ADMIN = "Only those who keep the policies can say so."

# Trusts: organisations as a tree, and what pulls apart between them.
HOLDS_HERE_TOO = "{organisation}'s policy, which holds here too"
HOLDS_FOR_ALL = "{organisation}'s document, which holds everywhere"
PLACE_OF = "{place} of {title}"
BIND_UNLIKE = "These two clauses speak of the same and do not bind alike: {first} and {second}. {ask}"
UNDER_OR_ALONE = "--under puts it under another organisation and --alone under none, so give one of them."
PLACE_WHICH = "Say with --org which organisation to place."
NO_ORGANISATIONS = "There is no organisation yet. Add a policy with `quoth add FILE --org NAME`."
HOLDS_EVERYWHERE = "its policies hold for every organisation"
NO_LEVELS = "No other organisation's policies hold for {organisation}, so nothing can conflict. Put it under another one: quoth organisations --org {short} --under NAME"
HOLDS_TOO = "{whose}, holds here too"
STATES_ON = {"scheduled": "from {day}", "withdrawn": "withdrawn {day}"}
NO_CONFLICTS = "No clause of {organisation}'s differs in force from one that holds there too on the same matter, as far as I can tell."
CONFLICTS = "{pairs} of {organisation}'s differ in force from one that holds there too, the gravest first:"

# An organisation as one file
NO_EXPORT = "it is no export of Quoth's"
IN_THE_WAY = "it is there already, and is no export that could be replaced"
ARCHIVE_ALTERED = "{name} in it is not what was exported"
ARCHIVE_UNREADABLE = "{name} in it cannot be read"
ARCHIVE_OTHER_FILES = "it does not hold the files that it lists"
ARCHIVE_TOO_LARGE = "unpacked it would be larger than any export is"
ARCHIVE_NEWER = "it was made by a newer Quoth than this one"
ARCHIVE_UNTRUE = "what it says was published is not what it holds"
EXPORTED = "Exported {organisation} to {file}: {policies} in force, {revisions}, {publications}, {pins}."
IMPORTED = "Imported {organisation}: {policies} in force, {revisions}, {publications}, {pins}. It answers from now on."
IMPORTED_UNPUBLISHED = "Imported {organisation}: {revisions}, {pins}. Nothing of it is in force."
IMPORTED_ALONE = "It stood under {parent}, which is not here, so it stands alone."
IMPORTED_NOT_FOR_ALL = "Where it came from, its policies hold for every organisation. Here they hold for {organisation} alone. To have them hold for all: quoth organisations --org {short} --for-all"
IMPORTED_QUIET = "Its workspaces are not connected here yet: quoth connect"

# A watched folder

WATCHING = "Watching {folder} for {organisations}. Ctrl-C stops it."
WATCH_STOPPED = "Stopped watching {folder}. The drafts that were kept stay."
WATCH_KEPT = "{file}: {outcome}, “{title}” ({policy}), {clauses}."
WATCH_FIRST = "Nothing of it is in force yet."
WATCH_UNSURE = "{file}: left alone, for it may be a revision of “{title}” ({policy}), or not: {why}. Say which: quoth add {path} --org {short} --policy NAME"
WATCH_CONFLICT = "{file}: left alone, for it is a second version of a file that lies beside it, or of one that was changed in two places. Keep one of them, under the plain name."
WATCH_UNOPENED = "{file}: it cannot be opened ({why}). It is tried again."
WATCH_NOT_KEPT = "{file}: {why} It is tried again."
WATCH_NOWHERE = "{file}: left alone, for it lies in no organisation's folder. Put it into a folder called {shorts}, or say --org."
WATCH_GONE = "{folder} is not there any more. It is waited for."
WATCH_BACK = "{folder} is back."
WATCH_NO_FOLDER = "it is not a folder"
WATCH_SECONDS = "{option} is a time between {least} and {most} seconds."

# Recognising a revision, and what it changes.

SAME_NAME = "its file is named alike"
SAME_TITLE = "its title is the same"
SHARE_OF_WORDS = "{share} % of its words stand there in the same order"
AND_WHY = ", and "
RECOGNISED = "  A revision of {title} ({policy}): {why}."
ASK_RECOGNISED = "Is it a revision of {title} ({policy})? For this speaks that {why}. [y/N] "
CHANGED = "  {clauses} changed{otherwise}; see: quoth diff --org {short} --policy {policy}"
AND_ALSO = " and "
OTHERWISE = ", {some} of them {bind} otherwise"
DROPPED = "The draft of {policy} was dropped. What is in force stays as it is."

CHANGES = {
    "force changed": "Binds otherwise",
    "audience changed": "Speaks to others",
    "removed": "Removed",
    "added": "Added",
    "reworded": "Reworded",
    "split": "Split",
    "merged": "Merged",
    "notes changed": "Other notes",
    "details changed": "Details",
    "moved": "Moved",
    "renumbered": "Renumbered",
    "unchanged": "Unchanged",
}
DETAILS = {
    "title": "Title",
    "organisation": "Organisation",
    "revision": "Version",
    "effective_on": "In effect from",
    "reviewed_on": "Last reviewed",
    "review_on": "Review by",
    "audience": "Audience",
    "owner": "Owner",
    "heading": "Heading",
    "lead-in": "Lead-in",
}
DIFF_TITLE = "{title} ({policy})"
DIFF_FIRST = "A first draft: nothing of this policy is in force."
DIFF_AGAINST = "The draft{version} beside what is in force{before}."
DIFF_LATER = "The draft{version}, in effect from {day}, beside what is in force until then{before}."
DIFF_VERSION = " (version {version})"
FORCE_FROM_TO = "{old} is now {new}"
AUDIENCE_FROM_TO = "For {old}; now for {new}"
MOVED_FROM_TO = "from {old} to {new}"
NO_NUMBER = "no number"
NOTHING_STATED = "not stated"
DIFF_NOTHING = "Nothing is changed but the look of the text."
DIFF_COUNTS = "In all: {counts}."
DIFF_NEW = "in the draft"
DIFF_OLD = "in force"
DIFF_CARD = "What the draft of {title} changes"
DIFF_CARD_CHANGE = "{what}:"
DIFF_REST = "{more} not shown here. All of it: quoth diff --policy {policy}"
DETAIL_FROM_TO = "{name}: {old}; now {new}"
IN_PARTS = "It stood in one clause and stands in several now:"
IN_ONE = "It stood in several clauses and stands in one now:"
DIFF_WRITTEN = "Written to {file}."
DIFF_PAGE = "What the drafts of {organisation} change"
DIFF_PAGE_SAYS = "Struck-through words are left out, underlined words are new. Nobody is quoted a draft before it is published."


def changed(clauses: int, around: int, otherwise: int, short: str, policy: str) -> str:
    """How many clauses, and how many headings and lead-ins, a draft changes, and how many clauses bind otherwise."""
    bind = OTHERWISE.format(some=otherwise, bind="binds" if otherwise == 1 else "bind") if otherwise else ""
    told = [counted(clauses, "clause", "clauses")] if clauses or not around else []
    told += [counted(around, "heading or lead-in", "headings or lead-ins")] if around else []
    return CHANGED.format(clauses=AND_ALSO.join(told), otherwise=bind, short=short, policy=policy)


JSON_OR_HTML = "Give either --json or --html."

# Whose policies an admin of several organisations means.
WHICH_FILE_IS_FOR = "You keep the policies of more than one organisation, so I have kept nothing. Send it again and write beside it for which: {shorts}."
WHICH_ORDER_IS_FOR = (
    "You keep the policies of more than one organisation. Write for which behind “admin”: {orders}."
)
ORDER_FOR = "“{order}”"
FILE_FOR_ANOTHER = "You do not keep the policies of {organisation}, so I have kept nothing. Whoever runs Quoth says who keeps them."
MEANT_FOR = "For {organisation}."

# What is kept of whoever keeps the policies.
MY_DATA_COUNTED = {
    "requests": ("request to publish", "requests to publish"),
    "published": ("publication that names you", "publications that name you"),
    "corrections": ("correction of how a policy is read", "corrections of how policies are read"),
}
MY_REQUEST = (
    "On {on} you asked to publish the drafts of {policies} at {organisation}; somebody else has yet to agree."
)
MY_REASON = "Until you press or somebody publishes, I keep why you would publish at {organisation} though the check fails."
MY_ACTS = {
    "published": "On {on} you published policies of {organisation}.",
    "took effect": "On {on} policies of {organisation} took effect that you had published.",
    "rolled back": "On {on} you had {organisation} go back to an earlier wording.",
    "withdrawn": "On {on} you withdrew a policy of {organisation}.",
    "imported": "On {on} you took over the policies of {organisation} from elsewhere.",
}
MY_AGREED = "On {on} policies of {organisation} were published, which you and somebody else had agreed on."
MY_CORRECTION = "On {on} you put right by hand how {policy} of {organisation} is read."
MY_REVIEW = "You are reminded of the review of {policy} at {organisation}."
FORGOTTEN_COUNTED = {
    "requests": ("request to publish", "requests to publish"),
    "reviews": (
        "note that you are reminded of a policy's review",
        "notes that you are reminded of a policy's review",
    ),
}
FORGOTTEN_REVIEWS = "The admins are reminded of that review from now on, or where there is none, the leads."
NAMES_YOU = ("publication still names you", "publications still name you")
STAYS_PUBLISHED = "{name}: who put a policy in force must stay known, as what was in force must."
PUT_RIGHT_BY_YOU = ("correction by hand still names you", "corrections by hand still name you")
STAYS_CORRECTED = (
    "{name}: who put right how a policy is read must stay known, as what was in force was read so."
)
