"""What a document is made of as a page draws it: blocks, their cells, and runs of words of one clause each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.diff_marks import Fate, Mark
from corpus.document import BlockKind, Value


class Segment(Value):
    """Some words in a row that look alike; those that are `gone` are an earlier revision's, and not the document's."""

    words: str
    fate: Fate = Fate.kept
    marked: bool = False


class Run(Value):
    """Words in a row that belong to one clause, or to none; `begins` where they are the first of it."""

    segments: tuple[Segment, ...]
    clause: str = ""
    begins: bool = False


class Cell(Value):
    """A cell of a row, or all the words of any other block; `joint` is what is printed before it."""

    runs: tuple[Run, ...]
    joint: str = ""
    head: str = ""
    """The words of its column's head."""


class End(Value):
    """The other end of a link between two clauses; `sheet` is the one that it stands on, 0 where that is this one."""

    clause: str
    label: str
    sheet: int = 0


class Tie(Value):
    """How a clause goes along with others, in words, and with which."""

    label: str
    ends: tuple[End, ...]


class Remark(Value):
    """A word about a clause, such as that it is new; `tone` is that of a badge."""

    label: str
    tone: str = ""


class Printed(Value):
    """A block as it is drawn: what is printed before it, its marker, and its words.

    `level` is the rank of a heading, from 2, or the depth of an item, from 1. `clauses` are the ids of the units that it
    holds, `anchor` names a heading. One that is `gone` stood in an earlier revision and is none of this document's.
    """

    kind: BlockKind
    cells: tuple[Cell, ...]
    before: str = ""
    marker: str = ""
    joint: str = ""
    level: int = 1
    clauses: tuple[str, ...] = ()
    ties: tuple[Tie, ...] = ()
    remarks: tuple[Remark, ...] = ()
    anchor: str = ""
    page: int | None = None
    gone: bool = False

    @property
    def words(self) -> str:
        """Its words, those that are gone left out, without its marker."""
        kept = (f"{cell.joint}{_words(cell.runs)}" for cell in self.cells)
        return "" if self.gone else "".join(kept)

    @property
    def marked(self) -> bool:
        """Whether any of it is marked."""
        runs = (run for cell in self.cells for run in cell.runs)
        return any(segment.marked for run in runs for segment in run.segments)


class Item(Value):
    """A block within a group, and the groups that hang below it."""

    block: Printed
    below: tuple[Group, ...] = ()


class Group(Value):
    """Blocks that are drawn as one: a "list", a "table", or one block "alone"."""

    kind: str
    items: tuple[Item, ...]


class Entry(Value):
    """A heading in the table of contents: its words with its number, where it stands, and on which sheet."""

    words: str
    level: int
    anchor: str
    sheet: int = 1


class Paper(Value):
    """A document as it is drawn, or one sheet of a long one; sheets are counted from 1, and 0 is all of them at once.

    `after` is what is printed behind the last block. `contents` are the headings of the whole document.
    """

    document_id: str
    groups: tuple[Group, ...]
    after: str = ""
    contents: tuple[Entry, ...] = ()
    sheet: int = 1
    sheets: int = 1


class Changed(Value):
    """What became of a clause, for marking it where it stands: its words with their fates, if they are other words."""

    remarks: tuple[Remark, ...]
    marks: tuple[Mark, ...] = ()
    added: bool = False


class Removed(Value):
    """A clause that is gone, as it was printed, and before which character of the document it would stand."""

    kind: BlockKind
    marker: str
    words: str
    at: int
    remarks: tuple[Remark, ...] = ()


class Changes(Value):
    """What a revision changed: its clauses by their ids, and those that are gone, in order of print."""

    clauses: Mapping[str, Changed] = {}
    removed: tuple[Removed, ...] = ()


def _words(runs: Sequence[Run]) -> str:
    segments = (segment for run in runs for segment in run.segments)
    return "".join(each.words for each in segments if each.fate is not Fate.gone)
