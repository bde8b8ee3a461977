"""What every command works with: the desk over the user's home, the screen, and a progress bar."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.directory import Directory
    from bot.terminal import Screen


def say(line: str) -> None:
    """Write one line to standard output, as it is, and at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def who() -> str:
    """The name of whoever runs the command, for the audit."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


def desk() -> Desk:
    """The desk over the user's home folder."""
    import structlog

    from bot.desk import Desk
    from bot.logs import set_up
    from bot.settings import load, unknown_variables

    set_up()
    for name in unknown_variables():
        structlog.get_logger().warning("unknown setting", variable=name)
    return Desk.opened(load())


def directory(held: Desk) -> Directory:
    """The directory beside a desk; raises WrongSetting where the settings name a role that is none."""
    from bot.directory import Directory
    from bot.errors import BadName, WrongSetting
    from bot.members import settled
    from bot.settings import FILE

    try:
        return Directory(held.store.database, settled(held.settings.roles))
    except BadName as fault:
        raise WrongSetting(setting="roles", why=str(fault), place=str(held.settings.home / FILE)) from None


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error, and the function that moves it."""
    from bot.terminal import progress_bar

    with progress_bar() as bar:
        task = bar.add_task(label, total=None)

        def moved(done: int, of: int) -> None:
            bar.update(task, completed=done, total=of)

        yield moved


def screen() -> Screen:
    """Standard output as a screen."""
    from bot.terminal import Screen

    return Screen()
