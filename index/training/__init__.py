"""Training of what search finds with: run on a developer's machine, needs torch, never imported by serving."""
