"""Telegram in, Telegram out: one room per actor."""
