"""txtai, hybrid: the base model's vectors in FAISS and BM25, weighed half and half, as it does by itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from measuring import HITS, Ask, main, model
from txtai import Embeddings


def index(clauses: Sequence[dict[str, str]], folder: Path) -> None:
    """Keep the clauses as a txtai index."""
    embeddings = Embeddings(path=model(), hybrid=True, gpu=False)
    embeddings.index((one["id"], one["text"], None) for one in clauses)
    embeddings.save(str(folder / "embeddings"))


def opened(folder: Path) -> Ask:
    """Open what was kept."""
    embeddings = Embeddings()
    embeddings.load(str(folder / "embeddings"))

    def ask(question: str) -> str:
        found = embeddings.search(question, HITS)
        return str(found[0][0]) if found else ""

    return ask


if __name__ == "__main__":
    main(index, opened)
