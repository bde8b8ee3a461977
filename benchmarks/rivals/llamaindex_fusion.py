"""LlamaIndex: the base model's vectors in FAISS and its BM25 retriever, joined by reciprocal rank fusion."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import faiss
from llama_index.core import StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.core.llms import MockLLM
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.retrievers.fusion_retriever import FUSION_MODES
from llama_index.core.schema import TextNode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.retrievers.bm25 import BM25Retriever
from llama_index.vector_stores.faiss import FaissVectorStore
from measuring import HITS, Ask, main, model


def index(clauses: Sequence[dict[str, str]], folder: Path) -> None:
    """Keep the clauses as a vector index and as a BM25 index."""
    encoder = HuggingFaceEmbedding(model_name=model(), device="cpu")
    nodes = [TextNode(id_=one["id"], text=one["text"]) for one in clauses]
    BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=HITS).persist(str(folder / "words"))
    flat = faiss.IndexFlatIP(len(encoder.get_text_embedding("a")))
    storage = StorageContext.from_defaults(vector_store=FaissVectorStore(faiss_index=flat))
    VectorStoreIndex(nodes, storage_context=storage, embed_model=encoder)
    storage.persist(str(folder / "vectors"))


def opened(folder: Path) -> Ask:
    """Open what was kept."""
    vectors = str(folder / "vectors")
    storage = StorageContext.from_defaults(
        vector_store=FaissVectorStore.from_persist_dir(vectors), persist_dir=vectors
    )
    kept = load_index_from_storage(
        storage, embed_model=HuggingFaceEmbedding(model_name=model(), device="cpu")
    )
    retriever = QueryFusionRetriever(
        [
            kept.as_retriever(similarity_top_k=HITS),
            BM25Retriever.from_persist_dir(str(folder / "words")),
        ],
        llm=MockLLM(),  # never asked: with one query there is nothing to rephrase
        mode=FUSION_MODES.RECIPROCAL_RANK,
        similarity_top_k=HITS,
        num_queries=1,
        use_async=False,
    )

    def ask(question: str) -> str:
        found = retriever.retrieve(question)
        return str(found[0].node.node_id) if found else ""

    return ask


if __name__ == "__main__":
    main(index, opened)
