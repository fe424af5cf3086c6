"""Questions that take many solves: what a clause costs, what a budget buys, how sets of clauses compare."""
