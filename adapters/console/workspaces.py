"""The connected workspaces of an organisation, and what their channels are bound to."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from adapters.console.access import Access
from adapters.console.page import Page
from adapters.console.visit import Turned, Visit
from bot import binding as binds
from bot import console_phrases as phrases
from bot.errors import BadName, ConnectedElsewhere, NoSuchPolicy
from bot.members import ID, Binding, Workspace
from bot.people import Role
from bot.phrases import WORKSPACES
from bot.places import CHATS, Platform

LONGEST = 300
"""Characters of an id as it is typed, at most."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed to connect a workspace, or to bind a channel."""

    platform: str = ""
    workspace: str = ""
    role: str = ""
    channel: str = ""
    policies: frozenset[str] = frozenset()


def workspaces(visit: Visit) -> Response:
    """List the connected workspaces."""
    return _listed(visit, Typed(role=Role.staff))


def connect(visit: Visit) -> Response:
    """Connect a workspace, or change what its people are."""
    typed = _typed(visit)
    if typed.platform not in CHATS or typed.role not in set(Role):
        return _listed(visit, typed, phrases.CHOOSE_PLATFORM, 422)
    platform, kind = Platform(typed.platform), WORKSPACES[typed.platform]
    if ID.fullmatch(typed.workspace) and not _may_connect(visit, platform, typed.workspace):
        return _listed(visit, typed, phrases.ONLY_YOUR_WORKSPACE.format(kind=kind), 409)
    try:
        made = visit.cabinet.directory.connect(
            visit.short, platform, typed.workspace, Role(typed.role), visit.who
        )
    except BadName:
        return _listed(visit, typed, phrases.NO_WORKSPACE_ID.format(kind=kind), 422)
    except ConnectedElsewhere:
        # Whose it is, is nobody else's business.
        return _listed(visit, typed, phrases.CONNECTED_ELSEWHERE.format(kind=kind), 409)
    visit.console.service.refresh(platform)
    told = phrases.WORKSPACE_CONNECTED.format(
        kind=kind, workspace=made.workspace, role=phrases.ROLES[made.role]
    )
    return visit.redirect(visit.href("workspaces"), told)


def _may_connect(visit: Visit, platform: Platform, workspace: str) -> bool:
    """Whether it is connected here, or the visitor may connect it: their own, for nobody else can say whose it is."""
    person, directory = visit.person, visit.cabinet.directory
    here = any(
        (each.platform, each.workspace) == (platform, workspace) for each in directory.workspaces(visit.short)
    )
    return here or person.operator or (person.platform is platform and workspace in person.workspaces)


def disconnecting(visit: Visit) -> Response:
    """Ask once more before a workspace is disconnected."""
    found = _found(visit, visit.query("platform"), visit.query("workspace"))
    mine = found.platform is visit.person.platform and found.workspace in visit.person.workspaces
    return visit.render(
        "workspace_disconnect.html", workspace=found, kind=WORKSPACES[found.platform], mine=mine
    )


def disconnect(visit: Visit) -> Response:
    """Disconnect a workspace."""
    found = _found(visit, visit.field("platform", LONGEST), visit.field("workspace", LONGEST))
    visit.cabinet.directory.disconnect(found.platform, found.workspace, visit.who)
    visit.console.service.refresh(found.platform)
    mine = found.platform is visit.person.platform and found.workspace in visit.person.workspaces
    told = phrases.WORKSPACE_DISCONNECTED.format(kind=WORKSPACES[found.platform], workspace=found.workspace)
    return visit.redirect(visit.console.at("/") if mine else visit.href("workspaces"), told)


def channels(visit: Visit) -> Response:
    """Show what the channels of a workspace are bound to, and offer to bind one."""
    found = _found(visit, visit.query("platform"), visit.query("workspace"))
    bound = found.binding(visit.query("channel", LONGEST))
    typed = Typed(channel=bound.channel, role=bound.role or "", policies=bound.policies)
    return _channels(visit, found, typed)


def bind(visit: Visit) -> Response:
    """Bind a channel to policies or to a role; to neither frees it."""
    typed = _typed(visit)
    found = _found(visit, typed.platform, typed.workspace)
    if typed.role and typed.role not in set(Role):
        raise Turned(422, phrases.CHOOSE_ROLE)
    role = Role(typed.role) if typed.role else None
    binding = Binding(channel=typed.channel, policies=typed.policies, role=role)
    directory = visit.cabinet.directory
    try:
        binds.bind(visit.desk, directory, found.platform, found.workspace, binding, visit.who)
    except BadName:
        return _channels(visit, found, typed, phrases.NO_CHANNEL_ID, 422)
    except NoSuchPolicy as fault:
        return _channels(visit, found, typed, phrases.POLICY_GONE.format(name=fault.about["name"]), 409)
    said = phrases.CHANNEL_BOUND if binding.policies or role else phrases.CHANNEL_FREED
    back = visit.href("workspaces", "channels", platform=found.platform, workspace=found.workspace)
    return visit.redirect(back, said.format(channel=typed.channel))


def _listed(visit: Visit, typed: Typed, fault: str = "", status: int = 200) -> Response:
    found = visit.cabinet.directory.workspaces(visit.short)
    return visit.render(
        "workspaces.html", status, workspaces=found, typed=typed, fault=fault, kinds=WORKSPACES,
        roles=_roles(), up={each: visit.console.service.is_up(each) for each in CHATS},
    )  # fmt: skip


def _channels(visit: Visit, found: Workspace, typed: Typed, fault: str = "", status: int = 200) -> Response:
    lines = {line.policy: line.title for line in visit.desk.policies(visit.short)}
    # What a channel is bound to may have been withdrawn since.
    lines |= {name: name for each in found.bindings for name in sorted(each.policies) if name not in lines}
    return visit.render(
        "workspace_channels.html", status, workspace=found, kind=WORKSPACES[found.platform], typed=typed,
        fault=fault, roles=_roles(), policies=lines,
    )  # fmt: skip


def _roles() -> dict[Role, str]:
    return {each: phrases.ROLES[each] for each in Role}


def _typed(visit: Visit) -> Typed:
    names = ("platform", "workspace", "role", "channel")
    given = {name: visit.field(name, LONGEST).strip() for name in names}
    return Typed(**given, policies=frozenset(visit.fields("policy")))


def _found(visit: Visit, platform: str, workspace: str) -> Workspace:
    """A connected workspace of the organisation's; raises Turned for any other."""
    for each in visit.cabinet.directory.workspaces(visit.short):
        if (each.platform, each.workspace) == (platform, workspace):
            return each
    raise Turned(404)


PAGES = (
    Page("GET", "/o/{organisation}/workspaces", Access.admin, workspaces),
    Page("POST", "/o/{organisation}/workspaces/connect", Access.admin, connect),
    Page("GET", "/o/{organisation}/workspaces/disconnect", Access.admin, disconnecting),
    Page("POST", "/o/{organisation}/workspaces/disconnect", Access.admin, disconnect),
    Page("GET", "/o/{organisation}/workspaces/channels", Access.admin, channels),
    Page("POST", "/o/{organisation}/workspaces/bind", Access.admin, bind),
)
