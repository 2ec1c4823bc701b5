"""What people do: have accounts, write, press, form groups. The bot learns of it by updates."""
