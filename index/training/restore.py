"""Reads the shipped encoder back into sentence-transformers, to compare with it or to train on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from sentence_transformers import SentenceTransformer

MARK = "sentence.0.model."  # before the name of each of a member's BERT's weights in the graph
# A matrix's node is named after its place in the network, the second member's with _1 behind it.
PLACED = re.compile(r"/model/(encoder/.+?)(?:_(\d+))?/MatMul_quant")
QUANTISED, SCALE, ZERO = "_quantized", "_scale", "_zero_point"


def restored(encoder: Path, base: Path) -> list[SentenceTransformer]:
    """Give the models of the graph `encoder`, whose vectors lie side by side, over the shape of `base`.

    Their weights are unrounded to float32. Raises ValueError where the graph lacks one of them.
    """
    graph = onnx.load(str(encoder)).graph
    values = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    members = sum(name.endswith(f"{MARK}embeddings.LayerNorm.weight") for name in values)
    if not members:
        raise ValueError(f"{encoder} holds no BERT.")
    return [_member(graph, values, number, base) for number in range(members)]


def _member(
    graph: onnx.GraphProto, values: dict[str, NDArray[np.generic]], number: int, base: Path
) -> SentenceTransformer:
    mark = f"members.{number}.{MARK}"
    weights = {
        name.split(mark)[1]: value
        for name, value in values.items()
        if mark in name and not name.endswith((QUANTISED, SCALE, ZERO))
    }
    for name in values:
        if name.endswith(QUANTISED) and mark in name:
            weights[name.split(mark)[1].removesuffix(QUANTISED)] = _unrounded(values, name)
    for node in graph.node:
        placed = PLACED.fullmatch(node.name)
        if placed and node.op_type == "MatMulInteger" and int(placed[2] or 0) == number:
            weights[f"{placed[1].replace('/', '.')}.weight"] = _unrounded(values, node.input[1]).T
    model = SentenceTransformer(str(base), device="cpu")
    bert: Any = model[0].auto_model
    wanted = bert.state_dict()
    missing = [name for name in wanted if name not in weights and not name.startswith("pooler.")]
    if missing:
        raise ValueError(f"The graph lacks {', '.join(missing[:5])} of member {number}.")
    bert.load_state_dict(
        {
            name: torch.from_numpy(np.array(weights[name])) if name in weights else kept
            for name, kept in wanted.items()
        }
    )
    return model


def _unrounded(values: dict[str, NDArray[np.generic]], name: str) -> NDArray[np.float32]:
    rounded = name.removesuffix(QUANTISED)
    codes, scale, zero = (values[rounded + end].astype(np.float32) for end in (QUANTISED, SCALE, ZERO))
    return np.asarray((codes - zero) * scale, np.float32)
