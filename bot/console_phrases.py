"""Every sentence of the web console that is said by code and not by a page of its own."""

from __future__ import annotations

from bot.people import Office, Role
from bot.places import Platform
from corpus.document import LinkKind

TOO_LONG = "That is too long: at most {most} characters fit here."
BAD_FIELD = "“{name}” cannot be used: {why}."
THE_FORM = "The form"
NOT_WHOLE = "What was sent did not arrive whole, so nothing was done. Go back and send it again."
TOO_LARGE = "That is more than can be sent at once: at most {most}. Send less, or fewer and smaller files."
BROKEN = "Something went wrong inside Quoth. Try once more; if it happens again, give whoever looks after Quoth this number: {reference}"
SIGN_IN_FIRST = "Sign in first."
NOT_YOURS = "This page is for others: it needs an office that you do not hold here. Whoever looks after Quoth can give it to you."
FORM_EXPIRED = "This page had been open too long, or was opened by another site, so nothing was done. Open it again and repeat what you did."
TOO_MANY_JOBS = (
    "Several things that you began are still under way. Wait until one of them is done, then try again."
)
TOO_MANY = "That is a lot at once. Wait a minute, then go on."
WRONG_HOST = "Quoth is not reached by this address. Use the one that it was set up with."
LINK_USED = (
    "This link has been used already, or is too old. Ask the bot for another one: write “console” to it."
)
BELONGS_NOWHERE = "You are signed in, but belong to no organisation here. Whoever looks after Quoth can say where you belong."
SIGNED_OUT = "You are signed out."
JOB_GONE = "What was under way here has ended, or another copy of Quoth does it. The list of publications says what is in force."

OPERATOR_LINK = "Open this within ten minutes; it works once: {link}"

CONSOLE_LINK = "Here is your link to the console. It works once, for {minutes} minutes, and is for you alone."
CONSOLE_NO_ADDRESS = "The console has no address yet that you could open from here. Whoever looks after Quoth can set one (QUOTH_PUBLIC_URL)."
CONSOLE_IN_PRIVATE = (
    "Write “console” to me in a direct message: others read along here, and the link is for you alone."
)
CONSOLE_OFF = "The console is switched off here."

# Revisions
FAULTS = {
    "ChangedMeanwhile": "Somebody else changed the policies of {organisation} meanwhile, so nothing was done. Look at it as it is now.",
    "NothingToPublish": "{organisation} has no policy to publish. Add one first.",
    "NothingToRollBack": "{organisation} has published nothing before what is in force now, so there is nothing to go back to. A policy can be withdrawn.",
    "NoSuchCorrection": "{organisation} has no such correction any more. Somebody may have taken it back meanwhile.",
    "NoSuchPublication": "{organisation} has no publication number {number}.",
    "BadQuestions": "The file of your own questions cannot be read. Line {line}: {why}",
    "NoDraft": "{organisation} has no draft{of}.{hint}",
    "CheckFailed": "The check fails, so nothing was published.",
    "NoSuchPolicy": "{organisation} has no policy called {name}.{hint}",
    "NoSuchClause": "{organisation} has no clause {number} in force{where}.{hint}",
    "EmptyQuestion": "Write the question.",
    "AlreadyThere": "{organisation} is there already, so nothing was imported. To have it a second time, give it another name.",
    "Circular": "{organisation} cannot stand under {under}, for {under} is {organisation} itself or stands below it. Choose another, or free it first.",
    "ApprovalNeeded": "Two people have to agree here before anything is published, so nothing is published yet.",
}
"""What is said at a page of errors whose own sentences name commands."""

# Adding policies
NO_FILES = "Choose at least one file."
ONE_FILE = (
    "A policy can be revised by one file at a time. Send that one by itself, or let each file be recognised."
)
NO_SUCH_POLICY = "There is no such policy any more, so nothing was read. Choose the files again."
READING = "Reading the files"
READING_ONE = "Reading {name}"
BATCH_GONE = "What was told here is no longer kept. The page of policies lists every draft, and every file that waits for your word."
FILE_GONE = "This file waits no longer: somebody has said already what it is, or it is older than a day. Send it again if it is still needed."
SAY_WHAT_IT_IS = "Say whether it is a revision or a policy of its own."
FILE_DROPPED = "{name} was dropped. Nothing of it is kept."

