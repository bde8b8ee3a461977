"""Every sentence on corrections by hand, in one place."""

from __future__ import annotations

FIELDS = {
    "title": "the title",
    "revision": "the version",
    "effective_on": "the date from which it is in effect",
    "reviewed_on": "the date of the last review",
    "review_on": "the review date",
    "owner": "the owner",
    "audience": "the audience",
}
"""What the details are called in a sentence."""

NUMBERED = "{clause} has the number {right}, not {was}"
UNNUMBERED = "{clause} has no number, not {was}"
NUMBERED_FIRST = "{clause} has the number {right}"
FOR = "{clause} speaks to {right}, not to {was}"
FOR_FIRST = "{clause} speaks to {right}"
PARTED = "{clause} is two clauses; the second begins with {behind}"
JOINED = "{clause} and what follows it, {behind}, are one clause"
DETAIL = "{field} is {right}, not {was}"
DETAIL_FIRST = "{field} is {right}"
DETAIL_NONE = "{field} is not stated; {was} is something else"

APPLIES = "Read as it was put right by hand: {what}."
LAPSED = "Put right by hand in an earlier revision, and not here, where it is not read in the same wrong way: {what}."

NO_CLAUSE = "there is no such clause in this revision"
WHOLE_ONLY = "this is a sentence of a clause; take the whole clause"
SAME_ALREADY = "it is read so already"
LONG_NUMBER = "a number is one line of at most {most} characters, with a letter or a digit"
NO_AUDIENCE = "{typed} is no audience; there are {known}"
WHO = "somebody has to be named whom it speaks to"
NO_PLACE = "there are no words to cut before"
IN_A_WORD = "a clause cannot be cut within a word"
EMPTY_PART = "one of the two parts would hold no words"
NOTHING_BEHIND = "nothing stands right behind it that it could be one with"
NO_FIELD = "a policy has no such detail; there are {known}"
NO_DATE = "{typed} is no date; write it as 31 August 2026"
LONG_DETAIL = "it is longer than {most} characters"
DOES_NOT_APPLY = "it changes nothing in this revision"
NOTHING_WANTED = "nothing was said that is to be put right"

NONE = "Nothing of the policies of {organisation} was put right by hand."
DROPPED = "Forgotten; the newest revision of {policy} is read without it, and waits as a draft."
DROPPED_ONLY = "Forgotten; the newest revision of {policy} is read as it was."
MADE = "Put right. It waits as a draft of {policy}: nobody is quoted it before it is published."
NO_LONGER = "(not in the newest revision)"

ONE_THING = (
    "Say one thing: --clause with one of --number, --audience, --split-before and --join, or --detail alone."
)
WHICH_CLAUSE = "there are several of that number; name one by its id: {ids}"
NOT_ONCE = "these words do not stand in it exactly once"
