"""Policies handed over in chat: who may give one, what is kept of it, and what is said of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from bot import admin_messages, composing, filing, lists, phrases
from bot import revision_phrases as revised
from bot.adapter import Unfetched
from bot.cabinet import Cabinet
from bot.composing import said
from bot.events import File, Handed, Pressed, Verb
from bot.filing import Added
from bot.members import Member
from bot.messages import Message, Part, Said
from bot.outcomes import Outcome
from bot.people import Office
from bot.places import Platform
from bot.recognising import why
from bot.records import DraftOutcome, State
from bot.shelf import Shelf, Shelved
from corpus import readers
from corpus.document import Document
from corpus.errors import UnreadableDocument
from corpus.readers.limits import MOST_BYTES
from corpus.resemblance import Resemblance

KIND = "handed"
VERBS = frozenset({Verb.revises, Verb.stands_alone})
"""The buttons that say what a file is of which that was not sure."""
MOST_FILES = 10
"""Files of one message that are read."""
MOST_FAULTS = 5
"""Things not understood of one file that are shown."""


@dataclass(frozen=True)
class Handing:
    """Takes policy files from those who keep the policies, in their own conversation with the bot."""

    cabinet: Cabinet
    shelf: Shelf

    def wanted(self, member: Member, event: Handed) -> tuple[File, ...]:
        """The files of a message that are meant to be policies; none where the person keeps none, or others read along."""
        if not (event.place.direct and keeps(member)):
            return ()
        return event.files if offered(event) else ()

    def unread(self, member: Member, event: Handed) -> str:
        """Why the files of a message are not read, where they are not."""
        if event.place.direct or not keeps(member):
            return revised.HAND_WORDS_ONLY if event.text.strip() else revised.HAND_ADMINS_ONLY
        return revised.HAND_DIRECTLY

    def taken(self, files: Sequence[File], platform: Platform) -> Outcome:
        """Which of the files to fetch, and why not the others."""
        messages: list[Message] = []
        fetched: list[File] = []
        for file in files[:MOST_FILES]:
            if not _readable(file.name):
                messages.append(said(unknown(file.name)))
            elif file.size is not None and file.size > MOST_BYTES:
                messages.append(said(unfetched(file, Unfetched.too_large, platform)))
            else:
                fetched.append(file)
        if len(files) > MOST_FILES:
            messages.append(said(revised.HAND_TOO_MANY.format(most=MOST_FILES)))
        return Outcome(kind=KIND, messages=tuple(messages), files=tuple(fetched))

    def read(self, member: Member, name: str, data: bytes) -> Outcome:
        """Read a file and keep it as a draft, or ask which policy it revises; raises what the store raises."""
        short = member.workspace.organisation.short
        added, waits = self.added(short, name, data, None, member.person.key)
        message = self._asked(name, waits, added.recognised) if waits else self._said(member, added)
        return Outcome(kind=KIND, messages=(message,))

    def added(
        self, organisation: str, name: str, data: bytes, policy: str | None, by: str
    ) -> tuple[Added, str]:
        """Read a file and keep it as a draft, of this policy or of the one that it is recognised as a revision of.

        Where that is not sure, the file waits on the shelf until somebody says so, under the id that is given; else
        the id is empty.
        """
        added = filing.add_bytes(self.cabinet.desk.store, organisation, name, data, None, policy, by)
        near = added.recognised
        if not added.unsure or near is None:
            return added, ""
        shelved = Shelved(
            organisation=organisation,
            name=name,
            data=data,
            policy=near.policy,
            title=near.title,
            why=why(near),
        )
        return added, self.shelf.put(shelved, self.cabinet.now())

    def decided(self, organisation: str, id: str, alone: bool, by: str) -> Added | None:
        """Keep a file that waits as what somebody says it is; None where it waits no longer, or is another's."""
        shelved = self.shelf.get(id, self.cabinet.now())
        if shelved is None or shelved.organisation != organisation:
            return None
        policy = self.unused(organisation, shelved.name) if alone else shelved.policy
        store = self.cabinet.desk.store
        added = filing.add_bytes(store, organisation, shelved.name, shelved.data, None, policy, by)
        self.shelf.drop(id)
        return added

    def pressed(self, member: Member, event: Pressed) -> Outcome:
        """Keep a file as what somebody says it is."""
        if not keeps(member):
            return _only(revised.HAND_NOT_ADMIN)
        alone = event.verb is Verb.stands_alone
        short = member.workspace.organisation.short
        added = self.decided(short, event.answer, alone, member.person.key)
        if added is None:
            return _only(revised.HAND_GONE)
        return Outcome(kind=KIND, messages=(self._said(member, added),))

    def organisation(self, id: str) -> str:
        """Whose the file is that a button is about, or nothing."""
        shelved = self.shelf.get(id, self.cabinet.now())
        return shelved.organisation if shelved else ""

    def unused(self, organisation: str, name: str) -> str:
        """A short name for a policy of its own that no policy of the organisation has yet."""
        from corpus.assemble import short_name  # it imports all that reads

        known = {each.policy for each in self.cabinet.desk.store.publications.revisions(organisation)}
        plain = short_name(PurePath(name).stem)
        numbered = (f"{plain}-{number}" for number in range(2, len(known) + 3))
        return plain if plain not in known else next(each for each in numbered if each not in known)

    def title(self, organisation: str, document: Document) -> str:
        """What a policy is called that is in force, or will be; else what the file calls it."""
        publications = self.cabinet.desk.store.publications
        for state in (State.published, State.scheduled):
            for each in publications.revisions(organisation, (state,)):
                if each.policy == document.policy:
                    return each.title
        return document.details.title or document.policy

    # What is said.

    def _asked(self, name: str, id: str, near: Resemblance | None) -> Message:
        """The question whether a file is a revision of the policy that it resembles."""
        assert near is not None
        sentence = revised.HAND_UNSURE.format(file=name, title=near.title, policy=near.policy, why=why(near))
        buttons = tuple(composing.button(verb, id) for verb in (Verb.revises, Verb.stands_alone))
        return said(sentence).model_copy(update={"buttons": buttons})

    def _said(self, member: Member, added: Added) -> Message:
        """What was understood of a file, and what it would change."""
        document, outcome = added.document, added.outcome
        if document is None or outcome is None:
            return said(added.problem or revised.HAND_GONE)
        short, desk = member.workspace.organisation.short, self.cabinet.desk
        title = self.title(short, document)
        kept = revised.HAND_KEPT[outcome].format(file=added.source, title=title, policy=document.policy)
        if outcome is DraftOutcome.unchanged:
            return said(kept)
        changes: list[Part] = [Said(text=revised.HAND_FIRST)]
        if added.compared is not None:
            found = admin_messages.summary(desk, short, added.compared.differences)
            changes = [Said(text=revised.HAND_CHANGES), *found]
        parts = (Said(text=kept), *understood(added), *changes)
        buttons = admin_messages.buttons(short, Verb.diff, Verb.check, Verb.publish)
        return Message(parts=parts, buttons=buttons)


