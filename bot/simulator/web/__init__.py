"""The simulator over HTTP: the Bot API, the user side, the controls."""
