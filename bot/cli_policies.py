"""The commands that keep policies: add, drop, policies, clauses and contacts."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.options import Json, Org, Policy, organisations_known
from bot.session import desk, say, screen, who
from corpus.document import Details, StatedDate

if TYPE_CHECKING:
    from bot.filing import Added
    from bot.terminal import Screen
    from corpus.resemblance import Resemblance

OVERRIDES = "What the policy says about itself"


def register(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    for command in (add, drop, policies, clauses, contacts):
        app.command()(command)


def _date(text: str | None, option: str) -> StatedDate | None:
    if text is None:
        return None
    from bot.errors import WrongUse
    from corpus.details import stated_date

    found = stated_date(text)
    if found is None:
        raise WrongUse(
            what=f"{option} {text!r} is not a date such as 2026-10-31, 31/10/2026, 2026-10 or 2026."
        )
    return found


def add(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Policy files: .docx, .pdf, .html, .md or .txt.")
    ],
    org: Annotated[
        str,
        typer.Option(
            "--org",
            metavar="NAME",
            autocompletion=organisations_known,
            help="The organisation; a new name creates it.",
        ),
    ] = "",
    title: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="Its title, in place of the one found.", rich_help_panel=OVERRIDES),
    ] = None,
    revision: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Its version.", rich_help_panel=OVERRIDES)
    ] = None,
    effective: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help="The date it takes effect, such as 2026-01-31.", rich_help_panel=OVERRIDES
        ),
    ] = None,
    review: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="The date it is to be reviewed by.", rich_help_panel=OVERRIDES),
    ] = None,
    audience: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WHO", help="Whom it is for; may be given several times.", rich_help_panel=OVERRIDES
        ),
    ] = None,
    owner: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Who answers for it.", rich_help_panel=OVERRIDES)
    ] = None,
    policy: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="The short name of the policy it is a revision of, or of a new one; left out, it is recognised.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Read policy files and keep each as a draft.

    It shows what was understood of each file, and what was not. A revision of a policy is recognised by its name, title
    and words; where that is not sure, you are asked. Nobody is quoted a draft: `quoth publish` puts it in force.

    Examples:

      quoth add staff-conduct.docx --org "Brindlewood Trust"

      quoth add ict.pdf --org brindlewood --review 2026-10-31 --policy acceptable-use
    """
    from bot import lists, phrases
    from bot.errors import UnreadableFile, WhichPolicy, WrongUse
    from bot.records import slug
    from bot.terminal import complain

    if policy is not None and len(files) > 1:
        raise WrongUse(what="--policy names one policy, so give it with one file.")
    stated = {
        "title": title,
        "revision": revision,
        "effective_on": _date(effective, "--effective"),
        "review_on": _date(review, "--review"),
        "audience": tuple(audience) if audience else None,
        "owner": owner,
    }
    # Only what was given is set: the rest stays as the file states it.
    details = Details.model_validate({name: value for name, value in stated.items() if value is not None})
    held, shown = desk(), screen()
    name = org or held.organisation().short
    new = held.store.organisation(name) is None
    kept = bad = unsure = False
    short = slug(policy) if policy is not None else None
    asked = None if as_json or not sys.stdin.isatty() else _asked
    for file in held.added(name, files, details, short, who(), asked):
        if file.problem:
            bad = bad or not file.unsure
            unsure = unsure or file.unsure
            complain(file.problem)
        elif not kept:
            kept = True
            if new and not as_json:
                shown.line(phrases.NEW_ORGANISATION.format(name=held.organisation(name).name))
        if as_json:
            say(json.dumps(file.summary(), ensure_ascii=False))
        else:
            lists.added(shown, file)
            _recognised(shown, file, slug(name))
    if kept and not as_json:
        shown.line(phrases.THEN_PUBLISH.format(short=held.organisation(name).short))
    if bad:
        raise typer.Exit(UnreadableFile.exit_code)
    if unsure:
        raise typer.Exit(WhichPolicy.exit_code)


