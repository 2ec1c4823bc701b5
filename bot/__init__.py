"""The runtime: command line, settings, wiring, polling and webhook, scheduler, delivery, simulator, demo."""
