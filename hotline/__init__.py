"""What the hotline does: rules and use cases. Knows no Telegram and no HTTP."""
