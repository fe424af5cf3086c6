"""Many solves: a grid of instances, policies, changes, budgets and seeds, on one machine or a cluster, resumable."""
