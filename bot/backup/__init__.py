"""Copies of everything, sealed, made while the hotline runs, and checked by bringing them back."""
