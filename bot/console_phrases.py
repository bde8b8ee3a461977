"""Every sentence of the web console that is said by code and not by a page of its own."""

from __future__ import annotations

TOO_LONG = "That is too long: at most {most} characters fit here."
BAD_FIELD = "“{name}” cannot be used: {why}."
THE_FORM = "The form"
TOO_LARGE = "That is more than can be sent at once: at most {most} MB. Send fewer files, or smaller ones."
SIGN_IN_FIRST = "Sign in first."
NOT_YOURS = "This page is for others: it needs an office that you do not hold here. Whoever looks after Quoth can give it to you."
FORM_EXPIRED = "This page had been open too long, or was opened by another site, so nothing was done. Open it again and repeat what you did."
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
CONSOLE_BUTTON = "Open the console"
CONSOLE_NO_ADDRESS = "The console has no address yet that you could open from here. Whoever looks after Quoth can set one (QUOTH_PUBLIC_URL)."
CONSOLE_IN_PRIVATE = (
    "Write “console” to me in a direct message: others read along here, and the link is for you alone."
)
CONSOLE_OFF = "The console is switched off here."