# A clause in its document.
TIES = {
    LinkKind.starred: "Starred note",
    LinkKind.note: "Goes with it",
    LinkKind.exception: "Exception",
    LinkKind.definition: "“{term}” is defined in",
    LinkKind.reference: "Refers to",
}
"""What leads from a rule to what changes it, or to what it leans on."""
TIES_BACK = {
    LinkKind.starred: "Note to",
    LinkKind.note: "Goes with",
    LinkKind.exception: "Exception to",
    LinkKind.definition: "The word is used in",
    LinkKind.reference: "Referred to in",
}
"""What leads back to the rule."""
FURTHER_DOWN = "further down"
FURTHER_UP = "further up"
NO_SUCH_POLICY = "There is no such policy here that you may read."
NO_SUCH_CLAUSE = "This policy has no such clause. The list of policies leads to all of it."
POLICY_WITHDRAWN = "This policy is in force no more, so it is not shown. Ask your question again to be quoted what holds now."
LED_ON = "That revision has been replaced. You see the one that is in force now."
LED_TO_CLAUSE = (
    "That revision has been replaced. You see the same clause as it stands now; its words may be others."
)
CLAUSE_GONE = "That revision has been replaced, and what the clause said is not in the one in force now."
NO_PAGES = (
    "This policy was not read from a PDF, so it has no printed pages to show. Download the original instead."
)
NO_SUCH_PAGE = "The original has no such page."
VERSION = "Version {}"
EFFECTIVE = "In effect from {}"
REVIEWED = "Last reviewed {}"
REVIEW_BY = "To be reviewed by {}"
STATES = {
    "draft": "A draft, not in force",
    "scheduled": "Published for a later day",
    "published": "In force",
    "superseded": "Replaced by another revision",
    "withdrawn": "Withdrawn",
}
"""What a revision of a policy is."""

# Asking
AWAITED = {
    "why": "Why was it no help?",
    "reply": "Your reply",
    "phrase": "Another wording of the question",
    "note": "A note in your own words",
}
"""The label of the field for what a button asked somebody to write."""
WRITE_HERE = "What you write here"
"""What stands at a page for `phrases.WRITE_NEXT`."""
AWAITED_WORDS = "What you were asked to write"
NOT_AWAITED_LABEL = "What you wrote"
NOT_AWAITED = "This is not awaited any more, so nothing was sent: it was written elsewhere meanwhile, or a quarter of an hour has passed. Copy your words, then press the button again."
WRITE_SOMETHING = "Nothing is written yet. Write it, or leave it."

OPENID = {
    "unreachable": "Signing in with {name} does not work just now: it does not answer as it should. Try again in a minute, or write “console” to Quoth in your chat.",
    "refused": "You were not signed in with {name}: it did not let you in, or you turned back.",
    "wrong_client": "Signing in with {name} is not set up rightly, so nobody was signed in. Whoever looks after Quoth should check QUOTH_OIDC_CLIENT_ID and QUOTH_OIDC_SECRET.",
    "again": "This attempt to sign in was begun elsewhere, was used already, or took too long. Go to the first page and begin again.",
    "clock": "What {name} said of you holds no more, or does not hold yet, so nobody was signed in. If it happens again, the clock of Quoth's machine is wrong: whoever looks after it can set it.",
    "not_for_us": "What {name} said was not meant for Quoth, or was not said by it, so nobody was signed in. If it happens again, whoever looks after Quoth should check QUOTH_OIDC_ISSUER and QUOTH_OIDC_CLIENT_ID.",
    "unverified": "{name} has not verified your e-mail address, and by it you are known here, so you were not signed in. Whoever looks after your accounts can have it verified.",
    "stranger": "Your e-mail address is none of those that may come in here. If it should be, whoever looks after Quoth can add what stands behind its @ to QUOTH_OIDC_DOMAINS.",
}
"""What is said to somebody whose own provider did not vouch for them, by why."""

