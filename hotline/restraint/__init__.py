"""What keeps a few from drowning out the rest, and never loses a first report."""