def keeps(member: Member) -> bool:
    """Whether somebody keeps the organisation's policies."""
    return Office.admin in member.roles


def offered(event: Handed) -> bool:
    """Whether the files of a message may be meant to be policies."""
    # Beside words, a picture is what the words are about; alone, it is a mistake that has to be said.
    return any(_readable(each.name) for each in event.files) or not event.text.strip()


def unfetched(file: File, why: Unfetched, platform: Platform) -> str:
    """Why a file could not be had, and what to do."""
    about = {"file": file.name, "platform": str(platform).title(), "most": MOST_BYTES // 1024**2}
    return revised.HAND_UNFETCHED[why].format(**about)


def _readable(name: str) -> bool:
    return PurePath(name).suffix.lower() in readers.READERS


def unknown(name: str) -> str:
    """What is said of a file whose name ends as no policy's does."""
    try:
        readers.read(b"", name)
    except UnreadableDocument as fault:
        return str(fault)
    raise AssertionError("only files of other kinds come here")


def understood(added: Added) -> list[Part]:
    """What a file says of itself, its clauses by what they ask, and what was not understood."""
    assert added.document is not None
    details = " · ".join(f"{label}: {value}" for label, value in lists.understood(added.document.details))
    forces = Counter(each.force for each in added.clauses if each.part_of is None)
    each = ", ".join(f"{count} {force.value}" for force, count in forces.most_common())
    clauses = revised.HAND_FORCES.format(count=sum(forces.values()), forces=each)
    faults = added.document.faults
    parts: list[Part] = [Said(text=details), Said(text=clauses if forces else phrases.NO_RULES)]
    parts += [Said(text=revised.HAND_NOT_UNDERSTOOD.format(fault=fault)) for fault in faults[:MOST_FAULTS]]
    if len(faults) > MOST_FAULTS:
        more = revised.HAND_MORE_FAULTS.format(count=len(faults) - MOST_FAULTS)
        parts.append(Said(text=more, quiet=True))
    parts += [Said(text=sentence, quiet=True) for sentence in added.put_right[:MOST_FAULTS]]
    return parts


def _only(sentence: str) -> Outcome:
    return Outcome(kind=KIND, messages=(said(sentence),))
