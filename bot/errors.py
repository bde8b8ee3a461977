"""What can go wrong, said so that it may be shown to anyone.

QuothError                    exit code
├── WrongUse                  2    the command was given something it cannot use
│   ├── EmptyQuestion
│   ├── QuestionTooLong
│   ├── WhichOrganisation
│   ├── BadName
│   ├── BadPin
│   ├── BadCorrection
│   ├── NotAnsweredSo
│   ├── FileMissing
│   ├── AlreadyThere
│   ├── QuestionsThere
│   ├── Circular
│   ├── WhichPolicy
│   ├── ConnectedElsewhere
│   ├── NotConnected
│   └── NothingToServe
├── NoSuchOrganisation        3
│   ├── NoOrganisationYet
│   ├── NoSuchPolicy
│   ├── NoSuchClause
│   ├── NoSuchPublication
│   ├── NoSuchPin
│   └── NoSuchCorrection
├── UnreadableFile            4    a policy file could not be read
│   └── BadArchive
├── NothingToPublish          5
│   ├── NoDraft
│   └── NothingToRollBack
├── VerificationFailed        6    a quote or an index is not what was published
│   └── IndexDamaged
├── BadRow                    7    a row of a JSONL file
│   └── BadQuestions
├── WrongSetting              8
│   └── MissingSetting
├── ChangedMeanwhile          9    somebody else published first
├── StoreUnavailable          10
│   ├── StoreDamaged
│   └── FolderUnavailable
├── ModelUnavailable          11
│   └── LikenessUnavailable
├── PlatformNotInstalled      12
├── CheckFailed               15   a revision fails the organisation's own questions
│   └── QuestionsFail
├── ApprovalNeeded            16   a second person has to approve
├── NotWell                   13
└── AuditBroken               14   the audit is not what was written down
    └── AuditCutShort
"""

from __future__ import annotations

import inspect
from typing import ClassVar

UNEXPECTED = 1


class QuothError(Exception):
    """Something went wrong that Quoth can name; the class's own sentence says what, and what to do next.

    The docstring of each class is its message: what happened, to which thing, and what to do next.
    Names in braces are filled in from the keyword arguments; no question's words ever are.
    """

    exit_code: ClassVar[int] = UNEXPECTED

    def __init__(self, **about: str | int) -> None:
        self.about = about
        sentence = " ".join(inspect.cleandoc(type(self).__doc__ or type(self).__name__).split())
        for name, value in about.items():
            sentence = sentence.replace("{" + name + "}", str(value))
        super().__init__(sentence.strip())


class WrongUse(QuothError):
    """{what} Run the command with --help to see how it is used."""

    exit_code = 2


class EmptyQuestion(WrongUse):
    """The question is empty. Write it in quotation marks after `quoth ask`."""


class QuestionTooLong(WrongUse):
    """The question is longer than {limit} characters. Ask it in a sentence or two."""


class WhichOrganisation(WrongUse):
    """There is more than one organisation, so say which: --org with one of {names}, or set QUOTH_ORG."""


class BadName(WrongUse):
    """{name} cannot be used as a name, because {why}. Choose another."""


class BadPin(WrongUse):
    """That cannot be pinned, because {why}."""


class BadCorrection(WrongUse):
    """That cannot be put right so, because {why}. Nothing was changed."""


class NotAnsweredSo(WrongUse):
    """Asked by itself, that question is not answered so: it followed up an earlier one, or what answers has changed. Nothing was kept. Write it out in full with `quoth questions --ask`."""


class FileMissing(WrongUse):
    """{path} cannot be opened ({why}). Check the name, and that you may read it."""


class Circular(WrongUse):
    """{organisation} cannot stand under {under}, for {under} is {organisation} itself or stands below it. Choose another, or free it first with --alone."""


class AlreadyThere(WrongUse):
    """{organisation} is there already, so nothing was imported. To have it a second time, give it another name: quoth import FILE --org NAME"""


class QuestionsThere(WrongUse):
    """{path} holds other questions than the file that is to be imported, and would count for {organisation}, so nothing was imported. Move it elsewhere, then import again."""


class WhichPolicy(WrongUse):
    """{file} may be a revision of {title} ({policy}), for {why}; or it may be a policy of its own. Nothing of it was kept. Say which it is: --policy {policy}, or --policy with a new short name."""


class ConnectedElsewhere(WrongUse):
    """{kind} {workspace} is connected to {organisation} already. Disconnect it there first: quoth connect {platform} {workspace} --remove"""


class NotConnected(WrongUse):
    """{kind} {workspace} is not connected to any organisation. Connect it first: quoth connect {platform} {workspace} --org NAME"""


class NothingToServe(WrongUse):
    """No chat platform is configured. Put its secrets into {place}: docs/slack.md, docs/teams.md and docs/discord.md say which, step by step. To serve the web console alone, run: quoth console --open"""


class NoSuchOrganisation(QuothError):
    """There is no organisation called {name}.{hint} `quoth policies` lists those there are."""

    exit_code = 3


