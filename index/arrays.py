"""Arrays: several of them in one run of bytes, laid out as the safetensors format lays them out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

TYPES = {"F32": np.float32, "I64": np.int64, "I32": np.int32, "U8": np.uint8, "I8": np.int8}
_NAMES = {np.dtype(kind): name for name, kind in TYPES.items()}
_SAID = "__metadata__"
_ALIGNED = 8  # bytes: the longest number, so that every array can be looked at where it lies


class NotArrays(ValueError):
    """These bytes are not arrays as `packed` lays them out."""


def packed(said: Mapping[str, str], arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Lay out arrays and what is said about them; the same give the same bytes."""
    # The longest numbers first, so that each array begins at a multiple of its own.
    ordered = sorted(arrays.items(), key=lambda each: (-each[1].dtype.itemsize, each[0]))
    header: dict[str, object] = {_SAID: dict(sorted(said.items()))}
    data, at = [], 0
    for name, array in ordered:
        data.append(np.ascontiguousarray(array).tobytes())
        kind = _NAMES[array.dtype]
        header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [at, at + len(data[-1])]}
        at += len(data[-1])
    head = json.dumps(header, ensure_ascii=True, separators=(",", ":")).encode()
    head += b" " * (-len(head) % _ALIGNED)
    return b"".join([len(head).to_bytes(8, "little"), head, *data])


def unpacked(data: bytes) -> tuple[dict[str, str], dict[str, NDArray[Any]]]:
    """Give what is said and the arrays, which look at `data` and copy none of it; raises NotArrays."""
    try:
        begin = 8 + int.from_bytes(data[:8], "little")
        header = json.loads(data[8:begin])
        said = {str(key): str(value) for key, value in header.pop(_SAID).items()}
        return said, {name: _array(data, begin, **about) for name, about in header.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise NotArrays("These bytes are not arrays.") from fault


def _array(
    data: bytes, begin: int, dtype: str, shape: list[int], data_offsets: tuple[int, int]
) -> NDArray[Any]:
    kind = np.dtype(TYPES[dtype])
    start, end = data_offsets
    flat = np.frombuffer(data, kind, (end - start) // kind.itemsize, begin + start)
    return flat.reshape(shape)
