"""The edits by which authors revise a policy, each to a place of the file's own text chosen by chance."""

from __future__ import annotations

import re
from collections.abc import Callable

from corpus.document import Clause
from tests.revising_drafts import MARKER, Draft, following

SWAPS = (
    ("pupils", "learners"),
    ("pupil", "learner"),
    ("learners", "students"),
    ("parents", "families"),
    ("headteacher", "principal"),
    ("Headteacher", "Principal"),
    ("line manager", "head of department"),
    ("school", "academy"),
    ("colleagues", "members of staff"),
    ("social networking sites", "social media"),
    ("information", "details"),
    ("images", "pictures"),
    ("photographs", "pictures and films"),
    ("immediately", "at once"),
    ("within", "no later than"),
    ("ensure", "make sure"),
    ("inappropriate", "unsuitable"),
    ("personal", "private"),
    ("the", "each"),
)
TAILS = (
    ", and must keep a dated note of it",
    " unless the governors have decided otherwise in writing",
    " at any time of day, including weekends and holidays",
    ", whichever device is used",
    " (see the staff handbook)",
)
FORCES = (
    ("must not", "should not"),
    ("should not", "must not"),
    ("must", "should"),
    ("should", "must"),
    ("may", "must not"),
    ("are expected to", "must"),
)


def reword(draft: Draft) -> bool:
    """Another word or two in a clause."""
    for unit in draft.units():
        for was, now in draft.chance.sample(SWAPS, len(SWAPS)):
            words = re.sub(rf"\b{was}\b", now, unit.text, count=2)
            if words != unit.text and _replace(draft, unit, words):
                return True
    return False


def extend(draft: Draft) -> bool:
    """A condition at the end of a clause."""
    for unit in draft.units():
        words = (
            unit.text.rstrip(".;,") + draft.chance.choice(TAILS) + unit.text[len(unit.text.rstrip(".;,")) :]
        )
        if _replace(draft, unit, words):
            return True
    return False