class NoOrganisationYet(NoSuchOrganisation):
    """There is no organisation yet. Add a policy with `quoth add FILE --org NAME`, or try `quoth samples`."""


class NoSuchPolicy(NoSuchOrganisation):
    """{organisation} has no policy called {name}.{hint} `quoth policies` lists those there are."""


class NoSuchClause(NoSuchOrganisation):
    """{organisation} has no published clause {number}{where}.{hint} `quoth clauses` lists those there are."""


class NoSuchPin(NoSuchOrganisation):
    """There is no pin {id}. `quoth pins` lists those there are."""


class NoSuchCorrection(NoSuchOrganisation):
    """{organisation} has no correction {id}. `quoth corrections` lists those there are."""


class UnreadableFile(QuothError):
    """A policy file could not be read. {sentence}"""

    exit_code = 4


class BadArchive(UnreadableFile):
    """{file} cannot be imported ({why}), so nothing was done. Take another copy, or export the organisation again."""


class NothingToPublish(QuothError):
    """{organisation} has no policy to publish. Add one with `quoth add FILE --org NAME` first."""

    exit_code = 5


class NoDraft(NothingToPublish):
    """{organisation} has no draft{of}.{hint} Add a revision with `quoth add FILE` first; `quoth policies` lists what there is."""


class NothingToRollBack(NothingToPublish):
    """{organisation} has published nothing before what is in force now, so there is nothing to go back to. To take a policy out of force, run: quoth withdraw"""


class NoSuchPublication(NoSuchOrganisation):
    """{organisation} has no publication number {number}. `quoth history` lists them."""


class CheckFailed(QuothError):
    """{organisation}'s own questions do not all pass, so nothing was published: {failures} `quoth check` shows each. Mend the policy or the questions, or publish with --override and the reason."""

    exit_code = 15


class QuestionsFail(CheckFailed):
    """{organisation}'s own questions do not all pass. {failures} Mend the policy or the questions; they stand in {file}."""


class ApprovalNeeded(QuothError):
    """{organisation} publishes only what two people agreed to. {who} has asked for it; nothing is published yet. Somebody else has to run `quoth publish` too, or press the button in chat."""

    exit_code = 16


class VerificationFailed(QuothError):
    """A quote from {document} is not the text that was published, so nothing was answered. Run `quoth publish` again."""

    exit_code = 6


class IndexDamaged(VerificationFailed):
    """The index of {organisation} cannot be opened ({why}), so nothing was answered. Run: quoth doctor --repair"""


class BadRow(QuothError):
    """Line {line} of {file}: {why}"""

    exit_code = 7


class BadQuestions(BadRow):
    """Line {line} of {file} cannot be used: {why} Nothing was done."""


class WrongSetting(QuothError):
    """The setting {setting} is wrong: {why} Correct it in {place}."""

    exit_code = 8


class MissingSetting(WrongSetting):
    """The setting {setting} is missing{why}. Put it into {place}."""


class ChangedMeanwhile(QuothError):
    """The policies of {organisation} were changed by somebody else meanwhile, so nothing was done. Run the command again."""

    exit_code = 9


class StoreUnavailable(QuothError):
    """The database cannot be used ({why}). Check QUOTH_DATABASE_URL and QUOTH_HOME, then try again."""

    exit_code = 10


class StoreDamaged(StoreUnavailable):
    """The database is damaged ({why}), so nothing was done. Put back a copy of {database}, or move it away and add the policies again."""


class FolderUnavailable(StoreUnavailable):
    """{path} cannot be used ({why}). Check that there is room on the disk and that you may write there, or set QUOTH_HOME to another folder."""


class ModelUnavailable(QuothError):
    """The encoder {model} cannot be opened ({why}). Check QUOTH_MODEL, then try again."""

    exit_code = 11


class LikenessUnavailable(ModelUnavailable):
    """What compares questions with pins cannot be opened ({why}). Install Quoth again."""


class PlatformNotInstalled(QuothError):
    """What {platform} needs is not installed ({package} is missing). Run `make {platform}` in the folder of Quoth."""

    exit_code = 12


class NotWell(QuothError):
    """`quoth doctor` found something wrong. What it marks as wrong says what to do; run it again afterwards."""

    exit_code = 13


class AuditBroken(QuothError):
    """The audit does not fit together: {what}. What stands before it is as it was written ({entries}). Somebody has worked on the database itself: keep a copy of it, and compare it with your backups."""

    exit_code = 14


class AuditCutShort(AuditBroken):
    """The audit holds no entry with the hash that was noted down, though what it holds fits together ({entries}): the newest were cut off, or all were written anew. Keep a copy of the database, and compare it with your backups."""


def every_error() -> tuple[type[QuothError], ...]:
    """All kinds of QuothError, by exit code, then by name; for the command-line reference."""
    found: list[type[QuothError]] = []
    waiting: list[type[QuothError]] = [QuothError]
    while waiting:
        kind = waiting.pop()
        found.append(kind)
        waiting.extend(kind.__subclasses__())
    return tuple(sorted(found[1:], key=lambda kind: (kind.exit_code, kind.__name__)))
