"""A process that asks the same question over and over and tells what it was quoted; the program that the soak runs.

    python -m tests.bot_readers HOME DATABASE_URL [ENCODER]

It asks once for each line that it reads, or without end after the line "on", until its standard input is closed; an
empty DATABASE_URL stands for SQLite in HOME, and any ENCODER for the one that ships. Each answer is one line of JSON, see `Told`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from bot.desk import Desk
from bot.errors import QuothError
from bot.logs import set_up
from bot.settings import Settings
from corpus.document import Span, Value
from tests.bot_desks import desk, question

ASKED = "may I accept or send a friend request to or from a pupil"
PATIENCE = 60
ROOT = Path(__file__).parent.parent


class Quoted(Value):
    """One quote: its revision, where its words stand there, and the words."""

    document: str
    span: Span
    text: str


class Told(Value):
    """One answer, and the moments between which it was made, on the clock that all processes of a machine share."""

    began: float
    ended: float
    snapshot: str | None = None
    quotes: tuple[Quoted, ...] = ()
    fault: str = ""


def asked(held: Desk) -> Told:
    """Ask once."""
    began = time.monotonic()
    try:
        card = held.ask(question(ASKED))
    except Exception as fault:
        kind = "" if isinstance(fault, QuothError) else f"{type(fault).__name__}: "
        return Told(began=began, ended=time.monotonic(), fault=f"{kind}{fault}")
    quotes = [
        Quoted(document=each.document_id, span=passage.span, text=passage.text)
        for each in card.quotes
        for passage in (*each.lead, each.words, *(note.words for note in each.notes))
    ]
    return Told(began=began, ended=time.monotonic(), snapshot=card.snapshot, quotes=tuple(quotes))


def main(home: Path, url: str, encoder: str = "") -> None:
    """Ask as often as told."""
    set_up()
    settings = {"database_url": url} if url else {}
    held = desk(home, **settings) if not encoder else Desk.opened(Settings(home=home))
    closed = threading.Event()
    for line in sys.stdin:
        if line.strip() == "on":
            threading.Thread(target=lambda: (sys.stdin.read(), closed.set()), daemon=True).start()
            while not closed.is_set():
                _tell(asked(held))
            return
        _tell(asked(held))


def _tell(told: Told) -> None:
    sys.stdout.write(told.model_dump_json() + "\n")
    sys.stdout.flush()


class Reader:
    """The other end: a process of this program, and all that it has told so far."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.process, self._in, self._out = process, process.stdin, process.stdout
        self.told: list[Told] = []
        self._more = threading.Condition()
        self._listener = threading.Thread(target=self._listen, args=(self._out,), daemon=True)
        self._listener.start()

    def _listen(self, out: IO[str]) -> None:
        for line in out:
            with self._more:
                self.told.append(Told.model_validate(json.loads(line)))
                self._more.notify_all()
        with self._more:
            self._more.notify_all()

    def ask(self) -> Told:
        """Have it ask once, and give what it was told."""
        before = len(self.told)
        self._say("once")
        with self._more:
            assert self._more.wait_for(lambda: len(self.told) > before, PATIENCE)
        return self.told[before]

    def go_on(self) -> None:
        """Have it ask without end."""
        self._say("on")

    def since(self, moment: float) -> Told:
        """The first answer that it began after a moment, once there is one."""
        with self._more:
            assert self._more.wait_for(lambda: bool(self.told) and self.told[-1].began > moment, PATIENCE), (
                "it fell silent"
            )
        return next(each for each in self.told if each.began > moment)

    def end(self) -> None:
        """Have it end, and hear the last of it."""
        self._in.close()
        assert self.process.wait(PATIENCE) == 0
        self._listener.join(PATIENCE)
        self._out.close()

    def kill(self) -> None:
        """End it, unless it has ended."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
            self._listener.join(PATIENCE)
            self._in.close()
            self._out.close()

    def _say(self, line: str) -> None:
        self._in.write(line + "\n")
        self._in.flush()


@contextmanager
def reading(
    home: Path, count: int, url: str = "", before: Sequence[str] = (), encoder: str = ""
) -> Iterator[list[Reader]]:
    """So many processes over one home folder; `before` is what stands before the command."""
    started = [
        Reader(
            subprocess.Popen(
                [
                    *before,
                    sys.executable,
                    "-m",
                    "tests.bot_readers",
                    str(home),
                    url,
                    *([encoder] if encoder else []),
                ],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        for _ in range(count)
    ]
    try:
        yield started
        for each in started:
            each.end()
    finally:
        for each in started:
            each.kill()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
