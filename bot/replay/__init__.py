"""Playing real messages as constituents, through the local Bot API server, into a running bot."""
