// The pages of studies sort and narrow down their tables; their charts need no script.
findAll("table[data-sort]").forEach(makeSortable);
findAll("form[data-for]").map(filterOf).forEach((filter) => filter.apply());
