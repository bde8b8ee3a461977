"""How an answer card looks on each platform."""
