"""The numbers of a snapshot: vectors of its passages, vectors of their words, and whose they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.lexicon import Lexicon
from index.tokens import Tokens

faiss.omp_set_num_threads(1)  # a thread a question is faster than several threads for each
DIGEST = 16  # bytes of a text's hash
_ARRAYS = ("vectors", "digests", "unit_rows", "token_starts")


@dataclass(frozen=True, slots=True)
class Passage:
    """What is kept of one text: its vector float32 (dimensions,), its n tokens as int8 codes (n, width)
    and a scale of each, float32 (n,)."""

    vector: NDArray[np.float32]
    codes: NDArray[np.int8]
    scales: NDArray[np.float32]


@dataclass(frozen=True)
class Table:
    """The numbers of one part. Each distinct text is a row; unit u of the part has the text of `unit_rows[u]`.

    `vectors` float32 (rows, dimensions) are L2-normalised, `digests` uint8 (rows, 16) hashes of the texts. Row
    r's tokens are the slice `token_starts[r]:token_starts[r + 1]` of the codes of `tokens`, which times their
    scales are their vectors.
    """

    vectors: NDArray[np.float32]
    digests: NDArray[np.uint8]
    unit_rows: NDArray[np.int32]
    token_starts: NDArray[np.int64]
    tokens: Tokens

    @classmethod
    def of(
        cls,
        digests: Sequence[bytes],
        passages: Sequence[Passage],
        unit_rows: Sequence[int],
        dimensions: int,
        width: int,
    ) -> Table:
        """Put a table together: `digests` and `passages` of the rows, the row of each unit."""
        return cls(
            vectors=np.array([one.vector for one in passages], np.float32).reshape(-1, dimensions),
            digests=np.frombuffer(b"".join(digests), np.uint8).reshape(len(digests), DIGEST),
            unit_rows=np.array(unit_rows, np.int32),
            token_starts=np.cumsum([0, *(len(one.scales) for one in passages)], dtype=np.int64),
            tokens=Tokens.of([one.codes for one in passages], [one.scales for one in passages], width),
        )

    @classmethod
    def held(cls, arrays: Mapping[str, NDArray[Any]], tokens: Tokens) -> Table:
        """Take what `arrays` gave; raises KeyError where something of it is missing."""
        return cls(**{name: arrays[name] for name in _ARRAYS}, tokens=tokens)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Give all that is to be kept beside the tokens, by name."""
        return {name: getattr(self, name) for name in _ARRAYS}

    def passage(self, row: int) -> Passage:
        """Give what is kept of one row's text."""
        part = slice(self.token_starts[row], self.token_starts[row + 1])
        return Passage(self.vectors[row], self.tokens.codes[part], self.tokens.scales[part])

    def passages(self) -> dict[bytes, tuple[Table, int]]:
        """Give where every text is kept, by its digest."""
        return {digest: (self, row) for row, digest in enumerate(self.listed())}

    def listed(self) -> list[bytes]:
        """Give the digests one by one."""
        raw = self.digests.tobytes()
        return [raw[at : at + DIGEST] for at in range(0, len(raw), DIGEST)]


class Tables:
    """What search reads: the tables of all parts, whose units are counted through.

    Each distinct text is a row, in whichever parts it stands. The rows are put together when they are first
    asked for.
    """

    def __init__(self, parts: Sequence[Table], lexicon: Lexicon) -> None:
        self.parts = tuple(parts)
        self.lexicon = lexicon

    @property
    def units(self) -> int:
        """How many units there are."""
        return sum(len(part.unit_rows) for part in self.parts)

    @cached_property
    def flat(self) -> faiss.IndexFlatIP:
        """The rows' vectors (inner product of L2-normalised vectors)."""
        # Copied, for one pass over all of them is quicker than one over each part, and as quick to write down.
        flat = faiss.IndexFlatIP(self.parts[0].vectors.shape[1] if self.parts else 1)
        for number, part in enumerate(self.parts):
            flat.add(part.vectors[self._rows.places[self._rows.parts == number]])
        return flat

    @cached_property
    def vectors(self) -> NDArray[np.float32]:
        """The rows' vectors, float32 (rows, dimensions), as a view of what FAISS holds."""
        if not self.flat.ntotal:
            return np.zeros((0, self.flat.d), np.float32)
        numbers = faiss.rev_swig_ptr(self.flat.get_xb(), self.flat.ntotal * self.flat.d)
        view: NDArray[np.float32] = numbers.reshape(self.flat.ntotal, self.flat.d)
        return view

    @property
    def unit_rows(self) -> NDArray[np.int32]:
        """The row of each unit, int32 (units,)."""
        return self._rows.of_units

    def entries(
        self, rows: NDArray[np.int32]
    ) -> tuple[NDArray[np.int8], NDArray[np.float32], NDArray[np.int64]]:
        """Give the tokens of some rows one after the other: codes, scales, and how many each row has."""
        codes, scales = [], []
        for part, place in self._places(rows):
            start, end = part.token_starts[place : place + 2].tolist()
            codes.append(part.tokens.codes[start:end])
            scales.append(part.tokens.scales[start:end])
        return np.concatenate(codes), np.concatenate(scales), np.array([len(each) for each in scales])

    def tokens(self, row: int) -> NDArray[np.float32]:
        """Give the vectors of one row's tokens, float32 (n, width)."""
        codes, scales, _ = self.entries(np.array([row], np.int32))
        return codes.astype(np.float32) * scales[:, None]

    def _places(self, rows: NDArray[np.int32]) -> list[tuple[Table, int]]:
        """The part that each row was taken from, and its place there."""
        numbers, places = self._rows.parts[rows].tolist(), self._rows.places[rows].tolist()
        return [(self.parts[number], place) for number, place in zip(numbers, places, strict=True)]

    @cached_property
    def _rows(self) -> _Rows:
        found: dict[bytes, int] = {}
        taken: list[tuple[int, int]] = []
        of_units = [np.zeros(0, np.int32)]
        for number, part in enumerate(self.parts):
            rows = np.zeros(len(part.digests), np.int32)
            for place, digest in enumerate(part.listed()):
                rows[place] = row = found.setdefault(digest, len(found))
                if row == len(taken):
                    taken.append((number, place))
            of_units.append(rows[part.unit_rows])
        at = np.array(taken, np.int32).reshape(-1, 2)
        return _Rows(np.concatenate(of_units), np.ascontiguousarray(at[:, 0]), np.ascontiguousarray(at[:, 1]))


@dataclass(frozen=True)
class _Rows:
    """The row of each unit, and for each row the part it was taken from and its place there."""

    of_units: NDArray[np.int32]
    parts: NDArray[np.int32]
    places: NDArray[np.int32]


def tables(
    digests: Sequence[bytes],
    passages: Sequence[Passage],
    unit_rows: Sequence[int],
    dimensions: int,
    width: int,
    lexicon: Lexicon,
) -> Tables:
    """Put tables of one part together: `digests` and `passages` of the rows, the row of each unit."""
    return Tables((Table.of(digests, passages, unit_rows, dimensions, width),), lexicon)


def quantise(tokens: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Round vectors to eight bits each: int8 codes and the scale of every vector."""
    scales = np.maximum(np.abs(tokens).max(axis=1, initial=0.0), 1e-12).astype(np.float32) / np.float32(127)
    return np.rint(tokens / scales[:, None]).astype(np.int8), scales
