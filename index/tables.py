"""The numbers of a snapshot: vectors of its passages, vectors of its words, and whose they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import faiss
import numpy as np
from numpy.typing import NDArray

from index.lexicon import Lexicon

VECTORS = "vectors.faiss"
LEXICON = "lexicon"

faiss.omp_set_num_threads(1)  # a thread a question is faster than several threads for each


@dataclass(frozen=True)
class Tables:
    """What search reads, unit by unit in the order of the snapshot's printed units.

    Distinct passages are rows: `flat` holds their vectors (inner product of L2-normalised vectors),
    `digests` uint8 (rows, 16) hashes of their texts. A unit's own rows, its words before its
    sentences, are `own_rows[own_starts[unit]:own_starts[unit + 1]]`, its heading's is
    `heading_rows[unit]`. Its tokens, of lead-in and words, are the same slice of `token_starts`:
    `token_codes` int8 (tokens, dimensions) times `token_scales` are their vectors, `token_lengths`
    what is left of each once `token_mean` is taken away, `token_ids` their numbers in the encoder's
    vocabulary; `whole_digests` uint8 (units, 16) hashes what they were read from. `token_units`
    counts, by token number, the units that hold it.
    """

    flat: faiss.IndexFlatIP
    digests: NDArray[np.uint8]
    own_rows: NDArray[np.int32]
    own_starts: NDArray[np.int64]
    heading_rows: NDArray[np.int32]
    whole_digests: NDArray[np.uint8]
    token_codes: NDArray[np.int8]
    token_scales: NDArray[np.float32]
    token_lengths: NDArray[np.float32]
    token_ids: NDArray[np.int32]
    token_starts: NDArray[np.int64]
    token_mean: NDArray[np.float32]
    token_units: NDArray[np.int32]
    lexicon: Lexicon

    @cached_property
    def rows(self) -> NDArray[np.float32]:
        """The passages' vectors, float32 (rows, dimensions), as a view of what FAISS holds."""
        if not self.flat.ntotal:
            return np.zeros((0, self.flat.d), np.float32)
        numbers = faiss.rev_swig_ptr(self.flat.get_xb(), self.flat.ntotal * self.flat.d)
        view: NDArray[np.float32] = numbers.reshape(self.flat.ntotal, self.flat.d)
        return view

    @cached_property
    def owners(self) -> NDArray[np.int64]:
        """The unit of each entry of `own_rows`."""
        return np.repeat(np.arange(len(self.own_starts) - 1), np.diff(self.own_starts))

    @cached_property
    def by_row(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The units that own each row: those of row r are `units[starts[r]:starts[r + 1]]`."""
        order = np.argsort(self.own_rows, kind="stable")
        starts = np.searchsorted(self.own_rows[order], np.arange(self.flat.ntotal + 1))
        return self.owners[order], starts

    def save(self, folder: Path) -> None:
        """Write every table as a file of its own into `folder`."""
        faiss.write_index(self.flat, str(folder / VECTORS))
        for name in _arrays():
            np.save(folder / f"{name}.npy", np.ascontiguousarray(getattr(self, name)), allow_pickle=False)
        self.lexicon.save(folder / LEXICON)

    @classmethod
    def load(cls, folder: Path) -> Tables:
        """Open what `save` wrote, by memory map."""
        flat = cast(faiss.IndexFlatIP, faiss.read_index(str(folder / VECTORS), faiss.IO_FLAG_MMAP_IFC))
        arrays = {name: _mapped(folder / f"{name}.npy") for name in _arrays()}
        return cls(flat=flat, lexicon=Lexicon.load(folder / LEXICON), **arrays)


def tables(
    texts: Sequence[bytes],
    vectors: NDArray[np.float32],
    own: Sequence[Sequence[int]],
    headings: Sequence[int],
    wholes: Sequence[bytes],
    tokens: Sequence[tuple[NDArray[np.int8], NDArray[np.float32], NDArray[np.int32]]],
    lexicon: Lexicon,
) -> Tables:
    """Put the tables together.

    `texts` are the rows' digests and `vectors` their vectors; of each unit, `own` names its own rows,
    `headings` its heading's row, `wholes` the digest of what its tokens were read from, and
    `tokens` their codes, scales and numbers.
    """
    dimensions = vectors.shape[1]
    flat = faiss.IndexFlatIP(dimensions)
    flat.add(np.ascontiguousarray(vectors, np.float32))
    codes = np.concatenate([part[0] for part in tokens] or [np.zeros((0, dimensions), np.int8)])
    scales = np.concatenate([part[1] for part in tokens] or [np.zeros(0, np.float32)])
    ids = np.concatenate([part[2] for part in tokens] or [np.zeros(0, np.int32)])
    mean, lengths = _centre(codes, scales)
    seen = [np.unique(part[2]) for part in tokens] or [np.zeros(0, np.int32)]
    return Tables(
        flat=flat,
        digests=_digests(texts),
        own_rows=np.array([row for rows in own for row in rows], np.int32),
        own_starts=_starts([len(rows) for rows in own]),
        heading_rows=np.array(headings, np.int32),
        whole_digests=_digests(wholes),
        token_codes=codes,
        token_scales=scales,
        token_lengths=lengths,
        token_ids=ids,
        token_starts=_starts([len(part[2]) for part in tokens]),
        token_mean=mean,
        token_units=np.bincount(np.concatenate(seen), minlength=1).astype(np.int32),
        lexicon=lexicon,
    )


def quantise(tokens: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Round vectors to eight bits each: int8 codes and the scale of every vector."""
    scales = np.maximum(np.abs(tokens).max(axis=1, initial=0.0), 1e-12).astype(np.float32) / np.float32(127)
    return np.rint(tokens / scales[:, None]).astype(np.int8), scales


def _centre(
    codes: NDArray[np.int8], scales: NDArray[np.float32], chunk: int = 8192
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Give the mean of the coded vectors, and the length of each without it."""
    total = np.zeros(codes.shape[1], np.float64)
    parts = [slice(start, start + chunk) for start in range(0, len(codes), chunk)]
    for part in parts:
        total += (codes[part] * scales[part, None]).sum(axis=0, dtype=np.float64)
    mean = (total / max(len(codes), 1)).astype(np.float32)
    lengths = np.zeros(len(codes), np.float32)
    for part in parts:
        lengths[part] = np.linalg.norm(codes[part] * scales[part, None] - mean, axis=1)
    return mean, np.maximum(lengths, 1e-6)


def _starts(lengths: Sequence[int]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]).astype(np.int64)


def _digests(digests: Sequence[bytes]) -> NDArray[np.uint8]:
    return np.frombuffer(b"".join(digests), np.uint8).reshape(len(digests), -1 if digests else 16)


def _arrays() -> tuple[str, ...]:
    return tuple(field.name for field in fields(Tables) if field.name not in ("flat", "lexicon"))


def _mapped(path: Path) -> NDArray[Any]:
    # An empty file cannot be mapped into memory.
    empty = not np.load(path, mmap_mode=None).size if path.stat().st_size <= 256 else False
    array: NDArray[Any] = np.load(path, mmap_mode=None if empty else "r", allow_pickle=False)
    return array
