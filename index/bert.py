"""A BERT sentence encoder as an ONNX graph, put together from its weights without torch."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from pydantic import BaseModel, ConfigDict, Field
from safetensors.numpy import load_file

OPSET = 20
IR_VERSION = 9  # the oldest that holds opset 20, so that older runtimes open the file too
CONTRIB = "com.microsoft"


class BertConfig(BaseModel):
    """The lines of a BERT's `config.json` that its shape depends on."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    model_type: str = Field(pattern="^bert$")
    hidden_act: str = Field(pattern="^gelu$")
    hidden_size: int
    num_attention_heads: int
    num_hidden_layers: int
    max_position_embeddings: int
    layer_norm_eps: float


def read_config(folder: Path) -> BertConfig:
    """Read `config.json` of a model folder; raises ValueError where it is no plain BERT."""
    return BertConfig.model_validate(json.loads((folder / "config.json").read_text(encoding="utf-8")))


def write_graph(folder: Path, target: Path) -> None:
    """Write the encoder in `folder` (config.json, model.safetensors) to `target`, all of it or nothing.

    The graph takes `ids` and `mask`, both int64 (texts, tokens), and gives `vectors` float32
    (texts, hidden), mean-pooled over the mask and L2-normalised, and `words` float32
    (texts, tokens, hidden), each token's last state, L2-normalised.
    """
    model = _graph(read_config(folder), load_file(folder / "model.safetensors"))
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=".writing-", suffix=".onnx", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(model.SerializeToString())
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


class _Drawing:
    """Nodes and weights of a graph while it is drawn."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: dict[str, onnx.TensorProto] = {}

    def weight(self, name: str, values: NDArray[np.generic]) -> str:
        self.weights[name] = numpy_helper.from_array(np.ascontiguousarray(values), name)
        return name

    def node(
        self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes: int | float
    ) -> str:
        self.nodes.append(_node(kind, inputs, output, domain, attributes))
        return output


def _node(
    kind: str, inputs: list[str], output: str, domain: str, attributes: dict[str, int | float]
) -> onnx.NodeProto:
    node = helper.make_node(kind, inputs, [output], name=output, domain=domain)
    node.attribute.extend(helper.make_attribute(name, value) for name, value in attributes.items())
    return node


def _graph(config: BertConfig, tensors: dict[str, NDArray[np.generic]]) -> onnx.ModelProto:
    drawing = _Drawing()
    state = _embeddings(drawing, config, tensors)
    drawing.node("Cast", ["mask"], "mask_int", to=TensorProto.INT32)
    for layer in range(config.num_hidden_layers):
        state = _layer(drawing, config, tensors, layer, state)
    _outputs(drawing, state)
    graph = helper.make_graph(
        drawing.nodes,
        "bert",
        [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"])
            for name in ("ids", "mask")
        ],
        [
            helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", config.hidden_size]),
            helper.make_tensor_value_info(
                "words", TensorProto.FLOAT, ["texts", "tokens", config.hidden_size]
            ),
        ],
        list(drawing.weights.values()),
    )
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="quoth")


def _embeddings(drawing: _Drawing, config: BertConfig, tensors: dict[str, NDArray[np.generic]]) -> str:
    words = drawing.weight("word_embeddings", tensors["embeddings.word_embeddings.weight"])
    # A single text is always of token type 0, so that row is added to the positions once and for all.
    placed = (
        tensors["embeddings.position_embeddings.weight"]
        + tensors["embeddings.token_type_embeddings.weight"][0]
    )
    positions = drawing.weight("position_embeddings", placed)
    zero, one = (
        drawing.weight("zero", np.array([0], np.int64)),
        drawing.weight("one", np.array([1], np.int64)),
    )
    drawing.node("Gather", [words, "ids"], "words_in")
    drawing.node("Shape", ["ids"], "length", start=1, end=2)
    drawing.node("Slice", [positions, zero, "length", zero, one], "positions_in")
    drawing.node("Add", ["words_in", "positions_in"], "embedded")
    return _normalise(drawing, config, tensors, "embeddings.LayerNorm", "embedded")


def _layer(
    drawing: _Drawing, config: BertConfig, tensors: dict[str, NDArray[np.generic]], layer: int, state: str
) -> str:
    prefix = f"encoder.layer.{layer}"
    attention = f"{prefix}.attention.self"
    parts = ("query", "key", "value")
    weight = np.concatenate([tensors[f"{attention}.{part}.weight"].T for part in parts], axis=1)
    bias = np.concatenate([tensors[f"{attention}.{part}.bias"] for part in parts])
    inputs = [
        state,
        drawing.weight(f"{attention}.weight", weight),
        drawing.weight(f"{attention}.bias", bias),
        "mask_int",
    ]
    heads = config.num_attention_heads
    attended = drawing.node("Attention", inputs, f"{attention}.out", domain=CONTRIB, num_heads=heads)
    attended = _dense(drawing, tensors, f"{prefix}.attention.output.dense", attended)
    summed = drawing.node("Add", [attended, state], f"{prefix}.attention.sum")
    state = _normalise(drawing, config, tensors, f"{prefix}.attention.output.LayerNorm", summed)
    wide = _dense(drawing, tensors, f"{prefix}.intermediate.dense", state)
    wide = drawing.node("Gelu", [wide], f"{prefix}.gelu")
    narrow = _dense(drawing, tensors, f"{prefix}.output.dense", wide)
    summed = drawing.node("Add", [narrow, state], f"{prefix}.sum")
    return _normalise(drawing, config, tensors, f"{prefix}.output.LayerNorm", summed)


def _dense(drawing: _Drawing, tensors: dict[str, NDArray[np.generic]], name: str, state: str) -> str:
    weight = drawing.weight(f"{name}.weight", tensors[f"{name}.weight"].T)
    bias = drawing.weight(f"{name}.bias", tensors[f"{name}.bias"])
    return drawing.node(
        "Add", [drawing.node("MatMul", [state, weight], f"{name}.product"), bias], f"{name}.out"
    )


def _normalise(
    drawing: _Drawing, config: BertConfig, tensors: dict[str, NDArray[np.generic]], name: str, state: str
) -> str:
    scale = drawing.weight(f"{name}.weight", tensors[f"{name}.weight"])
    bias = drawing.weight(f"{name}.bias", tensors[f"{name}.bias"])
    epsilon = config.layer_norm_eps
    return drawing.node("LayerNormalization", [state, scale, bias], f"{name}.out", axis=-1, epsilon=epsilon)


def _outputs(drawing: _Drawing, state: str) -> None:
    across, last = (
        drawing.weight("across", np.array([1], np.int64)),
        drawing.weight("last", np.array([2], np.int64)),
    )
    drawing.node("Cast", ["mask"], "mask_float", to=TensorProto.FLOAT)
    drawing.node("Unsqueeze", ["mask_float", last], "mask_wide")
    drawing.node("Mul", [state, "mask_wide"], "kept")
    drawing.node("ReduceSum", ["kept", across], "sum", keepdims=0)
    # The mean differs from the sum by a factor only, which normalising takes away.
    drawing.node("LpNormalization", ["sum"], "vectors", axis=-1, p=2)
    drawing.node("LpNormalization", [state], "words", axis=-1, p=2)
