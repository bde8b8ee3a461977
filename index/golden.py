"""Golden questions: what a right answer shows, and the figures of a set of answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from pydantic import BaseModel, ConfigDict, Field, model_validator

DEPTHS = (1, 3, 5)
KINDS = ("near", "far", "chat")
PRECISION = 0.95
LEAST_WORDS = 6  # a shorter quote proves nothing by standing inside a longer piece
_MARKS = re.compile(r"[•·▪●◦\uf0b7\uf0a7]|\*+|^#+\s|(?<=\s)-(?=\s)|^-\s")


class GoldenRow(BaseModel):
    """A question and what a right answer shows: every piece of `must_quote`, of an inner list any one.

    `also_ok` may be shown as well. `turns` is a thread, whose last turn is asked; `kind` tells why a
    question cannot be answered: near, far or chat.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    question: str | None = None
    turns: tuple[str, ...] = ()
    policy: str | None = None
    org: str | None = None
    asker: str = "staff"
    must_quote: tuple[str | tuple[str, ...], ...] = ()
    also_ok: tuple[str, ...] = ()
    kind: str = "answerable"

    @model_validator(mode="after")
    def _asks_something(self) -> GoldenRow:
        if not self.turns and not (self.question or "").strip():
            raise ValueError(f"row {self.id!r} has neither a question nor turns")
        return self

    @property
    def asked(self) -> tuple[str, ...]:
        """The turns of the thread, or the one question."""
        return self.turns or (self.question or "",)

    @property
    def answerable(self) -> bool:
        """Whether something has to be shown."""
        return bool(self.must_quote)


class GoldenAnswer(BaseModel):
    """What was answered: the quotes in rank order, whether we kept silent, and how sure we were."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    quotes: tuple[str, ...] = ()
    abstained: bool = False
    score: float | None = None
    best: str | None = Field(default=None, description="the clause that was found first, quoted or not")


class Silence(BaseModel):
    """How well silence was kept on unanswerable questions, against all answerable ones."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    questions: int
    abstained: int
    precision: float
    recall: float


class Coverage(BaseModel):
    """The largest part of the answers, surest first, of which at least PRECISION are right.

    `threshold` is the score of the last of them; `of_answerable` the right ones among all answerable.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    answered: int
    right: int
    threshold: float | None
    of_answerable: float


class Point(BaseModel):
    """What one choice of the share of wrong answers gives on these questions; shares from 0 to 1."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    wrong_answers: float = Field(description="the setting: the share of wrong answers accepted")
    line: float = Field(description="the score below which there is silence")
    answered: float = Field(description="share of all questions answered")
    wrong: float = Field(description="share of the answered whose first clause does not govern")
    wrongly_silent: float = Field(description="share of the answerable met with silence")
    rightly_silent: float = Field(description="share of the unanswerable met with silence")


class Figures(BaseModel):
    """What a set of answers achieves on a golden set; shares from 0 to 1, by depth where they have one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    questions: int
    answerable: int
    missing: int = Field(description="rows without an answer")
    recall: dict[int, float] = Field(description="share of the pieces shown, averaged over questions")
    complete: dict[int, float] = Field(description="share of questions with every piece shown (all@k)")
    reciprocal_rank: float = Field(description="of the first acceptable quote, averaged (MRR)")
    wrongly_silent: float = Field(description="share of the answerable met with silence")
    silence: dict[str, Silence] = Field(description="by kind, and for all kinds together")
    coverage: Coverage | None = Field(description="None where no answer has a score")
    curve: tuple[Point, ...] = Field(default=(), description="one for each choice of the line")


class _Judged(BaseModel):
    """One row with its answer, judged."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    answerable: bool
    kind: str
    silent: bool
    shown: dict[int, float]
    first: int | None
    top_right: bool
    score: float | None
    best_right: bool
    sure: float


