"""How a clause is found: encoder, snapshot, search."""
