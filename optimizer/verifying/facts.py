"""Which hard facts a plan breaks: bounds, closed doors, parts above their whole, county totals that are kept.

For each stock row of an open facility ``min ≤ x ≤ max``, of a closed one ``x = 0``; in each facility
``x[part] ≤ x[whole]`` and, for the parts that share a group, ``Σ x[part] ≤ x[whole]``; where a resource is kept in the
county, ``Σ x ≥ Σ current`` over each county.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator

from models.instance import KEEP_COUNTY, KEEP_FACILITY
from models.plan import Plan
from optimizer.verifying.costs import Key, highest
from optimizer.verifying.judgement import Breach
from optimizer.verifying.measure import Ledger
from optimizer.verifying.tables import Tables


def breaches(tables: Tables, plan: Plan) -> tuple[Breach, ...]:
    """Every hard fact that the plan breaks, sorted by facility (or area), resource and key.

    In a breach of ``group``, ``resource`` names all its parts, joined by `` + ``.
    """
    found = itertools.chain(_bounds(tables, plan), _parts(tables, plan), _groups(tables, plan), _kept(tables, plan))
    return tuple(sorted(found, key=lambda breach: (breach.facility, breach.resource, breach.key)))


def lowest(tables: Tables, key: Key) -> int:
    """The fewest units an open facility may hold: as written, else today's where each facility is kept, else 0."""
    row, resource = tables.instance.stock[key], tables.instance.resources[key[1]]
    if row.min is not None:
        return row.min
    return row.current if resource.keep == KEEP_FACILITY else 0


def _bounds(tables: Tables, plan: Plan) -> Iterator[Breach]:
    ledger = Ledger(tables, plan)
    for (facility, resource), proposed in plan.proposed.items():
        if not ledger.is_open(facility):
            if proposed != 0:
                yield Breach(facility, resource, "open", 0, proposed)
            continue
        low, high = lowest(tables, (facility, resource)), highest(tables.instance, (facility, resource))
        if proposed < low:
            yield Breach(facility, resource, "min", low, proposed)
        if high is not None and proposed > high:
            yield Breach(facility, resource, "max", high, proposed)


def _parts(tables: Tables, plan: Plan) -> Iterator[Breach]:
    for (facility, part), proposed in plan.proposed.items():
        whole = tables.instance.resources[part].part_of
        if whole is not None:
            limit = plan.proposed.get((facility, whole), 0)
            if proposed > limit:
                yield Breach(facility, part, "part_of", limit, proposed)


def _groups(tables: Tables, plan: Plan) -> Iterator[Breach]:
    groups: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for facility, part in plan.proposed:
        resource = tables.instance.resources[part]
        if resource.part_of is not None and resource.group is not None:
            groups[facility, resource.part_of, resource.group].append(part)
    for (facility, whole, _), parts in groups.items():
        limit = plan.proposed.get((facility, whole), 0)
        together = sum(plan.proposed[facility, part] for part in parts)
        if len(parts) > 1 and together > limit:
            yield Breach(facility, " + ".join(sorted(parts)), "group", limit, together)


def _kept(tables: Tables, plan: Plan) -> Iterator[Breach]:
    current: dict[Key, int] = defaultdict(int)
    proposed: dict[Key, int] = defaultdict(int)
    for (facility, resource), row in tables.instance.stock.items():
        if tables.instance.resources[resource].keep == KEEP_COUNTY:
            place = (tables.county(facility), resource)
            current[place] += row.current
            proposed[place] += plan.proposed[facility, resource]
    for (area, resource), limit in current.items():
        if proposed[area, resource] < limit:
            yield Breach(area, resource, "keep", limit, proposed[area, resource])
