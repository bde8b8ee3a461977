"""Encoders: texts to vectors, the one we trained served by ONNX Runtime without torch."""

from __future__ import annotations

import hashlib
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
from index.fitted import Fitted

DEFAULT_MODEL = "quoth-minilm"
DEFAULT_FOLDER = Path(__file__).parent / "models" / DEFAULT_MODEL
ENCODER, READER, TOKENIZER, CONSTANTS = "encoder.onnx", "reader.onnx", "tokenizer.json", "fitted.json"
WINDOW = 256  # tokens, with the two marks at its ends: the length the base encoder was trained on
OVERLAP = 64  # tokens that two neighbouring windows of a longer text share
WINDOWS = 32  # of one text; what a longer one says after some 6,000 tokens is not encoded
READ = 128  # words that a reader reads: the first ones of a clause, the last ones of a question


@dataclass(frozen=True, slots=True)
class Words:
    """One text as a vector, and word by word.

    `vector` float32 (dimensions,), L2-normalised; `tokens` float32 (n, width), the vectors of its n
    tokens, each L2-normalised; `weights` float32 (n,), how much each counts, adding up to 1;
    `concern` float32 (3,), how likely it discloses no concern, a high and an immediate one, or None
    where the encoder cannot tell.
    """

    vector: NDArray[np.float32]
    tokens: NDArray[np.float32]
    weights: NDArray[np.float32]
    concern: NDArray[np.float32] | None = None


