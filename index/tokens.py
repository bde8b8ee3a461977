"""Tokens: the vectors of the words of a part's texts, most of an index, read when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.arrays import NotArrays, packed, unpacked


class Tokens:
    """Eight-bit codes int8 (tokens, width) and a scale of each, float32 (tokens,), in one run of bytes.

    `read` gives the bytes. Whatever asks for codes or scales raises what it raises, or ValueError where the bytes are none of tokens.
    """

    def __init__(self, read: Callable[[], bytes]) -> None:
        self._read = read

    @classmethod
    def of(
        cls, codes: Sequence[NDArray[np.int8]], scales: Sequence[NDArray[np.float32]], width: int
    ) -> Tokens:
        """Lay out the tokens of several texts, one text after the other."""
        arrays: dict[str, NDArray[Any]] = {
            "codes": np.concatenate([np.zeros((0, width), np.int8), *codes]),
            "scales": np.concatenate([np.zeros(0, np.float32), *scales]),
        }
        data = packed({}, arrays)
        return cls(lambda: data)

    @cached_property
    def data(self) -> bytes:
        """All of it as bytes."""
        return self._read()

    def renewed(self, data: bytes) -> None:
        """Take bytes that were read again; those that stand in arrays already are the same."""
        self.__dict__["data"] = data

    @cached_property
    def codes(self) -> NDArray[np.int8]:
        """The codes."""
        return self._arrays["codes"]

    @cached_property
    def scales(self) -> NDArray[np.float32]:
        """The scales."""
        return self._arrays["scales"]

    @cached_property
    def _arrays(self) -> dict[str, NDArray[Any]]:
        _, arrays = unpacked(self.data)
        if arrays.keys() != {"codes", "scales"}:
            raise NotArrays("These bytes are no tokens.")
        return arrays
