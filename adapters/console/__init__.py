"""The web console: pages for what people would rather see than chat about; an adapter like the others, on the same desk."""

from bot.adapter import Ability, Can, Wanted

_ABILITIES = (
    (Wanted.mention, Can.no, "A page is read by one person; there is no channel to be mentioned in"),
    (Wanted.direct, Can.yes, "On the page *Ask*"),
    (Wanted.command, Can.no, "There is nothing to command: one asks on the page *Ask*"),
    (Wanted.check, Can.no, "Nobody else's messages are there; ask about what they say"),
    (Wanted.follow_up, Can.yes, "On the page *Ask*, until *New subject*"),
    (Wanted.private, Can.yes, "Every answer, on a page of the asker's own"),
    (Wanted.share, Can.no, "There is no channel; the clause's address can be copied and sent to colleagues"),
    (Wanted.context, Can.yes, "Every quote leads to its clause in the whole policy"),
    (
        Wanted.feedback,
        Can.yes,
        "Buttons below the answer; what is to be written has a field of its own",
    ),
    (Wanted.long_quotes, Can.yes, "Whole, on one page"),
    (Wanted.prompts, Can.yes, "On the page *Ask*, while it is empty"),
    (Wanted.pinning, Can.partly, "By the button *Pin* below the answer: a browser has no gesture for it"),
    (
        Wanted.unasked,
        Can.partly,
        "On the page *Messages*, for whoever has no chat; nobody is called to it, so that leads look by themselves",
    ),
    (Wanted.files, Can.yes, "Dropped or chosen where an admin adds a policy"),
    (Wanted.roles, Can.partly, "By the groups of an OpenID Connect provider; else people one by one"),
    (Wanted.no_address, Can.yes, "On the machine itself; from elsewhere it needs one"),
)

ABILITIES = tuple(Ability(what=what, can=can, how=how) for what, can, how in _ABILITIES)
"""What the console lets Quoth do."""
