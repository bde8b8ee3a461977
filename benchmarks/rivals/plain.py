"""sentence-transformers and FAISS, nothing else: the nearest clauses by the base model's vectors."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import faiss
from measuring import HITS, Ask, main, model
from sentence_transformers import SentenceTransformer


def index(clauses: Sequence[dict[str, str]], folder: Path) -> None:
    """Keep the clauses' vectors and ids."""
    encoder = SentenceTransformer(model(), device="cpu")
    vectors = encoder.encode([one["text"] for one in clauses], normalize_embeddings=True)
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(vectors)
    faiss.write_index(flat, str(folder / "vectors.faiss"))
    (folder / "ids.json").write_text(json.dumps([one["id"] for one in clauses]), encoding="utf-8")


def opened(folder: Path) -> Ask:
    """Open what was kept."""
    encoder = SentenceTransformer(model(), device="cpu")
    flat = faiss.read_index(str(folder / "vectors.faiss"))
    ids = json.loads((folder / "ids.json").read_text(encoding="utf-8"))

    def ask(question: str) -> str:
        vector = encoder.encode([question], normalize_embeddings=True, show_progress_bar=False)
        _, places = flat.search(vector, HITS)
        return str(ids[places[0][0]])

    return ask


if __name__ == "__main__":
    main(index, opened)
