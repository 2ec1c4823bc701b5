"""Long properties: random sequences of acts on a real database, with invariants checked after each."""