def figures(
    rows: Sequence[GoldenRow],
    answers: Mapping[str, GoldenAnswer],
    lines: Sequence[tuple[float, float]] = (),
) -> Figures:
    """Judge answers, by the ids of their rows, against a golden set.

    `lines` are pairs of a share of wrong answers and its line, for the curve.
    """
    judged = [_judge(row, answers.get(row.id)) for row in rows]
    answerable = [one for one in judged if one.answerable]
    return Figures(
        questions=len(judged),
        answerable=len(answerable),
        missing=sum(row.id not in answers for row in rows),
        recall={depth: _mean(one.shown[depth] for one in answerable) for depth in DEPTHS},
        complete={depth: _mean(float(one.shown[depth] == 1) for one in answerable) for depth in DEPTHS},
        reciprocal_rank=_mean(1 / one.first if one.first else 0.0 for one in answerable),
        wrongly_silent=_mean(float(one.silent) for one in answerable),
        silence=_silences(judged),
        coverage=_coverage(judged),
        curve=tuple(_point(judged, share, line) for share, line in lines),
    )


def shows(piece: str | Sequence[str], quote: str) -> bool:
    """Tell whether a quote shows a piece, or any one of several pieces.

    It does where it contains the piece or, being at least LEAST_WORDS long, stands inside it; white
    space, list marks, stars and letter case apart.
    """
    if not isinstance(piece, str):
        return any(shows(one, quote) for one in piece)
    wanted, given = _plain(piece), _plain(quote)
    if not wanted or not given:
        return False
    return wanted in given or (len(given.split()) >= LEAST_WORDS and given in wanted)


def _judge(row: GoldenRow, answer: GoldenAnswer | None) -> _Judged:
    quotes = answer.quotes if answer else ()
    best = (answer.best if answer else None) or ""
    silent = bool(answer and answer.abstained)
    live = () if silent else quotes
    acceptable = (*row.must_quote, *row.also_ok)
    right = [any(shows(piece, quote) for piece in acceptable) for quote in live]
    needed = max(len(row.must_quote), 1)
    return _Judged(
        answerable=row.answerable,
        kind=row.kind,
        silent=silent,
        shown={
            depth: sum(any(shows(piece, quote) for quote in live[:depth]) for piece in row.must_quote)
            / needed
            for depth in DEPTHS
        },
        first=right.index(True) + 1 if True in right else None,
        top_right=row.answerable and bool(quotes) and any(shows(piece, quotes[0]) for piece in acceptable),
        score=answer.score if answer and quotes else None,
        best_right=row.answerable and bool(best) and any(shows(piece, best) for piece in acceptable),
        sure=(answer.score or 0.0) if answer and best else -1.0,
    )


def _point(judged: Sequence[_Judged], share: float, line: float) -> Point:
    answered = [one for one in judged if one.sure >= line]
    return Point(
        wrong_answers=share,
        line=line,
        answered=_share(len(answered), len(judged)),
        wrong=_mean(float(not one.best_right) for one in answered),
        wrongly_silent=_mean(float(one.sure < line) for one in judged if one.answerable),
        rightly_silent=_mean(float(one.sure < line) for one in judged if not one.answerable),
    )


def _silences(judged: Sequence[_Judged]) -> dict[str, Silence]:
    wrong = sum(one.silent for one in judged if one.answerable)
    groups = {"all": [one for one in judged if not one.answerable]}
    groups |= {kind: [one for one in groups["all"] if one.kind == kind] for kind in KINDS}
    found = {}
    for kind, group in groups.items():
        kept = sum(one.silent for one in group)
        found[kind] = Silence(
            questions=len(group),
            abstained=kept,
            precision=_share(kept, kept + wrong),
            recall=_share(kept, len(group)),
        )
    return found if groups["all"] else {}


def _coverage(judged: Sequence[_Judged]) -> Coverage | None:
    scored = sorted(((one.score, one.top_right) for one in judged if one.score is not None), reverse=True)
    if not scored:
        return None
    answerable = sum(one.answerable for one in judged)
    best = Coverage(answered=0, right=0, threshold=None, of_answerable=0.0)
    right = 0
    for place, (score, is_right) in enumerate(scored, start=1):
        right += is_right
        tied = (
            place < len(scored) and scored[place][0] == score
        )  # answers equally sure stand or fall together
        if not tied and right / place >= PRECISION:
            best = Coverage(
                answered=place, right=right, threshold=score, of_answerable=_share(right, answerable)
            )
    return best


def _plain(text: str) -> str:
    return " ".join(_MARKS.sub(" ", text).split()).lower()


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return _share(sum(listed), len(listed))


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
