"""The commands that ask for studies, each in a module of its own; they import what is heavy only when they run."""
