"""A page of the console: its address, who may open it, and what answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.responses import Response

from adapters.console.access import Access
from adapters.console.visit import Visit

Answer = Callable[[Visit], Response] | Callable[[Visit], Awaitable[Response]]
"""A plain function is called in a thread, for it waits for the store; a coroutine function is awaited."""


@dataclass(frozen=True, slots=True)
class Page:
    """One route. An address that begins with `/o/{organisation}` belongs to that organisation's members alone.

    `method` is GET or POST; whatever is posted has brought back its session's token before `answer` is called, unless
    it is for `anyone`. `most` bytes may be posted.
    """

    method: str
    path: str
    access: Access
    answer: Answer
    most: int = 256 * 1024

    def __post_init__(self) -> None:
        inside = self.path.startswith("/o/{organisation}")
        if self.access is not Access.operator and inside == (self.access in (Access.anyone, Access.visitor)):
            raise ValueError(f"{self.path} is for {self.access}")