CHECKING = "Checking the drafts"
PUBLISHING = "Publishing"
ROLLING_BACK = "Rolling back"
WITHDRAWING = "Withdrawing a policy"
FINDING_GONE = (
    "What was found here is kept for half an hour only, or another copy of Quoth found it. Do it once more."
)
OVERRIDE_WHY = "The check fails. To publish all the same, say why; it is kept with the publication."
ASKED_OTHERS = (
    "You have asked for it. The other admins are told now, and it is published when one of them agrees."
)
ASKED_NOBODY = "You have asked for it, but no other admin can be written to. Tell one of them: it waits on their page of revisions."

# Questions, pins and gaps, for leads
READS_LIKE_A_CONCERN = "This reads like a safeguarding concern, so it has been neither sent nor kept. {tell} If it is what you meant to write here, tick that below."
QUESTION_GONE = "There is no such question any more: what is dealt with is kept for a while only."
EMPTY_REPLY = "Nothing is written yet. Write your reply, or close the question without one."
REPLIED_MEANWHILE = (
    "That question is no longer open: somebody has answered or closed it meanwhile. Your reply was not sent."
)
PIN_NEEDS_QUESTION = "Write at least one question that it answers."
NOT_A_REVIEW_DAY = "its review date is no day such as 2027-01-31"
CHOSEN_CHANGED = "The policy has changed meanwhile, so nothing was pinned. Below is what of your choice still stands: look at it, and press again."
CHOOSE_A_CLAUSE = "Tick at least one clause, or drop the pin."
PIN_MADE = "Pinned. Whoever asks the same is given this answer first."
PIN_KEPT = "Kept."
PIN_RESTS_ANEW = "Kept. The pin is in service with these clauses."
PIN_IS_DROPPED = "That pin is dropped. Put it back in service before you change it."
PIN_CHANGED_MEANWHILE = "Somebody has changed this pin since you opened it, so nothing was changed yet. What you wrote stands below: look at the pin as it is now, then press again."
PIN_CHANGED_AGAIN = "The policy has changed again since this page was opened, so nothing was approved. Below is how it stands now."
PIN_NOTHING_LEFT = "There is nothing left to approve: the policy no longer says any of it. Choose other clauses, or drop the pin."
PIN_FIELDS = {
    "state": "state",
    "phrasings": "questions",
    "clauses": "clauses",
    "note": "note",
    "audience": "who is given it",
    "review_on": "review date",
}
"""What of a pin has changed, as its history calls it."""

# What was understood of a policy, and putting it right
READ_AS = "Read as"
DRAFT_GONE = "There is no such draft any more: it was published, replaced or dropped."
DRAFT_DROPPED = "The draft of “{title}” was dropped. What is in force is as it was."

CLAUSE_IS_GONE = (
    "the clause of {policy} that the question named is gone: choose another, or remove the question"
)
CLAUSE_IS_ANOTHER = (
    "{policy} {number} is not the clause any more that the question named: choose the clause anew"
)
CLAUSE_IS_SEVERAL = "{policy} has several clauses {number}: choose the clause anew"
OWNER_IS = "{who} is reminded of the review of “{title}”."
OWNER_NONE = "Nobody is named any more for the review of “{title}”."
SILENCE = "silence"
A_PIN = "a pin"
QUESTION_KEPT = "Kept: “{question}” is asked before every publication."
QUESTION_CHANGED = "Somebody has changed these questions since you were shown them, so nothing was done. Look at them as they are now."
NAME_A_CLAUSE = "Name at least one clause, by its policy and its number."
NAME_A_POLICY = "Choose the policy of each clause that you name."
NOT_OURS = "it holds something that this page does not offer"
PROPOSING = "Looking for questions to keep"
NOTHING_TO_PROPOSE = "There is nothing to propose: every pin and every answer that was marked as helpful is among your questions."
CHOOSE_ONE = "Choose at least one."
QUESTIONS_TAKEN = "{questions} kept."
FILE_CHANGED = "Somebody else has changed the file since you were shown it, so nothing was written. Below is what you wrote; write it once more to put it in place of theirs."
FILE_WRITTEN = "Written: {questions}."
FILE_TOO_LONG = (
    "The file is too long to be written here. Whoever looks after Quoth can change it on its machine."
)