def rework(draft: Draft) -> bool:
    """A clause said anew: other words, a part left out, a part put in."""
    for unit in draft.units():
        said = unit.text.rstrip(".;,").split()
        if not 12 <= len(said) <= 40:
            continue
        cut = draft.chance.randrange(3, len(said) - 6)
        said[cut : cut + len(said) // 5] = []
        words = " ".join(said)
        for was, now in draft.chance.sample(SWAPS, 8):
            words = re.sub(rf"\b{was}\b", now, words)
        if _replace(draft, unit, words + draft.chance.choice(TAILS) + "."):
            return True
    return False


def force(draft: Draft) -> bool:
    """A clause that binds otherwise."""
    for unit in draft.units():
        for was, now in FORCES:
            words = re.sub(rf"\b{was}\b", now, unit.text)
            if words != unit.text and _replace(draft, unit, words):
                return True
    return False


def _replace(draft: Draft, unit: Clause, words: str) -> bool:
    found = draft.found(unit.text)
    if found is None:
        return False
    draft.put(found.start(), found.end(), words)
    draft.named.append(("reworded", unit.text, words))
    draft.touched.add(unit.id)
    return True


def insert(draft: Draft) -> bool:
    """A new clause after another one, the later ones renumbered."""
    for unit in draft.units():
        block = draft.block(unit)
        if block is None or draft.leading(unit):
            continue
        start, end, marker = block
        words = draft.new_words()
        shape = MARKER.match(marker)
        last = shape.group("last") if shape else None
        if last and len(last) > 1 and not last.isdigit():
            continue
        gap = "\n" if draft.text[start - 2 : start] != "\n\n" and marker.strip() else "\n\n"
        own = marker
        if last and shape:
            own = marker[: shape.start("last")] + following(last, 1) + marker[shape.end("last") :]
            end = draft.renumber(end, own, 1)
        draft.put(end, end, f"{gap}{own}{words}" + ("\n" if gap == "\n\n" else ""))
        draft.named.append(("added", "", words))
        draft.touched.add(unit.id)
        return True
    return False


def remove(draft: Draft) -> bool:
    """A clause left out, the later ones renumbered."""
    return _taken(draft) is not None


def replace(draft: Draft) -> bool:
    """Another clause in the place of one."""
    for unit in draft.units():
        found = draft.found(unit.text)
        if found is None or draft.leading(unit):
            continue
        words = draft.new_words()
        draft.put(found.start(), found.end(), words)
        draft.named += [("removed", unit.text, ""), ("added", "", words)]
        draft.touched.add(unit.id)
        return True
    return False


def _taken(draft: Draft, named: bool = True, least: int = 5) -> Clause | None:
    for unit in draft.units():
        block = draft.block(unit)
        if block is None or draft.leading(unit) or len(unit.text.split()) < least:
            continue
        start, end, marker = block
        shape = MARKER.match(marker)
        last = shape.group("last") if shape else None
        if last and len(last) > 1 and not last.isdigit():
            continue
        draft.put(start, end + 1, "")
        if last:
            draft.renumber(start, marker, -1)
        if named:
            draft.named.append(("removed", unit.text, ""))
        draft.touched.add(unit.id)
        return unit
    return None


def move(draft: Draft) -> bool:
    """A clause taken to the end of another section."""
    before = draft.text
    unit = _taken(draft, named=False, least=8)
    if unit is None:
        return False
    others = [each for each in draft.units() if each.headings != unit.headings and draft.block(each)]
    for other in others:
        block = draft.block(other)
        if block is None or draft.leading(other) or len(other.lead) != len(unit.lead):
            continue
        _, end, marker = block
        shape = MARKER.match(marker)
        last = shape.group("last") if shape else None
        if last and len(last) > 1 and not last.isdigit():
            continue
        own = marker
        if last and shape:
            own = marker[: shape.start("last")] + following(last, 1) + marker[shape.end("last") :]
            end = draft.renumber(end, own, 1)
        draft.put(end, end, f"\n\n{own}{unit.text}\n")
        draft.named.append(("moved", unit.text, unit.text))
        draft.touched.add(other.id)
        return True
    draft.text = before
    return False


def split(draft: Draft) -> bool:
    """A clause of several sentences made two."""
    for unit in draft.units():
        block = draft.block(unit)
        halves = re.split(r"(?<=[a-z]{3}\.)\s+(?=[A-Z])", unit.text, maxsplit=1)
        if (
            block is None
            or draft.leading(unit)
            or len(halves) < 2
            or min(len(each.split()) for each in halves) < 6
        ):
            continue
        if min(len(each.split()) for each in halves) < 0.3 * len(unit.text.split()):
            continue
        _, end, marker = block
        shape = MARKER.match(marker)
        last = shape.group("last") if shape else None
        if not shape or not marker.strip() or (last and len(last) > 1 and not last.isdigit()):
            continue
        own = marker
        if last:
            own = marker[: shape.start("last")] + following(last, 1) + marker[shape.end("last") :]
            draft.renumber(end, own, 1)
        found = draft.found(unit.text)
        assert found is not None
        gap = "\n\n" if draft.text[found.end() : found.end() + 2] == "\n\n" else "\n"
        draft.put(found.start(), found.end(), f"{halves[0]}{gap}{own}{halves[1]}")
        draft.named += [("split", unit.text, each) for each in halves]
        draft.touched.add(unit.id)
        return True
    return False


def merge(draft: Draft) -> bool:
    """Two clauses that follow each other made one."""
    units = draft.old.units
    for unit in draft.units():
        place = units.index(unit)
        if place + 1 == len(units) or units[place + 1].headings != unit.headings:
            continue
        other = units[place + 1]
        blocks = draft.block(unit), draft.block(other)
        if blocks[0] is None or blocks[1] is None or draft.leading(unit) or draft.leading(other):
            continue
        shape, shapes = MARKER.match(blocks[1][2]), MARKER.match(blocks[0][2])
        if not (shape and shapes and blocks[1][2].strip()) or unit.lead != other.lead:
            continue
        if min(len(each.text.split()) for each in (unit, other)) < 6 or len(other.text.split()) > 60:
            continue
        last = shape.group("last")
        if (last and len(last) > 1 and not last.isdigit()) or len(other.text) * 3 < len(unit.text):
            continue
        if len(unit.text) * 3 < len(other.text):
            continue
        between = draft.text[blocks[0][1] : blocks[1][0]]
        if between.strip():
            continue
        draft.put(blocks[1][0], blocks[1][1] + 1, "")
        if last:
            draft.renumber(blocks[1][0], blocks[1][2], -1)
        words = unit.text.rstrip(";,.") + ". " + other.text[:1].upper() + other.text[1:]
        found = draft.found(unit.text)
        assert found is not None
        draft.put(found.start(), found.end(), words)
        draft.named += [("merged", each.text, words) for each in (unit, other)]
        draft.touched |= {unit.id, other.id}
        return True
    return False


def date(draft: Draft) -> bool:
    """Another date in the policy's details."""
    field = re.search(r"^(?:effective|review): (\d{4})", draft.text, re.MULTILINE)
    field = field or re.search(
        r"(?:Date: \d\d/\d\d/|by the Governing Body in [A-Z][a-z]+ )(20\d\d)", draft.text
    )
    if field is None:
        return False
    draft.put(field.start(1), field.end(1), str(int(field.group(1)) + 1))
    draft.named.append(("details changed", "", ""))
    return True


def rename(draft: Draft) -> bool:
    """A heading in other words."""
    headings = sorted({each.headings[-1] for each in draft.old.units if each.headings})
    draft.chance.shuffle(headings)
    for heading in headings:
        found = draft.found(heading)
        if found is None or len(heading.split()) < 2 or not re.search(r"\w$", heading):
            continue
        draft.put(found.end(), found.end(), " and duties" if not heading.isupper() else " AND DUTIES")
        draft.named.append(("reworded", heading, draft.text[found.start() : found.end()] + " and duties"))
        return True
    return False


def look(draft: Draft) -> bool:
    """Other quotation marks, dashes, white space and bullets: nothing that is said."""
    front, _, rest = (
        draft.text.rpartition("\n---\n") if draft.text.startswith("---") else ("", "", draft.text)
    )
    rest = re.sub(r"(?<=\w)'(?=\w)", "’", rest)
    rest = re.sub(r'"([^"\n]{1,80})"', r"“\1”", rest)
    rest = rest.replace(" – ", " - ").replace("‘", "'")
    rest = re.sub(r"^(\s*)- ", r"\1* ", rest, flags=re.MULTILINE)
    rest = re.sub(r"(?<=[a-z]{4}) (?=[a-z]{4})", "  ", rest, count=40)
    rest = re.sub(r"(?<=\d) (?=[a-z]{3})", "\u00a0", rest)
    draft.text = f"{front}\n---\n{rest}" if front else rest
    return True


EDITS: dict[str, Callable[[Draft], bool]] = {
    each.__name__: each
    for each in (
        reword,
        extend,
        rework,
        force,
        insert,
        remove,
        replace,
        move,
        split,
        merge,
        date,
        rename,
        look,
    )
}
