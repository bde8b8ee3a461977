"""Haystack: its in-memory store asked by the base model's vectors and by BM25, joined by reciprocal rank fusion."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack.utils import ComponentDevice
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)
from measuring import HITS, Ask, main, model


def index(clauses: Sequence[dict[str, str]], folder: Path) -> None:
    """Keep the clauses with their vectors."""
    encoder = SentenceTransformersDocumentEmbedder(
        model=model(),
        device=ComponentDevice.from_str("cpu"),
        normalize_embeddings=True,
        progress_bar=False,
    )
    encoder.warm_up()
    store = InMemoryDocumentStore()
    store.write_documents(
        encoder.run(documents=[Document(id=one["id"], content=one["text"]) for one in clauses])["documents"]
    )
    store.save_to_disk(str(folder / "store.json"))


def opened(folder: Path) -> Ask:
    """Open what was kept."""
    store = InMemoryDocumentStore.load_from_disk(str(folder / "store.json"))
    pipeline = Pipeline()
    pipeline.add_component(
        "encoder",
        SentenceTransformersTextEmbedder(
            model=model(),
            device=ComponentDevice.from_str("cpu"),
            normalize_embeddings=True,
            progress_bar=False,
        ),
    )
    pipeline.add_component("vectors", InMemoryEmbeddingRetriever(store, top_k=HITS))
    pipeline.add_component("words", InMemoryBM25Retriever(store, top_k=HITS))
    pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=HITS))
    pipeline.connect("encoder.embedding", "vectors.query_embedding")
    pipeline.connect("vectors", "joiner")
    pipeline.connect("words", "joiner")
    pipeline.warm_up()

    def ask(question: str) -> str:
        found = pipeline.run({"encoder": {"text": question}, "words": {"query": question}})
        documents = found["joiner"]["documents"]
        return str(documents[0].id) if documents else ""

    return ask


if __name__ == "__main__":
    main(index, opened)
