"""Settings: how the organisation publishes, and what holds for all organisations, with where each setting comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.responses import Response

from adapters.console.access import Access
from adapters.console.page import Page
from adapters.console.signed_in import can_sign_in
from adapters.console.visit import Turned, Visit
from bot import audit
from bot import console_phrases as phrases
from bot import credentials as secrets
from bot.errors import QuothError, WrongSetting
from bot.members import ID
from bot.people import Office
from bot.phrases import WORKSPACES
from bot.places import CHATS, Place
from bot.setting_file import CHANGEABLE, Origin, SettingFile, variable

FLAGS = ("teams_targeted",)
"""Of the settings that may be changed, those that are on or off."""

MACHINE = ("public_url", "host", "port", "console", "model", "teams_development")
"""Settings that are shown to whoever keeps every organisation, and changed on the machine only."""


@dataclass(frozen=True, slots=True)
class Line:
    """A setting: what it is now, where it comes from at the next start, and what was typed for it, or what it is then."""

    name: str
    label: str
    now: str
    origin: Origin
    typed: str

    @property
    def fixed(self) -> bool:
        """Whether it is set in the environment, and so cannot be changed from here."""
        return self.origin is Origin.environment

    @property
    def variable(self) -> str:
        """Its name in the environment."""
        return variable(self.name)

    @property
    def flag(self) -> bool:
        """Whether it is on or off."""
        return self.now in (phrases.ON, phrases.OFF)


@dataclass(frozen=True, slots=True)
class Publishing:
    """What was typed for how the organisation publishes."""

    two_people: bool
    workspace: str
    channel: str


def settings(visit: Visit) -> Response:
    """Show the settings."""
    return _shown(visit)


def publishing(visit: Visit) -> Response:
    """Change how the organisation publishes."""
    typed = Publishing(
        two_people=bool(visit.field("two_people", 10)),
        workspace=visit.field("workspace", 300),
        channel=visit.field("channel", 400).strip(),
    )
    known = {
        f"{each.platform}:{each.workspace}": each for each in visit.cabinet.directory.workspaces(visit.short)
    }
    announce = None
    if typed.workspace:
        found = known.get(typed.workspace)
        if found is None:
            return _shown(visit, typed=typed, fault=phrases.NOT_CONNECTED_HERE, status=422)
        if not ID.fullmatch(typed.channel):
            return _shown(visit, typed=typed, fault=phrases.NO_CHANNEL_ID, status=422)
        announce = Place(platform=found.platform, workspace=found.workspace, channel=typed.channel)
    change: dict[str, object] = {"two_people": typed.two_people, "announce": announce}
    visit.cabinet.arrangements.change(visit.short, lambda now: now.model_copy(update=change), visit.who)
    return visit.redirect(visit.href("settings"), phrases.SETTINGS_SAVED)


def general(visit: Visit) -> Response:
    """Change what holds for all organisations, from the next start on."""
    if not visit.console.belonging.keeps_all(visit.person):
        raise Turned(409, phrases.NOT_ALL_YOURS)
    file = SettingFile(visit.desk.settings.home)
    typed = {name: visit.field(name, 100).strip() for name in CHANGEABLE if name in visit.form}
    values: dict[str, object] = dict(typed)
    for name in FLAGS if visit.field("flags", 10) else ():
        if file.origin(name) is not Origin.environment:
            # A box that is not ticked is not sent.
            values[name] = name in visit.form
            typed[name] = _said(values[name])
    try:
        changed = file.change(values, visit.field("mark", 100))
    except WrongSetting as fault:
        name = str(fault.about["setting"])
        sentence = phrases.WRONG_SETTING.format(name=phrases.SETTINGS.get(name, name), why=fault.about["why"])
        return _shown(visit, values=typed, broken=sentence, status=422)
    if changed is None:
        return _shown(visit, values=typed, broken=phrases.SETTINGS_MEANWHILE, status=409)
    if changed:
        after = {name: getattr(file.next(), name) for name in changed}
        audit.note(visit.desk.store.database, "", visit.who, "changed settings", ", ".join(changed), after)
    told = phrases.SETTINGS_WRITTEN if changed else phrases.SETTINGS_SAME
    return visit.redirect(visit.href("settings"), told)


def _shown(
    visit: Visit,
    typed: Publishing | None = None,
    fault: str = "",
    values: Mapping[str, str] | None = None,
    broken: str = "",
    status: int = 200,
) -> Response:
    """The page; `typed` and `values` are what was typed, `fault` and `broken` what is wrong with it."""
    arranged = visit.cabinet.arrangements.of(visit.short)
    place = arranged.announce
    kept = Publishing(
        two_people=arranged.two_people,
        workspace=f"{place.platform}:{place.workspace}" if place else "",
        channel=place.channel if place else "",
    )
    admins = [each for each in visit.cabinet.directory.holders(visit.short) if each.role is Office.admin]
    able = can_sign_in(visit, admins)
    all_mine = visit.console.belonging.keeps_all(visit.person)
    file, unread = SettingFile(visit.desk.settings.home), ""
    lines: list[Line] = []
    machine: list[Line] = []
    mark = ""
    try:
        lines, mark = _lines(visit, file, CHANGEABLE, values or {}), file.mark()
        machine = _lines(visit, file, MACHINE, {}) if all_mine else []
    except WrongSetting as wrong:
        unread = phrases.WRONG_SETTING.format(name=wrong.about["setting"], why=wrong.about["why"])
    return visit.render(
        "settings.html", status, admin=Office.admin in visit.member.roles, typed=typed or kept, fault=fault,
        workspaces=[each for each in visit.cabinet.directory.workspaces(visit.short) if each.platform in CHATS],
        kinds=WORKSPACES, admins=len(able), unable=[each.who for each in admins if each not in able], lines=lines, mark=mark,
        machine=machine, secrets=_secrets(visit) if all_mine else (), all_mine=all_mine, broken=broken, unread=unread,
    )  # fmt: skip


def _lines(visit: Visit, file: SettingFile, names: tuple[str, ...], typed: Mapping[str, str]) -> list[Line]:
    """The settings of these names; raises WrongSetting where the file cannot be read."""
    after, origins = file.next(), file.origins(names)
    return [
        Line(
            name=name,
            label=phrases.SETTINGS[name],
            now=_said(getattr(visit.desk.settings, name)),
            origin=origins[name],
            typed=typed.get(name, _said(getattr(after, name))),
        )
        for name in names
    ]


def _said(value: object) -> str:
    if isinstance(value, bool):
        return phrases.ON if value else phrases.OFF
    return f"{value:g}" if isinstance(value, float) else str(value)


def _secrets(visit: Visit) -> list[tuple[str, bool]]:
    """Each secret's name, and whether it is set; nothing where they cannot be read."""
    try:
        found = secrets.load(visit.desk.settings.home)
    except QuothError:
        return []
    return [(secrets.variable(name), value is not None) for name, value in found]


PAGES = (
    Page("GET", "/o/{organisation}/settings", Access.desk, settings),
    Page("POST", "/o/{organisation}/settings/publishing", Access.admin, publishing),
    Page("POST", "/o/{organisation}/settings/general", Access.admin, general),
)
