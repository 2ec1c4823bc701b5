"""Callers and visitors: people without a chat, whose cases the liaison registers and speaks for."""