# People, and what is kept of them
ROLES = {
    Office.lead: "Lead (DSL)",
    Office.deputy: "Deputy lead",
    Office.admin: "Admin",
    Role.staff: "Staff",
    Role.learner: "Learner",
    Role.manager: "Manager",
    Role.governor: "Governor",
    Role.parent: "Parent",
    Role.volunteer: "Volunteer",
}
PLATFORMS = {
    Platform.slack: "Slack",
    Platform.teams: "Microsoft Teams",
    Platform.discord: "Discord",
    Platform.console: "Quoth’s console",
}
NO_ID = "That is no id that a platform gives: it has no spaces, and at most 200 characters. The list below the form says where to find it."
NO_ID_GIVEN = "The id is missing. The list below the form says where to find it."
HOLDS_IT = "{who} holds this role already."
APPOINTED = "{who} now holds the role {role}."
DISMISSED = "{who} no longer holds the role {role}."
LAST_ADMIN = "This is the last admin. Without one, nobody here can publish a policy or open these pages; only whoever runs Quoth can name another."
LAST_LEAD = "This is the last lead. Without one, questions for the lead and calls for help go to the deputies, or to nobody."
YOURSELF = "This is you. You will not be able to open these pages any more."
NOT_SIGNED_IN = "Nobody of that id is signed in here any more."
SIGNED_OUT_EVERYWHERE = "{who} is signed out everywhere."
NO_NAME_TO_SIGN_IN = "A name needs at least one letter or digit, such as amy.smith."
IN_OFFICE = "{who} leads here or keeps the policies, and whoever sees a link for them could do so in their place. Only whoever runs Quoth may make it."
CANNOT_SIGN_IN = "But nobody can sign in as {who}, for no link was ever made for that id: make one first, and appoint the id that it names."
NO_PERSON = "That is nobody’s id. It looks like slack:U0123ABCD."
KEPT_COUNTED = {
    "answers": "Answers they were given",
    "ratings": "Ratings of answers",
    "questions": "Questions to the lead",
    "notices": "Notices of changed words",
    "letters": "Messages sent to them unasked",
    "pins": "Pins they made",
    "deeds": "Questions and alerts they saw to as a lead",
    "requests": "Publications they asked for",
    "published": "Publications they made or agreed to",
    "reviews": "Policies of whose review they are reminded",
    "roles": "Roles",
    "absences": "Absences",
}
KEPT_AUDITED = "Entries of the audit that name them"

# Contacts
NO_ROLE_TYPED = "Say which role they hold, such as Designated safeguarding lead."
CONTACT_TOO_LONG = (
    "That is too long: a role and a name have at most 200 characters, and how to reach them at most 500."
)
ROLE_TAKEN = "Somebody is named as “{role}” already. Change that contact instead."
CONTACT_SET = "“{role}” is set. It is named from the next answer on."
CONTACT_REMOVED = "“{role}” is named no more."

# Workspaces
CHOOSE_PLATFORM = "Choose a platform, and what its people are here."
CHOOSE_ROLE = "Choose one of the roles."
NO_WORKSPACE_ID = (
    "That is no id of a {kind}: it has no spaces. The list below the form says where to find it."
)
CONNECTED_ELSEWHERE = (
    "This {kind} belongs to somebody else already. Check the id. If it is yours, ask whoever runs Quoth."
)
ONLY_YOUR_WORKSPACE = "You can connect only the {kind} through which you sign in yourself. For any other, ask whoever runs Quoth: `quoth connect` on its machine does it."
WORKSPACE_CONNECTED = "{kind} {workspace} is connected. Its people are answered as: {role}."
WORKSPACE_DISCONNECTED = "{kind} {workspace} is disconnected. Nobody there is answered any more."
NO_CHANNEL_ID = "That is no id of a channel: it has no spaces. Copy it from the channel’s details."
POLICY_GONE = "{name} is no policy here any more, so nothing was changed. Choose again."
CHANNEL_BOUND = "{channel} is bound."
CHANNEL_FREED = "{channel} is bound to nothing: everything that holds here is quoted there."

