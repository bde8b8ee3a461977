"""Reads the shipped encoder back into sentence-transformers, to compare with it or to train on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from sentence_transformers import SentenceTransformer

MARK = "sentence.0.model."  # before the name of each of BERT's weights in the graph
QUANTISED, SCALE, ZERO = "_quantized", "_scale", "_zero_point"


def restored(encoder: Path, base: Path) -> SentenceTransformer:
    """Give the model of the graph `encoder`, its weights unrounded to float32, over the shape of `base`.

    Raises ValueError where the graph lacks one of the weights.
    """
    graph = onnx.load(str(encoder)).graph
    values = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    weights = {
        name.split(MARK)[1]: value
        for name, value in values.items()
        if MARK in name and not name.endswith((QUANTISED, SCALE, ZERO))
    }
    for name in values:
        if name.endswith(QUANTISED) and MARK in name:
            weights[name.split(MARK)[1].removesuffix(QUANTISED)] = _unrounded(values, name)
    for node in graph.node:
        if node.op_type == "MatMulInteger" and node.name.startswith("/model/encoder/"):
            place = node.name.removeprefix("/model/").removesuffix("/MatMul_quant").replace("/", ".")
            weights[f"{place}.weight"] = _unrounded(values, node.input[1]).T
    model = SentenceTransformer(str(base), device="cpu")
    bert: Any = model[0].auto_model
    wanted = bert.state_dict()
    missing = [name for name in wanted if name not in weights and not name.startswith("pooler.")]
    if missing:
        raise ValueError(f"{encoder} lacks {', '.join(missing[:5])}.")
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
