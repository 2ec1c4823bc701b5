"""Who takes part: villagers, the hotline in processes of its own, and what stands beside it."""
