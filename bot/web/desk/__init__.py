"""The liaison's desk in the browser."""
