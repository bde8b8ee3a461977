"""The command line, and how every command ends: in an answer, or in one plain sentence."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from bot import (
    cli_archive,
    cli_ask,
    cli_check,
    cli_corrections,
    cli_desk,
    cli_diff,
    cli_gaps,
    cli_organisations,
    cli_owners,
    cli_pins,
    cli_policies,
    cli_privacy,
    cli_publications,
    cli_queue,
    cli_samples,
    cli_watch,
    cli_workspaces,
)
from bot.errors import UNEXPECTED, FolderUnavailable, QuothError
from bot.session import say

# What the machine refuses, whatever Quoth does: no room, no permission, no such place.
OF_THE_MACHINE = frozenset(
    {
        errno.EACCES,
        errno.EDQUOT,
        errno.EEXIST,
        errno.EFBIG,
        errno.EIO,
        errno.ENOENT,
        errno.ENOSPC,
        errno.ENOTDIR,
        errno.EPERM,
        errno.EROFS,
    }
)

app = typer.Typer(
    name="quoth",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Answers a policy question with the exact words of your own organisation's policy, and where they stand.",
    epilog="Start with:  quoth samples   then   quoth ask 'can i accept a friend request from a former pupil?'",
)
cli_ask.register(app)
cli_policies.register(app)
cli_diff.register(app)
cli_corrections.register(app)
cli_publications.register(app)
cli_organisations.register(app)
cli_watch.register(app)
cli_check.register(app)
cli_samples.register(app)
cli_workspaces.register(app)
cli_pins.register(app)
cli_queue.register(app)
cli_desk.register(app)
cli_owners.register(app)
cli_gaps.register(app)
cli_privacy.register(app)
cli_archive.register(app)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            say(f"quoth {version('quoth')}")
        except PackageNotFoundError:
            say("quoth (not installed)")
        raise typer.Exit


@app.callback()
def _start(
    _version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an unexpected error came from.")] = False,
) -> None:
    """Take the options that stand before every command; main looks for --debug itself."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # Policies hold signs that a terminal's own encoding may lack, and a quote is never altered.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(
                encoding="utf-8", errors="backslashreplace" if stream is sys.stderr else "strict"
            )
    try:
        app(arguments, prog_name="quoth")
        return 0
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else UNEXPECTED if end.code else 0
    except BrokenPipeError:
        # Whoever read our output has left; writing the rest at exit would only fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _say("STOPPED", 130)
    except QuothError as fault:
        return _complain(fault)
    except Exception as fault:
        if "--debug" in (sys.argv if arguments is None else arguments):
            raise
        if isinstance(fault, OSError) and fault.errno in OF_THE_MACHINE:
            return _complain(_unavailable(fault))
        return _say("SOMETHING_WENT_WRONG", UNEXPECTED)


def _complain(fault: QuothError) -> int:
    from bot.terminal import complain

    complain(str(fault))
    return fault.exit_code


def _unavailable(fault: OSError) -> FolderUnavailable:
    """The sentence for a file or folder that the system refuses; a write that fails for want of room has no name."""
    from bot import phrases

    path = phrases.UNNAMED_FILE if fault.filename is None else os.fsdecode(fault.filename)
    return FolderUnavailable(path=path, why=(fault.strerror or type(fault).__name__).lower())


def _say(phrase: str, code: int) -> int:
    from bot import phrases
    from bot.terminal import complain

    complain(getattr(phrases, phrase))
    return code


def run() -> None:
    """The `quoth` command."""
    sys.exit(main())


if __name__ == "__main__":
    run()