def _asked(near: Resemblance) -> bool:
    """Ask on the terminal whether a file is a revision; whoever just presses Enter says no."""
    from bot import recognising
    from bot import revision_phrases as phrases

    sys.stderr.write(
        phrases.ASK_RECOGNISED.format(title=near.title, policy=near.policy, why=recognising.why(near))
    )
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def _recognised(shown: Screen, file: Added, short: str) -> None:
    """Show whose revision a file was recognised as, and how much it changes."""
    from bot import recognising
    from bot import revision_phrases as phrases

    if file.document is None:
        return
    policy = file.document.policy
    if file.recognised is not None:
        why = recognising.why(file.recognised)
        shown.line(phrases.RECOGNISED.format(title=file.recognised.title, policy=policy, why=why))
    if file.compared is not None:
        found = file.compared
        shown.line(phrases.changed(found.changed, found.around, found.otherwise, short, policy))


def drop(
    policy: Annotated[
        str,
        typer.Option("--policy", metavar="NAME", help="The policy, by its short name.", show_default=False),
    ],
    org: Org = "",
) -> None:
    """Drop the draft of a policy; what is in force stays as it is.

    Example:

      quoth drop --org brindlewood --policy acceptable-use
    """
    from bot import revision_phrases as phrases
    from bot.errors import NoDraft
    from bot.settings import did_you_mean

    held = desk()
    organisation = held.organisation(org)
    if not held.store.drop_draft(organisation.short, policy, who()):
        drafts = [each.policy for each in held.store.drafts(organisation.short)]
        hint = did_you_mean(policy, drafts)
        raise NoDraft(organisation=organisation.name, of=f" of {policy}", hint=hint)
    screen().line(phrases.DROPPED.format(policy=policy))


def policies(org: Org = "", as_json: Json = False) -> None:
    """List policies, published and drafts.

    Example:

      quoth policies --org brindlewood
    """
    from bot import lists, phrases

    held = desk()
    lines = held.policies(org)
    if as_json:
        for line in lines:
            say(line.model_dump_json())
    elif not lines:
        screen().line(phrases.NO_POLICIES)
    else:
        lists.policies(screen(), lines)


def clauses(
    org: Org = "",
    policy: Policy = "",
    drafts: Annotated[
        bool, typer.Option("--drafts", help="Show the draft where there is one, not what is published.")
    ] = False,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Print one JSON object a line, for programs.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --jsonl.")] = False,
) -> None:
    """Show the clauses that policies were cut into.

    Each policy is shown as published, or as drafted where nothing is published yet. With --jsonl a
    unit whose sentences differ in force is followed by each of its sentences.

    Examples:

      quoth clauses --org brindlewood --policy staff-conduct

      quoth clauses --org brindlewood --jsonl
    """
    from bot import lists
    from bot.programs import ClauseRow

    held, shown = desk(), screen()
    for document, found, draft in held.clauses(org, policy, drafts):
        if jsonl or as_json:
            for clause in found:
                row = ClauseRow.of(clause, document).model_dump(mode="json")
                sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        else:
            lists.clauses(shown, document, found, draft)


def contacts(
    org: Org = "",
    role: Annotated[
        str, typer.Option(metavar="TEXT", help="The role to set, such as 'Designated safeguarding lead'.")
    ] = "",
    name: Annotated[str, typer.Option(metavar="TEXT", help="Who holds it.")] = "",
    reach: Annotated[str, typer.Option(metavar="TEXT", help="How to reach them.")] = "",
    as_json: Json = False,
) -> None:
    """List whom people are sent to, or set one of them.

    They are named where no policy answers, and first of all where someone may be at risk.

    Example:

      quoth contacts --org brindlewood --role "Designated safeguarding lead" --name "R. Ainsley" --reach "ext. 204"
    """
    from bot import lists, phrases
    from bot.errors import WrongUse
    from bot.people import Contact

    held = desk()
    organisation = held.organisation(org)
    if role.strip():
        held.store.set_contact(organisation.short, Contact(role=role.strip(), name=name, reach=reach), who())
    elif name or reach:
        raise WrongUse(what="Say with --role which role they hold.")
    found = held.store.contacts(organisation.short)
    if as_json:
        for contact in found:
            say(contact.model_dump_json())
    elif not found:
        screen().line(phrases.NO_CONTACTS)
    else:
        lists.table(
            screen(), ("Role", "Name", "Reach"), [(each.role, each.name, each.reach) for each in found]
        )
