"""Encoders give what sentence-transformers gives, and refuse clearly what they cannot."""

from __future__ import annotations

import hashlib
import importlib.util
import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.encoder import (
    DEFAULT_FOLDER,
    DEFAULT_MODEL,
    ENCODER,
    OVERLAP,
    READ,
    READER,
    TOKENIZER,
    WINDOW,
    Encoder,
    OnnxEncoder,
    open_encoder,
    windows_of,
)
from index.errors import EncoderUnavailable, WeightsDamaged, WeightsMissing

SENTENCES = (
    "can i accept a friend request from a former pupil?",
    "Staff should not give their personal contact details to learners, including their mobile telephone number.",
    "an ex pupil wants to add me on insta",
    "Ü ñ 学校 🙂 — ‘quotes’ & (brackets) …",
    "a",
    "",
    "whats the policy on vaping m8 " * 8,
)
with_torch = pytest.mark.skipif(
    importlib.util.find_spec("torch") is None,
    reason="TORCH IS NOT INSTALLED: whether ONNX and sentence-transformers agree stays unproven",
)


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return open_encoder(DEFAULT_MODEL, threads=2)


def vectors(encoder: Encoder, texts: Sequence[str]) -> NDArray[np.float32]:
    return np.array([words.vector for words in encoder.spell(texts)], np.float32)


@with_torch
def test_onnx_agrees_with_sentence_transformers(encoder: Encoder) -> None:
    from index.training.base import base_weights
    from index.training.restore import restored

    models = restored(DEFAULT_FOLDER / ENCODER, base_weights())
    parts = [model.encode(SENTENCES, normalize_embeddings=True) for model in models]
    theirs = np.concatenate(parts, axis=1) / np.sqrt(len(models))
    # What is left between them is that ONNX Runtime also rounds what flows through the layers.
    assert (vectors(encoder, SENTENCES) * theirs).sum(axis=1).min() > 0.98


