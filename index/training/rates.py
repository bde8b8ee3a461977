"""How often a pin is served to what it answers, and how often to what it does not; and the line between the two."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from index.encoder import open_encoder
from index.likeness import LINE, OnnxLikeness, together
from index.training import manner, pairs
from index.training.pairs import Pin

WRONGLY = 0.02
"""Of the hard others of the authors on whom the line is chosen, as many are served at most.

It is not 3 %, because a line that lets 3 % through on those authors lets 5 % through on the next: some 1.7 times as many.
"""
SAME, CLOSE, OTHER, TURNED = "same", "close", "other", "turned"
SERVED, NOT_SERVED = (SAME, CLOSE), (OTHER, TURNED)
NEIGHBOUR, IN_PLACE, AGAIN = "another pin's", "in its place", "again"
NEIGHBOURS = 2  # pins most like one, whose phrasings are asked of it too
BESTS = (0.0, 0.5, 1.0)
SHARES = (0.01, 0.02, 0.03, 0.05, 0.1)
LENGTHS = ((0, 7), (8, 12), (13, 19), (20, 29), (30, 1_000))  # words of a question, from and to


@dataclass(frozen=True, slots=True)
class Asked:
    """A question asked of a pin, the column it stands in, the kind of its difference, and the logit beside each phrasing.

    `words` is how many it has; `count` what it counts where manner is to tell nothing; see `manner`.
    """

    column: str
    kind: str
    words: int
    logits: tuple[float, ...]
    count: float

    @property
    def score(self) -> float:
        """What serving makes of the logits."""
        return together(self.logits)


def asked(pins: Sequence[Pin], author: str, likeness: OnnxLikeness) -> list[Asked]:
    """Ask of each pin of an author everything that was written for it, and what the pins most like it answer."""
    mine = [pin for pin in pins if pin.author == author]
    counts = manner.counts_of(mine, manner.judge_of([pin for pin in pins if pin.author not in pairs.KEPT]))
    todo = [
        (phrasings, text, column, kind)
        for pin, others in zip(mine, pairs.neighbours(mine, open_encoder()), strict=True)
        for phrasings, text, column, kind in (
            *((pin.pinned, text, SAME, "") for text in pin.same),
            *((pin.pinned, text, CLOSE, "") for text in pin.close),
            *((pin.pinned, text, OTHER, kind) for text, kind in pin.other),
            *((pin.pinned, text, TURNED, pin.other[place][1]) for place, text in pin.turned),
            *((pin.pinned, other.pinned[0], NEIGHBOUR, "") for other in others[:NEIGHBOURS]),
            *(((other,), text, IN_PLACE, "") for text, (other, _) in zip(pin.same, pin.other, strict=False)),
            *(((pin.other[place][0],), text, AGAIN, "") for place, text in pin.turned),
        )
    ]
    with ThreadPoolExecutor(os.cpu_count()) as crew:
        logits = crew.map(lambda one: tuple(likeness.logit(each, one[1]) for each in one[0]), todo)
        return [
            Asked(column, kind, len(text.split()), found, counts.get(text, 1.0))
            for (_, text, column, kind), found in zip(todo, logits, strict=True)
        ]


def fit(found: Sequence[Asked], out: Path) -> None:
    """Choose the lowest line at which few enough hard others are served, and write it."""
    hard = _of(found, *NOT_SERVED)
    line = _line([each.score for each in hard], WRONGLY)
    columns = [column for column in (*SERVED, *NOT_SERVED) if _of(found, column)]
    fitted = {
        "line": line,
        "chosen on": f"{len(hard)} hard others of {' and '.join(pairs.CHOOSING)}, at most {WRONGLY:.0%} served",
        "served": {column: round(_share(_of(found, column), line), 3) for column in columns},
    }
    (out / LINE).write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")


def report(found: Sequence[Asked], whose: str, line: float) -> None:
    """Print what is served at the line, by column, length and kind, and what would be at others."""
    good, hard = _of(found, *SERVED), _of(found, *NOT_SERVED)
    print(
        f"{whose} at {line}: {_share(good, line):.1%} of what a pin answers, {_share(hard, line):.1%} of hard others"
    )
    for column in (*SERVED, *NOT_SERVED, NEIGHBOUR, IN_PLACE, AGAIN):
        if mine := _of(found, column):
            print(f"  {column:24}{_share(mine, line):6.1%} of {len(mine)}")
    print(
        f"  counted so that manner tells nothing: {_share(good, line, even=True):.1%}, {_share(hard, line, even=True):.1%}"
    )
    for least, most in LENGTHS:
        print(f"    of {least} to {most} words", end=":")
        for some in (good, hard):
            mine = [each for each in some if least <= each.words <= most]
            print(f" {_share(mine, line):6.1%} of {len(mine)}" if mine else " none", end="")
        print()
    for kind in sorted({each.kind for each in hard}):
        mine = [each for each in hard if each.kind == kind]
        print(f"    {kind:24}{_share(mine, line):6.1%} of {len(mine)}")
    for good_of, hard_of in (
        (SERVED, NOT_SERVED),
        ((SAME,), (OTHER,)),
        (SERVED, (OTHER,)),
        ((SAME,), (IN_PLACE,)),
    ):
        some = [*_of(found, *good_of), *_of(found, *hard_of)]
        area = roc_auc_score([each.column in good_of for each in some], [each.score for each in some])
        print(f"  area under the curve, {'+'.join(good_of)} against {'+'.join(hard_of)}: {area:.3f}")
    for share in SHARES:
        there = _line([each.score for each in hard], share)
        print(f"  with a line of its own at {share:.0%} of hard others: {_share(good, there):.1%}")
    for best in BESTS:
        there = _line([_odds(each, best) for each in hard], WRONGLY)
        served = np.mean([_odds(each, best) >= there for each in good])
        print(f"  … at {WRONGLY:.0%}, the best phrasing counting {best}: {served:.1%}")


def beside(pins: Sequence[Pin], author: str) -> None:
    """Print what the question alone would tell, and what the cosine of the shipped encoder does."""
    mine = [pin for pin in pins if pin.author == author]
    judge = manner.judge_of([pin for pin in pins if pin.author not in pairs.KEPT])
    encoder = open_encoder()
    told: dict[str, list[tuple[float, bool]]] = {"question alone": [], "cosine": []}
    for pin in mine:
        texts = [*pin.served, *pin.not_served]
        same = [place < len(pin.served) for place in range(len(texts))]
        phrasings, questions = (
            np.stack([words.vector for words in encoder.spell(some)]) for some in (pin.pinned, texts)
        )
        told["question alone"] += zip(judge.predict_proba(texts)[:, 1].tolist(), same, strict=True)
        told["cosine"] += zip((questions @ phrasings.T).max(1).tolist(), same, strict=True)
    for name, rows in told.items():
        line = _line([score for score, same in rows if not same], WRONGLY)
        served = np.mean([score >= line for score, same in rows if same])
        area = roc_auc_score([same for _, same in rows], [score for score, _ in rows])
        print(f"  {name}: {served:.1%} at {WRONGLY:.0%} of hard others, area under the curve {area:.3f}")


def _of(found: Sequence[Asked], *columns: str) -> list[Asked]:
    return [each for each in found if each.column in columns]


def _odds(one: Asked, best: float) -> float:
    return best * max(one.logits) + (1 - best) * float(np.mean(one.logits))


def _line(scores: Sequence[float], share: float) -> float:
    """Give the lowest line, to four places, that at most this share of the scores reach."""
    falling = sorted(scores, reverse=True)
    return round(falling[int(share * len(falling))] + 5e-5, 4)


def _share(some: Sequence[Asked], line: float, even: bool = False) -> float:
    served: NDArray[np.bool_] = np.array([each.score >= line for each in some])
    return float(np.average(served, weights=[each.count if even else 1.0 for each in some]))
