"""Reading: from the files people keep to a checked instance and policy, or to every problem that stands in the way."""
