"""The doctor: looks at everything that serving needs, and says what is wrong and what to do."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from enum import StrEnum
from types import MappingProxyType

from pydantic import Field

from adapters.probes import introduced
from adapters.serving import adapter
from bot import credentials as secrets
from bot import repairing
from bot.credentials import Credentials
from bot.desk import Desk
from bot.directory import Directory
from bot.errors import QuothError, StoreDamaged
from bot.members import LEADS
from bot.people import Organisation
from bot.places import Platform
from bot.settings import unknown_variables
from bot.signing import Links, secret_of
from corpus.document import Value
from index.errors import UnknownSnapshot
from index.snapshot import Snapshots

LEAST_FREE = 500 * 1024**2
"""Bytes of room on the disk below which the doctor warns: a publication writes a new index beside the old."""

ANSWERS = 5.0
"""Seconds that a platform is given to say who we are."""


class Health(StrEnum):
    """How something stands."""

    well = "ok"
    ailing = "look"
    ill = "wrong"


STYLES = MappingProxyType({Health.well: "green", Health.ailing: "yellow", Health.ill: "bold red"})
"""How each is coloured in a terminal."""


class Finding(Value):
    """One thing that was looked at: how it stands, and what to do where it does not stand well.

    `organisation` is the short name of the one whose it is; it is empty for what is everybody's, which may name others.
    """

    what: str
    health: Health
    said: str
    organisation: str = Field(default="", exclude=True)


def repaired(desk: Desk, progress: repairing.Progress) -> Iterator[Finding]:
    """Put in order what can be, and say what was done."""
    try:
        organisations = desk.store.organisations()
        snapshots = Snapshots(desk.settings.snapshots)
        for each in repairing.repair(desk.store, snapshots, lambda: desk.encoder, organisations, progress):
            yield _well(each.what, each.said)
    except QuothError as fault:
        yield _ill("repair", str(fault))


def examined(desk: Desk, directory: Directory) -> Iterator[Finding]:
    """Look at everything, one thing after another; asks each configured platform who we are."""
    yield from _home(desk)
    yield from _policies(desk)
    yield from _kept(desk)
    try:
        credentials = secrets.load(desk.settings.home)
    except QuothError as fault:
        yield _ill("secrets", str(fault))
        return
    yield from _web(desk, credentials)
    yield from _platforms(desk, directory, credentials)


def _home(desk: Desk) -> Iterator[Finding]:
    home = desk.settings.home
    mode = stat.S_IMODE(home.stat().st_mode)
    if os.name == "posix" and mode & 0o077:
        yield _look("home folder", f"Others may look into {home} (mode {mode:o}). Close it: chmod 700 {home}")
    else:
        yield _well("home folder", str(home))
    free = shutil.disk_usage(home).free
    room = f"{free // 1024**2} MB free"
    yield _well("disk", room) if free >= LEAST_FREE else _look("disk", f"Only {room}. Make room.")
    for name in unknown_variables():
        yield _look("environment", f"{name} is no setting of Quoth's. Is it misspelt?")
    yield from _tried("database", lambda: _read(desk), "It can be read, and is whole.")
    yield from _tried("encoder", lambda: desk.encoder, "It is open.")
    yield from _tried("pins", desk.likeness, "What compares questions with them is open.")


def _read(desk: Desk) -> None:
    """Read the database; raises StoreUnavailable, or StoreDamaged where SQLite finds its file damaged."""
    database = desk.store.database
    with database.reading() as connection:
        if database.engine.dialect.name == "sqlite":
            found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
            if found != "ok":
                raise StoreDamaged(why=found, database=str(database.engine.url.database))
    desk.store.organisations()


def _policies(desk: Desk) -> Iterator[Finding]:
    try:
        organisations = desk.store.organisations()
    except QuothError:
        return
    if not organisations:
        yield _ill("policies", "There is no organisation yet. Add a policy: quoth add FILE --org NAME")
    for each in organisations:
        if each.snapshot is None:
            yield _of(each, _ill(each.short, f"Nothing is published. Run: quoth publish --org {each.short}"))
            continue
        found = tuple(_of(each, one) for one in _index(desk, each))
        yield from found
        if any(one.health is Health.ill for one in found):
            continue
        overdue = [
            line.title for line in desk.policies(each.short) if line.overdue and line.state == "published"
        ]
        if overdue:
            late = f"Past their review date: {', '.join(overdue)}. Answers carry a warning."
            yield _of(each, _look(each.short, late))
        if not desk.store.contacts(each.short):
            nobody = (
                f"Nobody is named whom to ask. Name your safeguarding lead: quoth contacts --org {each.short} "
                '--role "Designated safeguarding lead" --name … --reach …'
            )
            yield _of(each, _look(each.short, nobody))


def _index(desk: Desk, organisation: Organisation) -> Iterator[Finding]:
    """Whether what an organisation published is stored as it was, and its index whole; built where it is not here."""
    short, store = organisation.short, desk.store
    try:
        repairing.in_force(store, organisation)
    except QuothError as fault:
        earlier = len(store.publications.all(short)) > 1
        back = f" To answer from what was in force before: quoth rollback --org {short}." if earlier else ""
        yield _ill(short, f"{fault}{back} If that does not help, put back a copy of the database.")
        return
    if not repairing.tallies(store, organisation):
        yield _ill(
            short,
            "What is in force is not what was published last: somebody has worked on the database itself. Put back a copy.",
        )
    wrong = repairing.fault_of(Snapshots(desk.settings.snapshots), organisation)
    if wrong is None or isinstance(wrong, UnknownSnapshot):
        yield from _tried(short, lambda: desk.snapshot(organisation), "Its policies answer.")
        return
    yield _ill(
        short,
        f"Its index is damaged ({repairing.reason(wrong)}). Its policies answer all the same, for each start of Quoth builds "
        "it anew in memory, which takes a while. Run: quoth doctor --repair",
    )


def _kept(desk: Desk) -> Iterator[Finding]:
    """Whether the folder of the indexes holds any that are spoilt, or what somebody left half written."""
    snapshots = Snapshots(desk.settings.snapshots)
    answering = {each.snapshot for each in desk.store.organisations()}
    for id in repairing.spoilt(snapshots):
        if id not in answering:
            yield _look(
                "indexes", f"One that answers for nobody is damaged: {id}. Run: quoth doctor --repair"
            )
    if repairing.leftovers(snapshots):
        yield _look(
            "indexes",
            "Something lies there half written: a publication is on its way, or was stopped. In that case run: quoth doctor --repair",
        )


def _web(desk: Desk, credentials: Credentials) -> Iterator[Finding]:
    settings = desk.settings
    try:
        Links(secret_of(settings.home, credentials), settings.link_days, settings.public_url)
    except QuothError as fault:
        yield _ill("web address", str(fault))
        return
    if not settings.public_url:
        yield _look(
            "web address",
            "QUOTH_PUBLIC_URL is not set, so answers bear no link to the document; Teams needs it.",
        )
    else:
        yield _well("web address", settings.public_url)


def _platforms(desk: Desk, directory: Directory, credentials: Credentials) -> Iterator[Finding]:
    development = (Platform.teams,) if desk.settings.teams_development else ()
    if development:
        yield _look(
            Platform.teams,
            "QUOTH_TEAMS_DEVELOPMENT is on: no tokens are checked. Never serve people like this.",
        )
    configured = tuple(dict.fromkeys((*credentials.configured(), *development)))
    if not configured:
        yield _look(
            "platforms",
            f"None is configured. Put the secrets of one into {desk.settings.home / secrets.FILE}; "
            "docs/slack.md, docs/teams.md and docs/discord.md say which.",
        )
    connected = directory.workspaces()
    known = {each.short for each in desk.store.organisations()}
    for name in desk.settings.roles:
        if name not in known:
            yield _ill("roles", f"quoth.toml names roles for {name}, and there is no such organisation.")
    for platform in configured:
        yield from _platform(desk, platform, credentials)
        theirs = [each for each in connected if each.platform is platform]
        if not theirs:
            yield _ill(
                platform, f"No workspace is connected. Run: quoth connect {platform} WORKSPACE-ID --org NAME"
            )
        for each in theirs:
            for found in _leads(directory, platform, each.organisation.short):
                yield _of(each.organisation, found)


def _leads(directory: Directory, platform: Platform, short: str) -> Iterator[Finding]:
    """Whether an organisation has a lead on a platform who can be written to."""
    leads = [one for one in directory.holders(short) if one.role in LEADS and one.platform is platform]
    if leads and all(one.group for one in leads):
        yield _look(
            platform,
            f"The leads of {short} are known by a group only, so none can be told when somebody "
            f"asks for them. Name one: quoth roles --org {short} --role lead --add {platform}:USER-ID",
        )
    if not leads:
        yield _look(
            platform,
            f"{short} has no lead here. Run: quoth roles --org {short} --role lead --add {platform}:USER-ID",
        )


def _platform(desk: Desk, platform: Platform, credentials: Credentials) -> Iterator[Finding]:
    """Whether its SDK is installed, its secrets are there, its address can work, and the platform knows us."""
    settings = desk.settings
    try:
        adapter(platform, credentials, settings, NoWeb())
    except QuothError as fault:
        yield _ill(platform, str(fault))
        return
    if _faces_the_world(platform, credentials) and not (settings.public_url or settings.teams_development):
        yield _ill(
            platform, "It reaches Quoth from outside, so it needs an https address: set QUOTH_PUBLIC_URL."
        )
    try:
        yield _well(platform, f"It knows us as {introduced(platform, credentials, settings, ANSWERS)}.")
    except QuothError as fault:
        yield _ill(platform, str(fault))
    except Exception as fault:
        # Whatever an SDK raises where the network fails; its message may hold addresses, never a secret.
        yield _look(platform, f"It could not be reached ({type(fault).__name__}). Is this machine online?")


class NoWeb:
    """A web server that serves nothing, for an adapter that is only looked at."""

    def add(self, path: str, endpoint: object) -> None:
        """Do nothing."""


def _faces_the_world(platform: Platform, credentials: Credentials) -> bool:
    """Whether the platform sends its events to an address of ours."""
    return platform is Platform.teams or (platform is Platform.slack and not credentials.slack_app_token)


def _tried(what: str, attempt: Callable[[], object], well: str) -> Iterator[Finding]:
    try:
        attempt()
    except QuothError as fault:
        yield _ill(what, str(fault))
    else:
        yield _well(what, well)


def _of(organisation: Organisation, finding: Finding) -> Finding:
    return finding.model_copy(update={"organisation": organisation.short})


def _well(what: str, said: str) -> Finding:
    return Finding(what=what, health=Health.well, said=said)


def _look(what: str, said: str) -> Finding:
    return Finding(what=what, health=Health.ailing, said=said)


def _ill(what: str, said: str) -> Finding:
    return Finding(what=what, health=Health.ill, said=said)
