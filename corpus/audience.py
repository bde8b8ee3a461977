"""Stub until the real one arrives."""
from __future__ import annotations
from corpus.document import Audience
class AudienceReader:
    """Stub."""
    def __init__(self, title: str, policy_audience: tuple[str, ...], text: str) -> None: ...
    def of(self, words: str, lead: str, headings: tuple[str, ...]) -> tuple[Audience, ...]:
        """Stub."""
        return (Audience.all,)
