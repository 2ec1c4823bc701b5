"""What is kept: tables, queries and migrations. Knows no rule and no Telegram."""
