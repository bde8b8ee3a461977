"""Parts: what an index holds of one document, in two runs of bytes that are named by their SHA-256."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, TypeAdapter, ValidationError

from corpus.document import Audience, Clause, Document, Value
from index.arrays import NotArrays, packed, unpacked
from index.lexicon import Terms
from index.tables import Table
from index.tokens import Tokens

FORMAT = 3
AUDIENCES = tuple(Audience)
_CLAUSES = TypeAdapter(tuple[Clause, ...])


Name = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Label(Value):
    """What a part is: the revision it holds, and what it was made from and with.

    `source` names the document and the way in which it was cut, `contents` the document, its clauses and the
    encoder; `tokens` its tokens, which are `size` bytes.
    """

    policy: str
    document_id: str
    encoder: str
    source: str
    contents: str
    tokens: Name
    size: int


class Part:
    """One document, its clauses and their tables, as an index keeps them; never altered.

    `data` holds everything but the tokens, which `read` gives when they are first asked for. What is not needed
    to search is understood when it is first asked for, too. Raises ValueError where the bytes are none of a part.
    """

    def __init__(self, data: bytes, read: Callable[[str], bytes]) -> None:
        self.data = data
        self.name = name_of(data)
        try:
            said, self._arrays = unpacked(data)
            if said.pop("format", None) != str(FORMAT):
                raise NotArrays("These bytes are a part of another form.")
            self.label = Label.model_validate(said)
            named = self.label.tokens
            self.tokens = Tokens(lambda: read(named))
            self.table, self.terms = Table.held(self._arrays, self.tokens), Terms.held(self._arrays)
            self.audiences: NDArray[np.int32] = self._arrays["audiences"]
            self._whole: NDArray[np.int32] = self._arrays["whole"]
        except (KeyError, ValidationError) as fault:
            raise NotArrays("These bytes are no part of an index.") from fault

    @classmethod
    def of(
        cls,
        document: Document,
        clauses: Sequence[Clause],
        encoder: str,
        source: str,
        table: Table,
        terms: Terms,
    ) -> Part:
        """Lay out a part; the units of `table` and `terms` are the whole printed ones among `clauses`."""
        written, cut = document.model_dump_json().encode(), _CLAUSES.dump_json(tuple(clauses))
        label = Label(
            policy=document.policy,
            document_id=document.id,
            encoder=encoder,
            source=source,
            contents=_contents(encoder, written, cut),
            tokens=name_of(table.tokens.data),
            size=len(table.tokens.data),
        )
        whole = [place for place, clause in enumerate(clauses) if clause.part_of is None]
        arrays: dict[str, NDArray[Any]] = {
            "document": np.frombuffer(written, np.uint8),
            "clauses": np.frombuffer(cut, np.uint8),
            "ids": np.frombuffer(json.dumps([clause.id for clause in clauses]).encode(), np.uint8),
            "whole": np.array(whole, np.int32),
            "audiences": np.array([mask(clauses[place].audience) for place in whole], np.int32),
        }
        said = {"format": str(FORMAT), **{name: str(value) for name, value in label}}
        tokens = table.tokens.data
        return cls(packed(said, {**arrays, **table.arrays(), **terms.arrays()}), lambda _: tokens)

    @cached_property
    def document(self) -> Document:
        """The document."""
        return Document.model_validate_json(self._bytes("document"))

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses, in the order of the document."""
        return _CLAUSES.validate_json(self._bytes("clauses"))

    @cached_property
    def units(self) -> tuple[Clause, ...]:
        """The whole printed units among the clauses, in the order of the table."""
        return tuple(self.clauses[place] for place in self._whole.tolist())

    @cached_property
    def places(self) -> dict[str, int]:
        """The places of the clauses, by their ids."""
        return {id: place for place, id in enumerate(json.loads(self._bytes("ids")))}

    def _bytes(self, name: str) -> bytes:
        return self._arrays[name].tobytes()


def contents(encoder: str, document: Document, clauses: Sequence[Clause]) -> str:
    """Name what a part of this document and these clauses says to this encoder, as 32 hexadecimal digits."""
    return _contents(encoder, document.model_dump_json().encode(), _CLAUSES.dump_json(tuple(clauses)))


def name_of(data: bytes) -> str:
    """Name bytes by their SHA-256."""
    return hashlib.sha256(data).hexdigest()


def mask(audiences: Sequence[Audience] | frozenset[Audience]) -> int:
    """Write audiences as one bit each."""
    return sum(1 << AUDIENCES.index(one) for one in set(audiences))


def _contents(encoder: str, document: bytes, clauses: bytes) -> str:
    hashes = "\n".join(hashlib.sha256(each).hexdigest() for each in (encoder.encode(), document, clauses))
    return hashlib.sha256(f"{FORMAT}\n{hashes}".encode()).hexdigest()[:32]
