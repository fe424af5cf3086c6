"""What each facility holds now and under the plan, by county and class."""
