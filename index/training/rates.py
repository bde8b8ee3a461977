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

WRONGLY = 0.03  # of the hard others of the author on whom the line is chosen, served at most
SAME, NEIGHBOUR, TURNED = "same", "another pin's", "turned"
NEIGHBOURS = 2  # pins most like one, whose phrasings are asked of it too
BESTS = (0.0, 0.5, 1.0)
SHARES = (0.01, 0.03, 0.05, 0.1)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question asked of a pin, the kind of its difference or SAME, and the logit beside each phrasing.

    `count` is what it counts where manner is to tell nothing; see `manner`.
    """

    kind: str
    logits: tuple[float, ...]
    count: float

    @property
    def score(self) -> float:
        """What serving makes of the logits."""
        return together(self.logits)

    @property
    def hard(self) -> bool:
        """Whether it was written to be taken for the pin's."""
        return self.kind not in (SAME, NEIGHBOUR, TURNED)


def asked(pins: Sequence[Pin], author: str, likeness: OnnxLikeness) -> list[Asked]:
    """Ask of each pin of an author everything that was written for it, and what the pins most like it answer."""
    mine = [pin for pin in pins if pin.author == author]
    counts = manner.counts_of(mine, manner.judge_of([pin for pin in pins if pin.author not in pairs.KEPT]))
    todo = [
        (phrasings, text, kind)
        for pin, others in zip(mine, pairs.neighbours(mine, open_encoder()), strict=True)
        for phrasings, text, kind in (
            *((pin.pinned, text, SAME) for text in pin.same),
            *((pin.pinned, text, kind) for text, kind in pin.other),
            *((pin.pinned, other.pinned[0], NEIGHBOUR) for other in others[:NEIGHBOURS]),
            *(((other,), text, TURNED) for text, (other, _) in zip(pin.same, pin.other, strict=False)),
        )
    ]
    with ThreadPoolExecutor(os.cpu_count()) as crew:
        logits = crew.map(lambda one: tuple(likeness.logit(each, one[1]) for each in one[0]), todo)
        return [
            Asked(kind, found, counts.get(text, 1.0))
            for (_, text, kind), found in zip(todo, logits, strict=True)
        ]


def fit(found: Sequence[Asked], out: Path) -> None:
    """Choose the lowest line at which few enough hard others are served, and write it."""
    line = _line([each.score for each in found if each.hard], WRONGLY)
    fitted = {
        "line": line,
        "chosen on": f"{sum(each.hard for each in found)} hard others of {pairs.CHOOSING}, at most {WRONGLY:.0%} served",
        "served": {
            "same": round(_share([each for each in found if each.kind == SAME], line), 3),
            "other": round(_share([each for each in found if each.hard], line), 3),
        },
    }
    (out / LINE).write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")


def report(found: Sequence[Asked], author: str, line: float) -> None:
    """Print what is served at the line, by kind, and what would be at others."""
    same, hard = [each for each in found if each.kind == SAME], [each for each in found if each.hard]
    print(
        f"{author} at {line}: {_share(same, line):.1%} of {len(same)} that mean the same, {_share(hard, line):.1%} of {len(hard)} hard others,"
        f" {_share([each for each in found if each.kind == NEIGHBOUR], line):.1%} of what the pins most like it answer"
    )
    print(
        f"  counted so that manner tells nothing: {_share(same, line, even=True):.1%}, {_share(hard, line, even=True):.1%}"
    )
    turned = [each for each in found if each.kind == TURNED]
    sides = [each.kind == SAME for each in same + turned]
    area = roc_auc_score(sides, [each.score for each in same + turned])
    print(
        f"  of those that mean the same, asked of a hard other in the pin's place: {_share(turned, line):.1%} (area {area:.3f})"
    )
    for kind in sorted({each.kind for each in hard}):
        mine = [each for each in hard if each.kind == kind]
        print(f"  {kind:24}{_share(mine, line):6.1%} of {len(mine)}")
    area = roc_auc_score([each.kind == SAME for each in same + hard], [each.score for each in same + hard])
    print(f"  area under the curve {area:.3f}")
    for share in SHARES:
        there = _line([each.score for each in hard], share)
        print(f"  with a line of its own at {share:.0%} of hard others: {_share(same, there):.1%}")
    for best in BESTS:
        there = _line([_odds(each, best) for each in hard], WRONGLY)
        served = np.mean([_odds(each, best) >= there for each in same])
        print(f"  … at {WRONGLY:.0%}, the best phrasing counting {best}: {served:.1%}")


def beside(pins: Sequence[Pin], author: str) -> None:
    """Print what the question alone would tell, and what the cosine of the shipped encoder does."""
    mine = [pin for pin in pins if pin.author == author]
    judge = manner.judge_of([pin for pin in pins if pin.author not in pairs.KEPT])
    encoder = open_encoder()
    told: dict[str, list[tuple[float, bool]]] = {"question alone": [], "cosine": []}
    for pin in mine:
        texts = [*pin.same, *(text for text, _ in pin.other)]
        same = [place < len(pin.same) for place in range(len(texts))]
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


def _odds(one: Asked, best: float) -> float:
    return best * max(one.logits) + (1 - best) * float(np.mean(one.logits))


def _line(scores: Sequence[float], share: float) -> float:
    """Give the lowest line, to four places, that at most this share of the scores reach."""
    falling = sorted(scores, reverse=True)
    return round(falling[int(share * len(falling))] + 5e-5, 4)


def _share(some: Sequence[Asked], line: float, even: bool = False) -> float:
    served: NDArray[np.bool_] = np.array([each.score >= line for each in some])
    return float(np.average(served, weights=[each.count if even else 1.0 for each in some]))
