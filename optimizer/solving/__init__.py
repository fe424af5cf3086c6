"""Solving: from an assembled system to a plan, in a child process that can be stopped at any time."""
