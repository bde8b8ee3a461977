"""Members of an organisation, as the platforms know them: workspaces, channels, and who holds which role."""

from __future__ import annotations

import re

from bot.errors import BadName
from bot.people import Office, Organisation, Role
from bot.places import Person, Platform
from corpus.document import Value

GROUP = "group:"
ID = re.compile(r"\S{1,200}")
"""What a platform's id of a workspace, a person or a group looks like."""

LEADS = frozenset({Office.lead, Office.deputy})
"""Those who may pin, and who are told when somebody would like to ask."""


class Binding(Value):
    """What a channel is bound to: the only policies quoted there, and the role that everyone has there."""

    channel: str
    policies: frozenset[str] = frozenset()
    role: Role | None = None


class Workspace(Value):
    """A Slack team, Teams tenant or Discord guild that is connected to an organisation.

    `role` is what its people are to the organisation unless they hold another.
    """

    platform: Platform
    workspace: str
    organisation: Organisation
    role: Role = Role.staff
    bindings: tuple[Binding, ...] = ()

    def binding(self, channel: str) -> Binding:
        """What a channel is bound to; to nothing, where nobody has bound it."""
        found = (each for each in self.bindings if each.channel == channel)
        return next(found, Binding(channel=channel))


class Holder(Value):
    """A role and who holds it: a person ("slack:U0123") or everybody in a group ("discord:group:456")."""

    role: Office | Role
    who: str

    @property
    def platform_name(self) -> str:
        """What stands before the colon: the name of a platform, or of nothing."""
        return self.who.partition(":")[0]

    @property
    def platform(self) -> Platform:
        """The platform that knows them."""
        return Platform(self.platform_name)

    @property
    def group(self) -> str:
        """The id of the group, or nothing where it is one person."""
        name = self.who.partition(":")[2]
        return name.removeprefix(GROUP) if name.startswith(GROUP) else ""

    @property
    def id(self) -> str:
        """The id of the person, or nothing where it is a group."""
        return "" if self.group else self.who.partition(":")[2]

    def is_held_by(self, person: Person) -> bool:
        """Whether the person holds the role, by themselves or through a group."""
        if self.group:
            return person.platform is self.platform and self.group in person.groups
        return self.who == person.key


class Member(Value):
    """Someone who may ask: the workspace they belong to, and the roles they hold there."""

    workspace: Workspace
    person: Person
    roles: frozenset[Office | Role] = frozenset()

    @property
    def leads(self) -> bool:
        """Whether they are a lead or a deputy."""
        return not self.roles.isdisjoint(LEADS)

    def asks_as(self, bound: Role | None) -> Role:
        """The role they ask in: the channel's, else their own, the widest first, else the workspace's."""
        own = (role for role in WIDEST if role in self.roles)
        return bound or next(own, self.workspace.role)


WIDEST = (Role.manager, Role.governor, Role.staff, Role.volunteer, Role.parent, Role.learner)
"""Of several roles, which one somebody asks in."""


def holder(role: Office | Role, who: str) -> Holder:
    """The holder that `who` names; raises BadName where it is not "slack:U0123" or "teams:group:ID"."""
    platform, _, name = who.strip().partition(":")
    if platform not in set(Platform) or not ID.fullmatch(name.removeprefix(GROUP)):
        raise BadName(
            name=repr(who), why="it is not of the form slack:U0123, or discord:group:456 for a group"
        )
    return Holder(role=role, who=f"{platform}:{name}")


def person(who: str) -> str:
    """The key of the person that `who` names; raises BadName where it names a group, or nobody."""
    found = holder(Role.staff, who)
    if found.group:
        raise BadName(name=repr(who), why="it is a group, and not a person such as slack:U0123")
    return found.who


def role(name: str) -> Office | Role:
    """The role of that name; raises BadName."""
    for kind in (Office, Role):
        if name in set(kind):
            return kind(name)
    raise BadName(name=repr(name), why=f"it is none of the roles {', '.join([*Office, *Role])}")


def settled(roles: dict[str, dict[str, tuple[str, ...]]]) -> dict[str, tuple[Holder, ...]]:
    """The holders that the settings name, by organisation; raises BadName."""
    return {
        organisation: tuple(holder(role(name), who) for name, held in table.items() for who in held)
        for organisation, table in roles.items()
    }