@with_torch
def test_a_folder_is_opened_by_sentence_transformers(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    from index.training.base import base_weights

    other = open_encoder(str(base_weights()))
    theirs = SentenceTransformer(str(base_weights()), device="cpu").encode(
        SENTENCES, normalize_embeddings=True
    )
    assert other.name.startswith("model-")
    assert other.reader is None
    assert other.spell([]) == ()
    np.testing.assert_allclose(vectors(other, SENTENCES), theirs, atol=1e-5)
    for words in other.spell(SENTENCES):
        assert words.tokens.shape == (len(words.weights), other.width)
        assert words.weights.sum() == pytest.approx(1)
        assert words.concern is None


def test_a_texts_vector_does_not_depend_on_its_company(encoder: Encoder) -> None:
    together = encoder.spell(SENTENCES)
    for text, words in zip(SENTENCES, together, strict=True):
        (alone,) = encoder.spell([text])
        assert (alone.vector == words.vector).all()
        assert (alone.tokens == words.tokens).all()


def test_vectors_and_tokens_have_length_one_and_weights_add_up_to_one(encoder: Encoder) -> None:
    for words in encoder.spell(SENTENCES):
        assert words.vector.dtype == words.tokens.dtype == words.weights.dtype == np.float32
        assert words.vector.shape == (encoder.dimensions,)
        assert words.tokens.shape == (len(words.weights), encoder.width)
        assert np.linalg.norm(words.vector) == pytest.approx(1, abs=1e-5)
        assert words.weights.sum() == pytest.approx(1, abs=1e-5)
        np.testing.assert_allclose(np.linalg.norm(words.tokens, axis=1), 1, atol=1e-5)
        assert words.concern is not None
        assert words.concern.sum() == pytest.approx(1, abs=1e-5)


def test_a_text_longer_than_a_window_is_encoded_to_its_end(encoder: Encoder) -> None:
    long = "Staff lock the minibus. " * 150
    short, whole, other = encoder.spell([long, long + "Badgers may not vote.", "Badgers may not vote."])
    assert len(whole.tokens) > 2 * WINDOW
    assert len(whole.tokens) > len(short.tokens)
    assert whole.vector @ other.vector > short.vector @ other.vector


def test_a_reader_gives_each_clause_what_it_would_get_alone(encoder: Encoder) -> None:
    question, *clauses = encoder.spell(
        [
            "can i add a pupil on insta",
            "Staff must not befriend pupils online.",
            "Lock the minibus. " * READ,
            "",
        ]
    )
    tokens = [clause.tokens for clause in clauses]
    scores = np.array([[0.7, 0.8], [0.1, 0.2], [0.0, 0.1]], np.float32)
    assert encoder.reader is not None
    together = encoder.reader.read(question, tokens, scores)
    assert together.argmax() == 0
    for place, clause in enumerate(tokens):
        alone = encoder.reader.read(question, [clause], scores[place : place + 1])
        assert alone.tolist() == [together[place]]


def test_windows_cover_every_token_and_overlap() -> None:
    for length in (0, 1, WINDOW - 2, WINDOW - 1, 700, 3000):
        windows = windows_of(length)
        assert windows[0][0] == 0
        assert windows[-1][1] == length
        assert all(end - start <= WINDOW - 2 for start, end in windows)
        assert all(a[1] - b[0] >= OVERLAP for a, b in itertools.pairwise(windows))


def test_the_name_tells_the_weights(encoder: Encoder) -> None:
    files = (DEFAULT_FOLDER / ENCODER).read_bytes() + (DEFAULT_FOLDER / TOKENIZER).read_bytes()
    digest = hashlib.sha256(files).hexdigest()
    assert encoder.name == f"{DEFAULT_MODEL}-{digest[:12]}"


def test_the_weights_are_small_enough_to_ship() -> None:
    # The encoder with its reader takes 48 MB, the network for pins 24.
    assert sum(path.stat().st_size for path in DEFAULT_FOLDER.parent.rglob("*")) <= 75_000_000


@pytest.mark.parametrize("name", [ENCODER, READER, TOKENIZER])
def test_a_missing_or_damaged_file_of_the_encoder_is_named(tmp_path: Path, name: str) -> None:
    folder = tmp_path / DEFAULT_MODEL
    shutil.copytree(DEFAULT_FOLDER, folder)
    (folder / name).write_bytes((DEFAULT_FOLDER / name).read_bytes()[:1000])
    with pytest.raises(WeightsDamaged, match=name):
        OnnxEncoder(folder, workers=1)
    (folder / name).unlink()
    with pytest.raises(WeightsMissing, match=name):
        OnnxEncoder(folder, workers=1)


def test_serving_imports_neither_torch_nor_transformers() -> None:
    code = (
        "import sys; from index.encoder import open_encoder; import index.search, bot.desk\n"
        "open_encoder().spell(['a'])\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'sklearn', 'onnx'}\n"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parent.parent)


def test_without_the_extra_another_model_names_the_extra(tmp_path: Path) -> None:
    (tmp_path / "sentence_transformers.py").write_text("raise ImportError('not installed')")
    code = (
        "from index.encoder import open_encoder; from index.errors import EncoderUnavailable\n"
        "try: open_encoder('some/model')\n"
        "except EncoderUnavailable as fault: assert 'encoders' in str(fault), fault\n"
        "else: raise SystemExit('no error')"
    )
    root = Path(__file__).parent.parent
    subprocess.run(
        [sys.executable, "-c", code], check=True, cwd=root, env=os.environ | {"PYTHONPATH": str(tmp_path)}
    )


@with_torch
def test_a_model_neither_here_nor_reachable_is_refused_clearly(tmp_path: Path) -> None:
    code = (
        "from index.encoder import open_encoder; from index.errors import EncoderUnavailable\n"
        "try: open_encoder('nobody/no-such-model')\n"
        "except EncoderUnavailable as fault: assert 'could not be fetched' in str(fault), fault\n"
        "else: raise SystemExit('no error')"
    )
    root = Path(__file__).parent.parent
    offline = {"HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1"}
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root, env=os.environ | offline)


@with_torch
def test_a_folder_without_an_encoder_is_refused_clearly(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match="holds no encoder"):
        open_encoder(str(tmp_path))
    with pytest.raises(EncoderUnavailable, match="does not exist"):
        open_encoder(str(tmp_path / "nowhere"))
