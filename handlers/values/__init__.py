"""What texts need beside the case itself, loaded when a notice is rendered."""
