"""How evenly each resource is spread, now and planned, with Lorenz curves."""
