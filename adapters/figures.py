"""Figures of the running service for Prometheus: how many, how long, how often; never a word of what was asked."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from bot.places import Platform

PLATFORMS = frozenset({*Platform, "web"})
"""Where something happened: a chat platform, or the web server itself."""

KINDS = frozenset(
    {
        "quoted",
        "pinned",
        "silent",
        "concern",
        "talk",
        "typed",
        "pressed",
        "handed",
        "opened",
        "refused",
        "limited",
        "failed",
    }
)
"""How an event was answered."""

ERRORS = frozenset({"connection", "store", "encoder", "verification", "unexpected"})
"""What went wrong."""

DELIVERIES = frozenset({"privately", "directly", "publicly", "unasked", "undeliverable"})
"""How a message reached its reader, or that it did not."""

OTHER = "other"
"""Stands for every word that is none of these: a label's values stay few, and no text becomes one."""

SECONDS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)
"""Bounds of the answering times that are told apart; three seconds is what people were promised."""


class Figures:
    """What is counted while the service runs; safe to share between threads."""

    def __init__(self) -> None:
        kept = self._registry = CollectorRegistry()
        # Memory, processor time and open files of this process, where the system tells them.
        ProcessCollector(registry=kept)
        self._answers = Counter(
            "quoth_answers", "Events answered, by how.", ["platform", "kind"], registry=kept
        )
        self._seconds = Histogram(
            "quoth_answer_seconds",
            "Seconds from an event's arrival to its answer's delivery.",
            ["platform"],
            buckets=SECONDS,
            registry=kept,
        )
        self._waiting = Gauge(
            "quoth_waiting", "Events taken in and not answered yet.", ["platform"], registry=kept
        )
        self._errors = Counter(
            "quoth_errors", "What went wrong, by what it was.", ["platform", "what"], registry=kept
        )
        self._deliveries = Counter(
            "quoth_deliveries", "Messages sent, by how they went.", ["platform", "how"], registry=kept
        )
        self._connected = Gauge(
            "quoth_connected", "1 while the platform can be reached, else 0.", ["platform"], registry=kept
        )

    def answered(self, platform: str, kind: str, seconds: float) -> None:
        """Count an answer of this kind, which took so many seconds."""
        self._answers.labels(_known(platform, PLATFORMS), _known(kind, KINDS)).inc()
        self._seconds.labels(_known(platform, PLATFORMS)).observe(seconds)

    def waiting(self, platform: str, change: int) -> None:
        """Note that more (+1) or fewer (-1) events wait."""
        self._waiting.labels(_known(platform, PLATFORMS)).inc(change)

    def error(self, platform: str, what: str) -> None:
        """Count something that went wrong."""
        self._errors.labels(_known(platform, PLATFORMS), _known(what, ERRORS)).inc()

    def delivered(self, platform: str, how: str) -> None:
        """Count a message, by how it went."""
        self._deliveries.labels(_known(platform, PLATFORMS), _known(how, DELIVERIES)).inc()

    def connected(self, platform: str, up: bool) -> None:
        """Note that the platform can be reached now, or cannot."""
        self._connected.labels(_known(platform, PLATFORMS)).set(1 if up else 0)

    def text(self) -> tuple[bytes, str]:
        """All figures as Prometheus reads them, and the content type of that."""
        return generate_latest(self._registry), CONTENT_TYPE_LATEST


def _known(word: str, words: frozenset[str]) -> str:
    return str(word) if word in words else OTHER
