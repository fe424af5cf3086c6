"""Every clause with what it requires and attains, and those that are not met with places and reasons."""
