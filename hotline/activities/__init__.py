"""活动: what deputies do beside cases, from the plan to who came, what was seen, and what it cost."""
