"""Choose the pinned versions again: resolve pyproject.toml in fresh environments and write down what came.

Run by `make lock`. `test.txt` is resolved first; `serve.txt` is held to the same versions, so that what
is tested is what serves, and the list of each chat platform and of OpenID Connect holds what it needs besides. No hashes: the same list has to serve every platform and every package index.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

EXTRAS = ("slack", "teams", "discord", "oidc")

HEAD = "# {what}\n# Made by `make lock` with Python {python}; edit pyproject.toml instead.\n"

# PyTorch brings these itself, on the platforms that have them.
BROUGHT_BY_TORCH = re.compile(r"(nvidia|cuda)-|triton==")


def main() -> None:
    """Write requirements/test.txt, requirements/serve.txt and a list for each extra."""
    with tempfile.TemporaryDirectory() as place:
        extras = ",".join(PROJECT["optional-dependencies"])
        tested = resolve(Path(place) / "test", [f"{ROOT}[{extras}]"])
        write(HERE / "test.txt", "Everything the tests and checks of Quoth run on.", tested)
        served = resolve(Path(place) / "serve", ["-c", str(HERE / "test.txt"), str(ROOT)])
        write(HERE / "serve.txt", "Everything Quoth runs on. Install with --no-deps.", served)
        for extra in EXTRAS:
            wanted = ["-c", str(HERE / "test.txt"), f"{ROOT}[{extra}]"]
            needed = [each for each in resolve(Path(place) / extra, wanted) if each not in served]
            write(HERE / f"{extra}.txt", f"What {extra} needs besides. Install with --no-deps.", needed)


def resolve(folder: Path, wanted: list[str]) -> list[str]:
    """Install what is wanted into a fresh environment and list what is there, as `name==version`."""
    venv.create(folder, with_pip=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", *wanted], check=True)
    frozen = subprocess.run(
        [*pip, "freeze", "--exclude", PROJECT["name"]], check=True, capture_output=True, text=True
    )
    names = [re.sub(r"\+[\w.]+$", "", line) for line in frozen.stdout.splitlines()]
    return [line for line in names if not BROUGHT_BY_TORCH.match(line)]


def write(path: Path, what: str, lines: list[str]) -> None:
    """Write one list, refusing anything that is not a plain pinned version."""
    for line in lines:
        if not re.fullmatch(r"[\w.-]+==[\w.]+", line):
            raise SystemExit(f"{path.name}: {line!r} is not a pinned version")
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    body = "\n".join(sorted(lines, key=str.lower))
    path.write_text(f"{HEAD.format(what=what, python=python)}{body}\n", encoding="utf-8")
    print(f"{path.name}: {len(lines)} packages")


if __name__ == "__main__":
    main()