# Settings
ON, OFF = "on", "off"
SETTINGS = {
    "answer_days": "Days for which it is kept who was quoted what, and buttons work",
    "question_days": "Days for which the words of questions are kept (0: not at all)",
    "link_days": "Days for which a link to a clause works",
    "session_hours": "Hours until somebody has to sign in to the console again",
    "person_limit": "Questions that one person may ask in a minute",
    "workspace_limit": "Questions that one workspace may ask in a minute",
    "max_quotes": "Clauses that answer, at most",
    "wrong_answers": "Share of answers that may begin with a wrong clause (lower: silent more often)",
    "teams_targeted": "Private answers in Teams’ channels",
    "public_url": "Address at which the world reaches Quoth",
    "host": "Address it listens on",
    "port": "Port it listens on",
    "console": "Console beside the chats",
    "model": "Encoder",
    "teams_development": "Trying Teams without checking tokens",
}
NOT_CONNECTED_HERE = "That workspace is not connected here any more. Choose another."
SETTINGS_SAVED = "Saved."
NOT_ALL_YOURS = "These settings hold for every organisation, so only whoever keeps them all may change them."
WRONG_SETTING = "“{name}” cannot be so: {why} Nothing was changed."
SETTINGS_MEANWHILE = "The file of settings was changed by somebody else meanwhile, so nothing was done. Below is what you typed; look at what stands beside it, then save again."
SETTINGS_WRITTEN = "Saved to quoth.toml. It takes effect when Quoth is started again."
SETTINGS_SAME = "Nothing was changed."

# Audit
YOU = "you"
ACCOUNT = "{name} (on the machine)"
TOO_LONG_TO_SHOW = "Too long to show here: it is in the download."
NO_HASH = "That is no hash: it has 64 digits and letters from a to f."
VERIFYING = "Verifying the audit"
AUDIT_FITS = "The audit is whole: its entries fit together, each with the one before it."
AUDIT_MISFIT = "The audit does not fit together. Somebody has worked on the database itself: tell whoever runs Quoth, who can see where."
AUDIT_CUT = "The audit holds no entry with the hash that was noted down, though what it holds fits together: the newest were cut off, or all were written anew. Tell whoever runs Quoth."
AUDIT_HEAD = "Note this down somewhere else, and give it here the next time: {head}"

# Health
HEALTH = {"ok": "Well", "look": "Look at it", "wrong": "Wrong"}
MACHINE_FINDING = {
    "ok": "In order.",
    "look": "Whoever runs Quoth should look at it: quoth doctor says more.",
    "wrong": "Whoever runs Quoth has to mend it: quoth doctor says how.",
}
EXAMINING = "The doctor looks at everything"
REPAIRING = "Putting in order what can be"
NOTHING_TO_REPAIR = "There was nothing to put in order."
REPAIRED = "What could be put in order is."
NOTHING_TYPED = "Type a question first."
CONSOLE_PART, STORE_PART, ENCODER_PART, INDEX_PART = "Console", "Database", "Encoder", "Index"
ENCODER_AWAY = "It cannot be opened, so nothing can be answered. Whoever runs Quoth has to mend it: quoth doctor says how."
SHOWS_THIS = "It shows you this page."
REACHED = "It can be reached."
NOT_REACHED = "It cannot be reached at the moment, or is not served by this copy of Quoth."
CAN_BE_READ = "It can be read."
NOTHING_PUBLISHED = "Nothing is published yet, so every question is answered with whom to ask."
INDEX_OPEN = "Open: {snapshot}"
INDEX_NOT_OPEN = "Opened at the next question: {snapshot}"
FIGURE_ANSWERED = "Questions answered"
FIGURE_SILENT = "Questions that no clause answers"
FIGURE_WAITING = "Questions that wait for the lead"
FIGURE_LETTERS = "Messages to be sent"
FIGURE_LATE = "Messages that are late"
FIGURE_UNDELIVERED = "Messages that never arrived"
WHAT_TO_CORRECT = "Say what is to be put right."
NOTHING_CHANGED = "Nothing was changed in the form, so there is nothing to put right."
NOT_NEWEST = (
    "There is a newer revision of this policy, or it was withdrawn: only the newest can be put right."
)
READING_AGAIN = "Reading the policy as it is put right"
REVISED_MEANWHILE = "Another revision of “{title}” was added or corrected while this page was open, so nothing was done. This is the newest."
CORRECTION_GONE = "That was taken back already."
PUT_RIGHT = "Put right."
TAKEN_BACK = "Taken back."
WAITS = "It waits as a draft: nobody is quoted it before it is published."
READ_AS_IN_FORCE = "It reads as what is in force or comes into force does, so there is no draft of it."
NO_LONGER_APPLIES = "What was put right before and no longer applies: {what}."
DETAIL_LABELS = {
    "title": ("Title", ""),
    "revision": ("Version", ""),
    "effective_on": (
        "In effect from",
        "Such as 1 September 2026; leave it empty where the policy does not say.",
    ),
    "reviewed_on": ("Last reviewed", "Such as July 2026."),
    "review_on": ("Review by", "Such as 31 August 2027."),
    "audience": ("Audience", "Whom the policy says it is for, separated by commas: staff, governors."),
    "owner": ("Owner", ""),
}
"""What a policy says of itself, as the form for it names each, with an example where one helps."""

