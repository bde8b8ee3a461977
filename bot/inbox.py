"""The inbox: what becomes of the files that are put into a watched folder, and what is said of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import sqlalchemy as sa

from bot import phrases, rows
from bot import revision_phrases as revised
from bot.desk import Desk
from bot.errors import BadName, QuothError
from bot.filing import Added, add_bytes
from bot.handing import unknown
from bot.people import Organisation
from bot.recognising import why
from bot.records import DraftOutcome, slug
from bot.tables import documents
from bot.watching import Away, Kind
from corpus.document import Value


class Line(Value):
    """What is said of one file, or of the folder: a sentence, whether it is a complaint, and what a program reads."""

    sentence: str
    complaint: bool = False
    organisation: str = ""
    added: Added | None = None


@dataclass
class Inbox:
    """Keeps what is put into a folder as drafts, and says so line by line.

    `organisation` is whose all of it is; without one each organisation has a folder of its short name. `by` is who is
    written into the audit.
    """

    desk: Desk
    folder: Path
    organisation: Organisation | None
    by: str
    say: Callable[[Line], None]
    _complained: set[tuple[str, str]] = field(default_factory=set)

    def whole(self, path: Path, data: bytes, fresh: bool) -> bool:
        """Keep a policy as a draft; False where the store cannot be written to.

        One that lay there before is passed over where it is, or was, a revision that is known.
        """
        organisation = self._owner(path)
        if organisation is None:
            shorts = ", ".join(each.short for each in self.desk.store.organisations())
            self._complain(revised.WATCH_NOWHERE.format(file=self._named(path), shorts=shorts))
            return True
        try:
            if not fresh and self._known(organisation.short, data):
                return True
            added = add_bytes(self.desk.store, organisation.short, path.name, data, None, None, self.by)
            self._tell(path, organisation, added)
        except (QuothError, OSError) as fault:
            reason = str(fault) if isinstance(fault, QuothError) else f"{(fault.strerror or '').lower()}."
            key = (str(path), reason)
            if key not in self._complained:
                self._complain(revised.WATCH_NOT_KEPT.format(file=self._named(path), why=reason))
            self._complained.add(key)
            return False
        return True

    def left(self, path: Path, kind: Kind) -> None:
        """Say why a file is not read."""
        if kind is Kind.conflict:
            self._complain(revised.WATCH_CONFLICT.format(file=self._named(path)))
        else:
            self._complain(unknown(self._named(path)))

    def unopened(self, path: Path, fault: OSError) -> None:
        """Say that a file cannot be opened."""
        reason = (fault.strerror or type(fault).__name__).lower()
        self._complain(revised.WATCH_UNOPENED.format(file=self._named(path), why=reason))

    def away(self, state: Away) -> None:
        """Say that the folder is gone, or back."""
        phrase = revised.WATCH_GONE if state is Away.gone else revised.WATCH_BACK
        self._complain(phrase.format(folder=self.folder))

    def _tell(self, path: Path, organisation: Organisation, added: Added) -> None:
        file, short = self._named(path), organisation.short
        document, outcome = added.document, added.outcome
        if added.unsure and added.recognised is not None:
            near = added.recognised
            sentence = revised.WATCH_UNSURE.format(
                file=file, title=near.title, policy=near.policy, why=why(near), path=path, short=short
            )
            self.say(Line(sentence=sentence, complaint=True, organisation=short, added=added))
        elif document is None or outcome is None:
            self.say(Line(sentence=added.problem or "", complaint=True, organisation=short, added=added))
        else:
            units = sum(each.part_of is None for each in added.clauses)
            kept = revised.WATCH_KEPT.format(
                file=file,
                outcome=phrases.OUTCOMES[outcome],
                title=document.details.title or document.policy,
                policy=document.policy,
                clauses=phrases.counted(units, "clause", "clauses"),
            )
            if added.compared is not None:
                found = added.compared
                said = revised.changed(found.changed, found.around, found.otherwise, short, document.policy)
                kept = f"{kept} {said.strip()}."
            elif outcome is not DraftOutcome.unchanged:
                kept = f"{kept} {revised.WATCH_FIRST}"
            kept = " ".join([kept, *added.lapses])
            self.say(Line(sentence=kept, organisation=short, added=added))

    def _known(self, organisation: str, data: bytes) -> bool:
        """Whether exactly this file is, or was, a revision of the organisation's."""
        with self.desk.store.database.reading() as connection:
            row = rows.found(connection, organisation)
            same = documents.c.source_sha256 == sha256(data).hexdigest()
            wanted = sa.select(documents.c.id).where(documents.c.organisation_id == row.id, same).limit(1)
            return connection.execute(wanted).scalar() is not None

    def _owner(self, path: Path) -> Organisation | None:
        """Whose a file is: everything is the one organisation's, or its folder bears the organisation's name."""
        if self.organisation is not None:
            return self.organisation
        if path.parent == self.folder:
            return None
        try:
            short = slug(path.parent.name)
        except BadName:
            return None
        return next((each for each in self.desk.store.organisations() if each.short == short), None)

    def _named(self, path: Path) -> str:
        """What a file is called in the folder."""
        return path.relative_to(self.folder).as_posix()

    def _complain(self, sentence: str) -> None:
        self.say(Line(sentence=sentence, complaint=True))
