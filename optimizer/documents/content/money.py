"""What the plan costs once and per year, by resource and by county."""
