"""The commands that put right how a policy is read: corrections, correct."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Annotated

import typer

from bot.options import Json, Org, Policy
from bot.session import desk as opened
from bot.session import say, screen, who

if TYPE_CHECKING:
    from bot.corrections import Kept, Redrafted
    from corpus.document import Clause, Document


def register(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    app.command()(corrections)
    app.command()(correct)


def corrections(
    org: Org = "",
    policy: Policy = "",
    drop: Annotated[
        int | None,
        typer.Option(
            "--drop", metavar="NUMBER", help="Forget the correction of this number.", show_default=False
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """List what was put right by hand in how policies are read, or forget one of it.

    It is applied again to every later revision, wherever the same words are read in the same wrong way. What is
    forgotten leaves a draft that is read without it.

    Examples:

      quoth corrections --org brindlewood

      quoth corrections --org brindlewood --drop 3
    """
    from bot import correction_phrases as phrases
    from bot import corrections as kept
    from bot.errors import NoSuchCorrection

    held = opened()
    organisation = held.organisation(org)
    found = kept.of(held.store, organisation.short, policy)
    if drop is None:
        _listed(found, organisation.name, as_json)
        return
    named = next((each for each in found if each.id == drop), None)
    if named is None:
        raise NoSuchCorrection(organisation=organisation.name, id=drop)
    made = kept.take_back(held.store, organisation.short, named.policy, drop, who(), dt.datetime.now(dt.UTC))
    draft = made.outcome.value != "unchanged"
    sentence = (phrases.DROPPED if draft else phrases.DROPPED_ONLY).format(policy=named.policy)
    _said(made, sentence, as_json)


def correct(
    policy: Annotated[str, typer.Argument(metavar="POLICY", help="The policy, by its short name.")],
    org: Org = "",
    clause: Annotated[
        str,
        typer.Option(
            "--clause",
            metavar="CLAUSE",
            help="The clause, by its number or its id; `quoth clauses --json` lists the ids.",
            show_default=False,
        ),
    ] = "",
    number: Annotated[
        str | None,
        typer.Option("--number", metavar="TEXT", help="The clause's number; empty: it has none."),
    ] = None,
    audience: Annotated[
        str | None,
        typer.Option(
            "--audience",
            metavar="WHO",
            help="Whom the clause speaks to, such as learners, or staff,governors.",
        ),
    ] = None,
    split_before: Annotated[
        str | None,
        typer.Option("--split-before", metavar="TEXT", help="The words with which a second clause begins."),
    ] = None,
    join: Annotated[
        bool, typer.Option("--join", help="The clause and what stands right behind it are one.")
    ] = False,
    detail: Annotated[
        str | None,
        typer.Option(
            "--detail",
            metavar="NAME=VALUE",
            help="A detail of the policy: title, revision, effective_on, reviewed_on, review_on, owner or audience.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Put right how a policy is read: where a clause begins and ends, its number, whom it is for, or a detail.

    The words themselves stay as they are printed. The newest revision waits as a draft that is read so, and later
    revisions are read so too, wherever the same words are read in the same wrong way.

    Examples:

      quoth correct staff-conduct --clause 4.1 --number 4.2

      quoth correct staff-conduct --clause 4.1 --split-before "Learners may"

      quoth correct staff-conduct --detail review_on=2027-08-31
    """
    from bot import correction_phrases as phrases
    from bot import corrections as kept
    from bot.corrections import Wanted
    from bot.errors import WrongUse
    from bot.filing import cut
    from corpus.document import CorrectionKind

    told = [each is not None for each in (number, audience, split_before, detail)]
    if sum(told) + join != 1 or bool(clause) is (detail is not None):
        raise WrongUse(what=phrases.ONE_THING)
    held = opened()
    organisation = held.organisation(org)
    document = kept.newest(held.store, organisation.short, policy)
    if detail is not None:
        field, _, right = detail.partition("=")
        wanted = Wanted(kind=CorrectionKind.detail, field=field.strip(), right=right)
    else:
        named = _clause(cut(document), clause)
        if number is not None:
            wanted = Wanted(kind=CorrectionKind.number, clause=named.id, right=number)
        elif audience is not None:
            wanted = Wanted(kind=CorrectionKind.audience, clause=named.id, right=audience)
        elif split_before is not None:
            wanted = Wanted(kind=CorrectionKind.parted, clause=named.id, at=_before(named, split_before))
        else:
            wanted = Wanted(kind=CorrectionKind.joined, clause=named.id)
    made = kept.correct(
        held.store, organisation.short, document.id, (wanted,), who(), dt.datetime.now(dt.UTC)
    )
    _said(made, phrases.MADE.format(policy=policy), as_json)


def _clause(clauses: tuple[Clause, ...], name: str) -> Clause:
    """The one clause of this id or number; raises BadCorrection."""
    from bot import correction_phrases as phrases
    from bot.errors import BadCorrection

    plain = "".join(name.split())
    found = [each for each in clauses if each.id == name] or [
        each for each in clauses if each.part_of is None and "".join((each.place or "").split()) == plain
    ]
    if not found:
        raise BadCorrection(why=phrases.NO_CLAUSE)
    if len(found) > 1:
        raise BadCorrection(why=phrases.WHICH_CLAUSE.format(ids=", ".join(each.id for each in found)))
    return found[0]


def _before(clause: Clause, words: str) -> int:
    """Where in a clause these words stand; raises BadCorrection where they stand in it not once."""
    from bot import correction_phrases as phrases
    from bot.errors import BadCorrection

    if not words or clause.text.count(words) != 1:
        raise BadCorrection(why=phrases.NOT_ONCE)
    return clause.text.index(words)


def _listed(found: tuple[Kept, ...], name: str, as_json: bool) -> None:
    from bot import correction_phrases as phrases
    from bot import corrections as kept
    from bot import lists

    if as_json:
        for each in found:
            say(each.model_dump_json())
    elif not found:
        screen().line(phrases.NONE.format(organisation=name))
    else:
        rows = [
            (
                str(each.id),
                each.policy,
                kept.told(each.correction) + ("" if each.applies else f" {phrases.NO_LONGER}"),
                each.made_by,
                f"{each.made_at.astimezone():%Y-%m-%d}",
            )
            for each in found
        ]
        lists.table(screen(), ("Number", "Policy", "Put right", "By", "On"), rows)


def _said(made: Redrafted, sentence: str, as_json: bool) -> None:
    from bot import correction_phrases as phrases
    from bot import corrections as kept

    document: Document = made.document
    if as_json:
        lapsed = [kept.told(each) for each in made.lapsed]
        shown = {"document": document.id, "outcome": made.outcome.value, "lapsed": lapsed}
        say(json.dumps(shown, ensure_ascii=False))
        return
    screen().line(sentence)
    for each in made.lapsed:
        screen().line(phrases.LAPSED.format(what=kept.told(each)))
