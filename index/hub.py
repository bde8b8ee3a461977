"""Any other encoder, through sentence-transformers, which the extra "encoders" installs."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.encoder import Reader, Words
from index.errors import EncoderUnavailable
from index.fitted import PLAIN, Fitted

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


class HubEncoder:
    """A sentence-transformers model, by its id or folder.

    Raises EncoderUnavailable where the extra is missing, or where the model is neither a folder nor
    in the cache and the hub cannot be reached.
    """

    def __init__(self, model: str) -> None:
        self._model = _load(model)
        digest = hashlib.sha256(str(self._model.max_seq_length).encode())
        for key, tensor in sorted(self._model.state_dict().items()):
            digest.update(key.encode())
            digest.update(tensor.detach().cpu().contiguous().numpy().tobytes())
        self._name = f"{Path(model).name}-{digest.hexdigest()[:12]}"
        width = self._model.get_embedding_dimension()
        self._dimensions = int(width) if width else len(self._model.encode("a"))

    @property
    def name(self) -> str:
        """Identity of the encoder, with a hash of its weights."""
        return self._name

    @property
    def dimensions(self) -> int:
        """Length of every vector."""
        return self._dimensions

    @property
    def width(self) -> int:
        """Length of every token's vector."""
        return self._dimensions

    @property
    def reader(self) -> Reader | None:
        """None: it was trained without one."""
        return None

    @property
    def fitted(self) -> Fitted:
        """Rough constants: nobody has measured what its scores are worth."""
        return PLAIN

    @property
    def hears(self) -> bool:
        """False: it knows nothing of disclosures."""
        return False

    def spell(self, texts: Sequence[str]) -> tuple[Words, ...]:
        """Give each text as a vector and word by word, each word counting the same."""
        if not texts:
            return ()
        rows: Any = self._model.encode(list(texts), output_value=None, show_progress_bar=False)
        return tuple(_words(row) for row in rows)


def _words(row: dict[str, object]) -> Words:
    vector = np.asarray(row["sentence_embedding"], np.float32)
    tokens = np.asarray(row["token_embeddings"], np.float32)[
        np.flatnonzero(np.asarray(row["attention_mask"]))
    ]
    lengths = np.linalg.norm(tokens, axis=1, keepdims=True)
    return Words(
        vector / max(float(np.linalg.norm(vector)), 1e-12),
        tokens / np.maximum(lengths, 1e-12),
        np.full(len(tokens), 1 / len(tokens), np.float32),
    )


def _load(model: str) -> SentenceTransformer:
    if not Path(model).is_dir() and Path(model).is_absolute():
        raise EncoderUnavailable(f"The encoder's folder {model} does not exist.")
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as missing:
        raise EncoderUnavailable(
            f'The encoder {model!r} needs sentence-transformers, which the extra "encoders" brings: '
            "see docs/quickstart.md, Another encoder."
        ) from missing
    try:
        return SentenceTransformer(model, device="cpu", local_files_only=True)
    except Exception as absent:  # each version of the hub's client raises its own kind
        if Path(model).is_dir():
            raise EncoderUnavailable(
                f"The folder {model} holds no encoder that can be loaded: {absent}"
            ) from absent
    try:
        return SentenceTransformer(model, device="cpu")
    except Exception as unreachable:
        raise EncoderUnavailable(
            f"The encoder {model!r} is not on this machine and could not be fetched from the hub. "
            "Check its name and the connection, or give the folder of a copy."
        ) from unreachable
