"""Access: who may open a page of the console."""

from __future__ import annotations

from enum import StrEnum

from bot.members import Member
from bot.people import Office


class Access(StrEnum):
    """Who may open a page; all but the first three say what somebody has to be to the organisation in its address."""

    anyone = "anyone"
    visitor = "visitor"
    """Whoever has signed in, of whichever organisation."""
    operator = "operator"
    """Whoever signed in from the machine itself."""
    member = "member"
    lead = "lead"
    """Leads and deputies."""
    admin = "admin"
    desk = "desk"
    """Leads, deputies and admins."""


def may(access: Access, member: Member) -> bool:
    """Whether a member of an organisation may open a page of it."""
    if access is Access.operator:
        return member.person.operator
    offices = {Access.lead: member.leads, Access.admin: Office.admin in member.roles}
    offices[Access.desk] = offices[Access.lead] or offices[Access.admin]
    return offices.get(access, True)
