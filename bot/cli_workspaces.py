"""The commands that say whose bot it is: connect, workspaces, bind and roles."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from bot.options import Chat, Json, Org
from bot.people import Role
from bot.session import desk, directory, say, screen, who
from corpus.document import Audience

Id = Annotated[
    str,
    typer.Argument(
        metavar="WORKSPACE", help="The id of the Slack team, the Teams tenant or the Discord server (guild)."
    ),
]


def register(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    for command in (connect, workspaces, bind, roles):
        app.command()(command)


def connect(
    platform: Chat,
    workspace: Id,
    org: Org = "",
    role: Annotated[
        Role | None,
        typer.Option(
            help="What its people are to the organisation, unless `quoth roles` says otherwise; staff at first.",
            show_default=False,
        ),
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Disconnect it instead.")] = False,
) -> None:
    """Connect a workspace to an organisation.

    Only from then on is anybody there answered, and only with that organisation's policies.

    Examples:

      quoth connect slack T0123ABCD --org brindlewood

      quoth connect discord 112233445566778899 --org brindlewood --role learner
    """
    from bot import phrases
    from bot.errors import ConnectedElsewhere

    held, kind = desk(), phrases.WORKSPACES[platform]
    if remove:
        there = directory(held).workspace(platform, workspace)
        if org and there and there.organisation.short != held.organisation(org).short:
            raise ConnectedElsewhere(
                kind=kind, platform=platform, workspace=workspace, organisation=there.organisation.name
            )
        directory(held).disconnect(platform, workspace, who())
        screen().line(phrases.DISCONNECTED.format(kind=kind, workspace=workspace))
        return
    organisation = held.organisation(org)
    made = directory(held).connect(organisation.short, platform, workspace, role, who())
    screen().line(
        phrases.CONNECTED.format(
            kind=kind, workspace=workspace, organisation=organisation.name, role=made.role
        )
    )


def workspaces(org: Org = "", as_json: Json = False) -> None:
    """List the connected workspaces and what their channels are bound to.

    Example:

      quoth workspaces
    """
    from bot import lists, phrases

    held = desk()
    found = directory(held).workspaces(held.organisation(org).short if org else "")
    if as_json:
        for each in found:
            say(each.model_dump_json())
        return
    if not found:
        screen().line(phrases.NO_WORKSPACES)
        return
    rows: list[tuple[str, ...]] = []
    for each in found:
        rows.append((each.platform, each.workspace, each.organisation.short, each.role, ""))
        for bound in each.bindings:
            only = ", ".join(sorted(bound.policies))
            rows.append(("", f"  {bound.channel}", "", bound.role or "", only))
    lists.table(screen(), ("Platform", "Workspace", "Organisation", "Role", "Only these policies"), rows)


def bind(
    platform: Chat,
    workspace: Id,
    channel: Annotated[str, typer.Argument(metavar="CHANNEL", help="The id of the channel.")],
    policy: Annotated[
        list[str] | None,
        typer.Option(
            "--policy", metavar="NAME", help="Quote only this policy there; may be given several times."
        ),
    ] = None,
    audience: Annotated[
        Audience | None,
        typer.Option(help="Answer everybody there as one of these; all means nothing special."),
    ] = None,
) -> None:
    """Bind a channel to certain policies, or to an audience.

    Without --policy and --audience it is bound to nothing again.

    Examples:

      quoth bind slack T0123ABCD C0456EFGH --policy staff-conduct

      quoth bind discord 112233445566778899 998877665544332211 --audience learners
    """
    from bot import binding as binds
    from bot import phrases
    from bot.members import Binding

    held = desk()
    binding = Binding(
        channel=channel, policies=frozenset(policy or ()), role=ROLES.get(audience) if audience else None
    )
    binds.bind(held, directory(held), platform, workspace, binding, who())
    bound = [*sorted(binding.policies), *([f"the audience {audience}"] if binding.role else [])]
    screen().line(
        phrases.BOUND.format(channel=channel, what=", ".join(bound))
        if bound
        else phrases.FREED.format(channel=channel)
    )


ROLES = {
    Audience.staff: Role.staff,
    Audience.learners: Role.learner,
    Audience.managers: Role.manager,
    Audience.governors: Role.governor,
    Audience.parents: Role.parent,
    Audience.volunteers: Role.volunteer,
}


def roles(
    org: Org = "",
    role: Annotated[
        str,
        typer.Option(
            metavar="ROLE",
            help="lead, deputy, admin, staff, learner, manager, governor, parent or volunteer.",
        ),
    ] = "",
    add: Annotated[
        list[str] | None,
        typer.Option(metavar="WHO", help="Give them the role: slack:U0123, or teams:group:ID for a group."),
    ] = None,
    remove: Annotated[list[str] | None, typer.Option(metavar="WHO", help="Take the role from them.")] = None,
    as_json: Json = False,
) -> None:
    """List who holds which role, or change it.

    A lead and a deputy may pin answers, and are told when somebody would like to ask. Staff, learner and
    the like decide which clauses may be quoted. Who holds no role is what the workspace was connected as.

    Examples:

      quoth roles --org brindlewood --role lead --add slack:U0123ABCD

      quoth roles --org brindlewood --role learner --add discord:group:112233445566778899
    """
    from bot import lists, members, phrases
    from bot.errors import BadName, WrongUse

    held = desk()
    organisation = held.organisation(org)
    book = directory(held)
    if (add or remove) and not role:
        raise WrongUse(what="Say with --role which role it is.")
    wanted = members.role(role) if role else None
    changes = (
        [(members.holder(wanted, each), each in (add or ())) for each in (*(add or ()), *(remove or ()))]
        if wanted
        else []
    )
    for holder, gains in changes:
        if gains:
            book.appoint(organisation.short, holder, who())
        elif not book.dismiss(organisation.short, holder, who()):
            raise BadName(name=holder.who, why=f"they do not hold the role {holder.role} by this command")
    found = [each for each in book.holders(organisation.short) if wanted in (None, each.role)]
    if as_json:
        for each in found:
            say(json.dumps({"role": each.role, "who": each.who}))
    elif not found:
        screen().line(phrases.NO_ROLES)
    else:
        lists.table(screen(), ("Role", "Who"), [(each.role, each.who) for each in found])
