"""Do two questions mean the same, so that one answer serves both? A network that reads them side by side."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from tokenizers import Tokenizer

from index.encoder import DEFAULT_FOLDER, TOKENIZER, open_session, open_tokenizer
from index.errors import WeightsDamaged, WeightsMissing

SAME, LINE = "same.onnx", "same.json"
LONGEST = 96  # tokens of each question that are read: of a longer one its beginning and its end


class Likeness(Protocol):
    """Tells whether a question means the same as one that a pin answers; `line` is the score from which on it is served."""

    @property
    def line(self) -> float:
        """The score from which on a pin is served."""

    def alike(self, phrasings: Sequence[str], question: str) -> float:
        """How likely one answer serves the question and these phrasings of another: 0 to 1."""


def open_likeness() -> Likeness:
    """Open the network that ships with Quoth; raises WeightsMissing or WeightsDamaged."""
    return OnnxLikeness(DEFAULT_FOLDER)


class OnnxLikeness:
    """A BERT that reads phrasing and question together, in ONNX Runtime, its weights rounded to eight bits."""

    def __init__(self, folder: Path) -> None:
        self._session = open_session(folder / SAME)
        self._pairing = Pairing(open_tokenizer(folder / TOKENIZER))
        self._line = _line(folder / LINE)

    @property
    def line(self) -> float:
        """The score from which on a pin is served, as fitted on questions that no training saw."""
        return self._line

    def alike(self, phrasings: Sequence[str], question: str) -> float:
        """How likely one answer serves the question and these phrasings of another: 0 to 1."""
        if not phrasings or not question.strip():
            return 0.0
        if _bare(question) in map(_bare, phrasings):
            return 1.0
        return together([self.logit(each, question) for each in phrasings])

    def logit(self, phrasing: str, question: str) -> float:
        """What the network says of one phrasing: above 0 where it likely means the same."""
        ids, kinds = (np.array([each], np.int64) for each in self._pairing.ids(phrasing, question))
        (logits,) = self._session.run(["logits"], {"ids": ids, "mask": np.ones_like(ids), "kinds": kinds})
        return float(logits[0])


class Pairing:
    """Lays two questions side by side as the network reads them."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._first, self._last = tokenizer.encode("").ids

    def ids(self, phrasing: str, question: str) -> tuple[list[int], list[int]]:
        """Give the tokens of both, and of each token whether it belongs to the phrasing (0) or the question (1)."""
        pinned, asked = self._of(phrasing), self._of(question)
        ids = [self._first, *pinned, self._last, *asked, self._last]
        return ids, [0] * (len(pinned) + 2) + [1] * (len(asked) + 1)

    def _of(self, text: str) -> list[int]:
        ids = list(self._tokenizer.encode(text, add_special_tokens=False).ids)
        return ids if len(ids) <= LONGEST else [*ids[: LONGEST // 2], *ids[-(LONGEST // 2) :]]


_MAY_I = re.compile(
    r"^(?:(?:hi|hello|hey|sorry|quick (?:one|question)|pls|please)\W+)*"
    r"(?:am i (?:allowed|permitted|ok|okay|alright|all right|fine) to|may i|could i|"
    r"is it (?:ok|okay|alright|all right|fine|allowed|permitted)(?: for me)? to|is it (?:ok|okay|alright|fine) if i)\b"
)
_ALIKE = {"during": "in", "off": "from", "whilst": "while", "cannot": "can't", "cant": "can't", "im": "i'm"}
_IDLE = frozenset({"a", "an", "the", "please", "pls", "thanks", "ty", "just", "ever"})


def _bare(text: str) -> str:
    """A question without what never tells two apart: capitals, marks, articles, politeness, and ways of asking leave."""
    plain = _MAY_I.sub("can i", " ".join(text.casefold().replace("’", "'").split()))
    words = (_ALIKE.get(word, word) for word in re.findall(r"[\w']+", plain))
    return " ".join(word for word in words if word not in _IDLE)


def together(logits: Sequence[float]) -> float:
    """Make one score, 0 to 1, of what the network says of each phrasing of a pin: of their mean."""
    return float(1 / (1 + np.exp(-np.mean(logits))))


def _line(path: Path) -> float:
    try:
        line = float(json.loads(path.read_text(encoding="utf-8"))["line"])
    except OSError as fault:
        raise WeightsMissing(
            f"The file {path} cannot be read ({fault.strerror}). Install Quoth again."
        ) from fault
    except (ValueError, KeyError, TypeError) as fault:
        raise WeightsDamaged(f"The file {path} is damaged. Install Quoth again.") from fault
    if not 0 < line < 1:
        raise WeightsDamaged(f"The file {path} is damaged. Install Quoth again.")
    return line