class Reader(Protocol):
    """Reads question and clause together."""

    def read(
        self, question: Words, clauses: Sequence[NDArray[np.float32]], scores: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Give each clause's logit, float32 (clauses,): "it governs this question".

        `clauses` are their tokens, each float32 (n, width); `scores` float32 (clauses, 2), the cosine to
        the question and how much of it the clause's tokens match.
        """


class Encoder(Protocol):
    """What turns texts into vectors.

    `name` is its identity and includes a hash of its weights: equal names, equal vectors. `reader` is
    the reader that was trained with it, if any; `fitted` says what its scores are worth; `hears` is
    true where it tells disclosures of a concern.
    """

    @property
    def name(self) -> str:
        """Identity of the encoder, with a hash of its weights."""

    @property
    def dimensions(self) -> int:
        """Length of every text's vector."""

    @property
    def width(self) -> int:
        """Length of every token's vector."""

    @property
    def reader(self) -> Reader | None:
        """The reader that was trained with the encoder, or None."""

    @property
    def fitted(self) -> Fitted:
        """What the scores are worth."""

    @property
    def hears(self) -> bool:
        """Whether `spell` gives each text's concern."""

    def spell(self, texts: Sequence[str]) -> tuple[Words, ...]:
        """Give each text as a vector and word by word."""


def open_encoder(model: str = DEFAULT_MODEL, threads: int | None = None) -> Encoder:
    """Open the encoder called `model`.

    `model` is "quoth-minilm", which ships with Quoth, or the id or folder of any sentence-transformers
    model, which needs the extra "encoders". `threads` (default: one a processor, at most four) is how
    many texts are encoded at a time. Raises WeightsMissing, WeightsDamaged or EncoderUnavailable.
    """
    if model == DEFAULT_MODEL:
        return OnnxEncoder(DEFAULT_FOLDER, threads or min(4, os.cpu_count() or 1))
    from index.hub import HubEncoder  # it brings torch, which serving the default encoder never needs

    return HubEncoder(model)


class OnnxEncoder:
    """The default encoder: a BERT in ONNX Runtime, its weights rounded to eight bits a channel.

    Each text is encoded by itself on one thread, `workers` texts at a time: on a processor that is
    as fast as a padded batch, and a text's vector then never depends, by a single bit, on its company.
    """

    def __init__(self, folder: Path, workers: int) -> None:
        self._session = open_session(folder / ENCODER)
        self._reader = OnnxReader(folder / READER)
        self._fitted = Fitted.load(folder / CONSTANTS)
        spelling = _bytes(folder / TOKENIZER)
        self._tokenizer = _tokenizer(spelling, folder / TOKENIZER)
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._first, self._last = self._tokenizer.encode("").ids
        self._workers = workers
        self._name = f"{folder.name}-{_digest(folder / ENCODER, spelling)[:12]}"
        shapes = {output.name: output.shape for output in self._session.get_outputs()}
        self._dimensions, self._width = int(shapes["vectors"][-1]), int(shapes["words"][-1])

    @property
    def name(self) -> str:
        """Identity of the encoder, with a hash of its weights."""
        return self._name

    @property
    def dimensions(self) -> int:
        """Length of every text's vector."""
        return self._dimensions

    @property
    def width(self) -> int:
        """Length of every token's vector."""
        return self._width

    @property
    def reader(self) -> Reader | None:
        """The reader that was trained with the encoder."""
        return self._reader

    @property
    def fitted(self) -> Fitted:
        """What the scores are worth, as measured on policies that no training saw."""
        return self._fitted

    @property
    def hears(self) -> bool:
        """True: it was trained on disclosures too."""
        return True

    def spell(self, texts: Sequence[str]) -> tuple[Words, ...]:
        """Give each text as a vector and word by word."""
        if len(texts) < 2 or self._workers < 2:
            return tuple(self._spell(text) for text in texts)
        with ThreadPoolExecutor(self._workers) as workers:
            return tuple(workers.map(self._spell, texts))

    def _spell(self, text: str) -> Words:
        ids = self._tokenizer.encode(text, add_special_tokens=False).ids
        windows = windows_of(len(ids))
        parts = [self._window(ids[start:end]) for start, end in windows]
        if len(parts) == 1:
            return parts[0]
        # A long text's vector is the mean of its windows', by their lengths; a token is taken from the
        # first window that holds it, where it has most of what stands before it.
        shares = np.array([end - start for start, end in windows], np.float32)
        vector = shares @ np.stack([part.vector for part in parts])
        tokens, weights, reached = [parts[0].tokens], [parts[0].weights], windows[0][1]
        for part, (start, end) in zip(parts[1:], windows[1:], strict=True):
            tokens.append(part.tokens[1 + reached - start :])
            weights.append(part.weights[1 + reached - start :])
            reached = end
        counted = np.concatenate(weights)
        concerns = [part.concern for part in parts if part.concern is not None]
        return Words(
            (vector / np.linalg.norm(vector)).astype(np.float32),
            np.concatenate(tokens),
            counted / counted.sum(),
            min(concerns, key=lambda concern: float(concern[0])),
        )

    def _window(self, ids: Sequence[int]) -> Words:
        marked = np.array([[self._first, *ids, self._last]], np.int64)
        vectors, words, weights, concern = self._session.run(
            ["vectors", "words", "weights", "concern"], {"ids": marked, "mask": np.ones_like(marked)}
        )
        return Words(vectors[0], words[0], weights[0], concern[0])


class OnnxReader:
    """The reader that was trained with the default encoder."""

    def __init__(self, path: Path) -> None:
        self._session = open_session(path)

    def read(
        self, question: Words, clauses: Sequence[NDArray[np.float32]], scores: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Give each clause's logit, float32 (clauses,); see Reader."""
        # Each by itself: as quick as a padded batch, and a clause's logit does not depend on its company.
        asked = question.tokens[None, -READ:]
        logits = [
            self._session.run(
                ["logits"],
                {
                    "question": asked,
                    "asked": np.ones(asked.shape[:2], np.bool_),
                    "clause": clause[None, :READ],
                    "said": np.ones((1, min(len(clause), READ)), np.bool_),
                    "scores": scores[place : place + 1],
                },
            )[0]
            for place, clause in enumerate(clauses)
        ]
        return np.concatenate([*logits, np.zeros(0)], dtype=np.float32)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise _missing(path, fault) from fault


def _missing(path: Path, fault: OSError) -> WeightsMissing:
    return WeightsMissing(
        f"The encoder's file {path} cannot be read ({fault.strerror}). Install Quoth again."
    )


def open_tokenizer(path: Path) -> Tokenizer:
    """Open a tokenizer, without padding or truncation; raises WeightsMissing or WeightsDamaged."""
    made = _tokenizer(_bytes(path), path)
    made.no_padding()
    made.no_truncation()
    return made


def _tokenizer(spelling: bytes, path: Path) -> Tokenizer:
    try:
        return Tokenizer.from_str(spelling.decode())
    except Exception as fault:  # tokenizers raises nothing more exact
        raise WeightsDamaged(f"The encoder's file {path} is damaged. Install Quoth again.") from fault


def _digest(path: Path, more: bytes) -> str:
    """Give the SHA-256 of a file and some bytes behind it."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
        digest.update(more)
        return digest.hexdigest()
    except OSError as fault:
        raise _missing(path, fault) from fault


def open_session(path: Path) -> onnxruntime.InferenceSession:
    """Open a graph from its file, which spares the memory that a copy of it in bytes would take."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as fault:  # ONNX Runtime has a kind for each way in which a file can be damaged
        if not path.is_file():
            raise _missing(path, FileNotFoundError(2, "no such file")) from fault
        raise WeightsDamaged(f"The encoder's file {path} is damaged. Install Quoth again.") from fault


def windows_of(length: int) -> list[tuple[int, int]]:
    """Lay windows over `length` tokens: [start, end) each, overlapping by OVERLAP, at most WINDOWS."""
    room = WINDOW - 2
    if length <= room:
        return [(0, length)]
    starts = range(0, length - OVERLAP, room - OVERLAP)
    return [(start, min(start + room, length)) for start in starts][:WINDOWS]
