"""What each county holds now and under the plan, with rates and costs."""
