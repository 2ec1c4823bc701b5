"""What this process serves over HTTP: the webhook's server, and the liaison's desk."""
