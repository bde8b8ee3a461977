"""How the gaps look in a terminal: tables, and a picture of the weeks."""

from __future__ import annotations

from collections.abc import Sequence

from bot import lists, phrases
from bot.gaps import Gaps, Group, Week, day, figures, nearest, share
from bot.terminal import Screen

MOST = 10
"""Rows of a table; `--json` holds all."""

LABELLED = 9
"""Weeks that are named below the picture, at most."""

HEIGHT = 18
"""Lines of the picture."""


def gaps(screen: Screen, found: Gaps) -> None:
    """Show everything that was found, the weeks first."""
    between = {"name": found.name, "since": day(found.since), "until": day(found.until)}
    if not found.asked:
        screen.line(phrases.GAPS_NOTHING.format(**between))
        return
    screen.line(phrases.GAPS_HEAD.format(**between), style="bold")
    for sentence in figures(found):
        screen.line(sentence)
    _weeks(screen, found.weeks)
    _groups(screen, phrases.GAPS_UNANSWERED, "Nearest clauses", found.unanswered, found.wordless)
    if not found.silent:
        screen.line()
        screen.line(phrases.GAPS_ALL_ANSWERED)
    _groups(screen, phrases.GAPS_UNHELPED, "Quoted", found.unhelped, found.unhelped_wordless)
    _quoted(screen, found)
    _never(screen, found)


def _weeks(screen: Screen, weeks: Sequence[Week]) -> None:
    rows = [
        (
            f"{each.week:%Y-%m-%d}",
            *(str(number) for number in (each.asked, each.answered, each.pinned, each.silent)),
            share(each.answered / each.asked) if each.asked else "",
        )
        for each in weeks
    ]
    screen.line()
    lists.table(screen, ("Week of", "Asked", "Answered", "By a pin", "No rule", "Share answered"), rows)
    screen.line()
    screen.line(phrases.GAPS_PICTURE)
    width = min(lists.WIDEST_PLOT, screen.console.width) if screen.rich else lists.WIDEST_PLOT
    for line in picture(weeks, width).splitlines():
        screen.line(line)


def picture(weeks: Sequence[Week], width: int) -> str:
    """A bar for each week: answered below, and without a rule on top."""
    import plotext

    places = list(range(len(weeks)))
    plotext.clear_figure()
    plotext.plot_size(width, HEIGHT)
    plotext.theme("clear")
    plotext.bar(places, [each.asked for each in weeks], marker="░", width=0.6, label=phrases.GAPS_SILENT)
    plotext.bar(places, [each.answered for each in weeks], marker="█", width=0.6, label=phrases.GAPS_ANSWERED)
    most = max(each.asked for each in weeks)
    # A tall space above keeps the legend off the bars.
    plotext.ylim(0, most * 1.35)
    step = -(-most // 5)
    plotext.yticks(list(range(0, most + 1, step)))
    step = -(-len(weeks) // LABELLED)
    named = places[::step]
    plotext.xticks(named, [f"{weeks[place].week.day} {weeks[place].week:%b}" for place in named])
    return str(plotext.uncolorize(plotext.build())).rstrip()


def _groups(screen: Screen, head: str, shown: str, groups: Sequence[Group], wordless: int) -> None:
    if not groups and not wordless:
        return
    screen.line()
    screen.line(head, style="bold")
    if groups:
        rows = [
            (str(each.number), str(each.askers), each.example, nearest(each.nearest), "; ".join(each.reasons))
            for each in groups[:MOST]
        ]
        heads = ("Questions", "People", "Such as", shown, "Why")
        keep = 5 if any(each.reasons for each in groups[:MOST]) else 4
        lists.table(screen, heads[:keep], [row[:keep] for row in rows])
    more = sum(each.number for each in groups[MOST:])
    if more:
        screen.line(phrases.GAPS_MORE.format(number=more))
    if wordless:
        screen.line(phrases.GAPS_WORDLESS.format(number=wordless))


def _quoted(screen: Screen, found: Gaps) -> None:
    if found.quoted:
        rows = [
            (
                str(each.times),
                each.stands.title,
                ", ".join((each.stands.number or "", *each.also)),
                each.stands.first_words,
            )
            for each in found.quoted[:MOST]
        ]
        screen.line()
        screen.line(phrases.GAPS_QUOTED, style="bold")
        lists.table(screen, ("Times", "Policy", "Clause", "Begins"), rows)
    if found.replaced:
        screen.line(phrases.GAPS_REPLACED.format(times=phrases.counted(found.replaced, "quote", "quotes")))


def _never(screen: Screen, found: Gaps) -> None:
    if not found.never or found.counted_since is None:
        return
    screen.line()
    screen.line(phrases.GAPS_NEVER.format(since=day(found.counted_since)), style="bold")
    rows = [(each.title, str(len(each.clauses)), str(each.of)) for each in found.never]
    lists.table(screen, ("Policy", "Never quoted", "Of"), rows)