CHANGED_SINCE = "Something has changed since you were shown this, so nothing was done. It is now as follows."
WITHDRAWN = "“{title}” is withdrawn."
WHICH_DAY = "Say which day, as year, month and day: 2027-01-31."
NOBODY_STILL = "Nobody is named for it, as before: the admins are reminded."
NO_REVIEW_DATE = "No review date"
OVERDUE = "Overdue"
PLACED = "Kept: from now on its answers rest on what holds here."
COMPARING_LEVELS = "Comparing the policies of several organisations"
NO_CONFLICTS = "No clause here binds otherwise than one that holds here too on the same matter, as far as can be told. That is no proof: they are found by how alike they read."
EXPORTING = "Writing the export"
IMPORTING = "Importing"
CHOOSE_A_FILE = "Choose the file first."
IMPORTED_NOT_FOR_ALL = (
    "Where it came from, its policies hold for every organisation. Here they hold for {organisation} alone."
)
IMPORTED_QUIET = "Its workspaces are not connected here yet."
POLICY_NOT_IN_FORCE = "There is no policy in force that is called so."
DESK_KEPT = "Kept. The desk works so from now on."
DEPUTY_LATER = "The deputies have to come after the reminder: give them a longer time."
CLOCK_UNFIT = {
    "remind_minutes": "The time of the reminder cannot be used: give a whole number, from 1 minute to 69 days.",
    "deputy_minutes": "The time of the deputies cannot be used: give a whole number, from 1 minute to 69 days.",
    "alert_minutes": "The time of an alert cannot be used: give a whole number, from 1 minute to 24 hours.",
    "notice_minutes": "The time after which people are told cannot be used: give a whole number, from 0 minutes to 69 days.",
}
NO_SUCH_PLACE = "Choose a workspace that is connected, and give the id of a channel in it."
AWAY_DAYS = "Give two days, the first not after the last, and the last not in the past."
AWAY_KEPT = "Noted. What would come to whoever is away goes to the others."
BACK_KEPT = "Noted: back again."
NOT_AWAY = "They are not noted as away."
NOT_YOURS_TO_SAY = "A lead or deputy notes their own absence; whoever keeps the policies can note anybody's."

# Setting up
NAME_IT = "Write the organisation's name."
ORGANISATION_MADE = "{name} is there now. Go on below."
ORGANISATION_THERE = "{name} was there already, so nothing was changed. Go on below."
LOADING_SAMPLES = "Loading the samples"
SAMPLES_LOADED = "The samples are there: an invented school and an invented trust. Ask them something."
WAITS_FOR_YOU = "It may be a revision of another policy. The page of policies asks you which it is."
IN_FORCE = "Published: from now on these policies are quoted. Ask the first question."
IN_FORCE_ALREADY = "Everything was published already. Ask the first question."
SET_UP_ID = "Write their id as the platform knows it: it has no spaces, and at most 200 characters."
