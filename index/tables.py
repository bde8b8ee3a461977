"""The numbers of a snapshot: vectors of its passages, vectors of their words, and whose they are."""

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


@dataclass(frozen=True, slots=True)
class Passage:
    """What is kept of one text: its vector float32 (dimensions,), its n tokens as int8 codes (n, width)
    and a scale of each, float32 (n,)."""

    vector: NDArray[np.float32]
    codes: NDArray[np.int8]
    scales: NDArray[np.float32]


@dataclass(frozen=True)
class Tables:
    """What search reads. Each distinct text is a row; unit u of the snapshot has the text of `unit_rows[u]`.

    `flat` holds the rows' vectors (inner product of L2-normalised vectors), `digests` uint8 (rows, 16)
    hashes of their texts. Row r's tokens are the slice `token_starts[r]:token_starts[r + 1]` of
    `token_codes` int8 (tokens, width), which times `token_scales` float32 (tokens,) are their vectors.
    """

    flat: faiss.IndexFlatIP
    digests: NDArray[np.uint8]
    unit_rows: NDArray[np.int32]
    token_codes: NDArray[np.int8]
    token_scales: NDArray[np.float32]
    token_starts: NDArray[np.int64]
    lexicon: Lexicon

    @cached_property
    def vectors(self) -> NDArray[np.float32]:
        """The rows' vectors, float32 (rows, dimensions), as a view of what FAISS holds."""
        if not self.flat.ntotal:
            return np.zeros((0, self.flat.d), np.float32)
        numbers = faiss.rev_swig_ptr(self.flat.get_xb(), self.flat.ntotal * self.flat.d)
        view: NDArray[np.float32] = numbers.reshape(self.flat.ntotal, self.flat.d)
        return view

    def passage(self, row: int) -> Passage:
        """Give what is kept of one row's text."""
        part = slice(self.token_starts[row], self.token_starts[row + 1])
        return Passage(self.vectors[row], self.token_codes[part], self.token_scales[part])

    def tokens(self, row: int) -> NDArray[np.float32]:
        """Give the vectors of one row's tokens, float32 (n, width)."""
        part = slice(self.token_starts[row], self.token_starts[row + 1])
        return self.token_codes[part].astype(np.float32) * self.token_scales[part, None]

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
    digests: Sequence[bytes],
    passages: Sequence[Passage],
    unit_rows: Sequence[int],
    dimensions: int,
    width: int,
    lexicon: Lexicon,
) -> Tables:
    """Put the tables together: `digests` and `passages` of the rows, the row of each unit."""
    flat = faiss.IndexFlatIP(dimensions)
    flat.add(np.array([one.vector for one in passages], np.float32).reshape(-1, dimensions))
    return Tables(
        flat=flat,
        digests=np.frombuffer(b"".join(digests), np.uint8).reshape(len(digests), 16),
        unit_rows=np.array(unit_rows, np.int32),
        token_codes=np.concatenate([np.zeros((0, width), np.int8), *(one.codes for one in passages)]),
        token_scales=np.concatenate([np.zeros(0, np.float32), *(one.scales for one in passages)]),
        token_starts=np.cumsum([0, *(len(one.scales) for one in passages)], dtype=np.int64),
        lexicon=lexicon,
    )


def quantise(tokens: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Round vectors to eight bits each: int8 codes and the scale of every vector."""
    scales = np.maximum(np.abs(tokens).max(axis=1, initial=0.0), 1e-12).astype(np.float32) / np.float32(127)
    return np.rint(tokens / scales[:, None]).astype(np.int8), scales


def _arrays() -> tuple[str, ...]:
    return tuple(field.name for field in fields(Tables) if field.name not in ("flat", "lexicon"))


def _mapped(path: Path) -> NDArray[Any]:
    # An empty file cannot be mapped into memory.
    empty = not np.load(path, mmap_mode=None).size if path.stat().st_size <= 256 else False
    array: NDArray[Any] = np.load(path, mmap_mode=None if empty else "r", allow_pickle=False)
    return array
