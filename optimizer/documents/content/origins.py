"""Where the numbers come from: sources and assumptions, input files with their digests, options, versions."""
