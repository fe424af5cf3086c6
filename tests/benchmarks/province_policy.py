"""The policies of a benchmark region: eight clauses, seven without coverage, or a budget for each province too."""

from __future__ import annotations

PLAN, PLAIN, PROVINCES = "plan", "plain", "provinces"

BEDS = 6.8
"""Beds per 1000 residents that the policy asks for."""

BED_COST = 300_000

_PLAIN = """\
# The clauses of a provincial plan in small: floors, staffing ratios, a cap and one budget that binds.
policy = "plain"
title = "模型规划（不含急救覆盖）"

[[clause]]
id = "beds"
name = "每千人口床位数"
name_en = "beds per 1000 residents"
require = "beds"
at_least = {beds}
per = "1000 residents"
in = "county"
nature = "guiding"

[[clause]]
id = "doctors"
name = "每千人口执业（助理）医师数"
name_en = "doctors per 1000 residents"
require = "doctors"
at_least = 2.7
per = "1000 residents"
in = "county"
nature = "guiding"

[[clause]]
id = "nurses"
name = "医护比"
name_en = "nurses per doctor"
require = "nurses"
at_least = 1.16
per = "1 doctors"
in = "county"
nature = "guiding"

[[clause]]
id = "nurses-per-bed"
name = "床护比"
name_en = "nurses per bed of each facility"
require = "nurses"
at_least = 0.3
per = "1 beds"
in = "facility"
nature = "guiding"

[[clause]]
id = "ambulances"
name = "每3万人口救护车数"
name_en = "ambulances per 30,000 residents"
require = "ambulances"
at_least = 1
per = "30000 residents"
in = "county"
nature = "binding"

[[clause]]
id = "cap"
name = "每千人口床位数上限"
name_en = "most beds per 1000 residents"
require = "beds"
at_most = 8
per = "1000 residents"
in = "county"
nature = "binding"

[[clause]]
id = "budget"
name = "全域投资上限"
name_en = "capital cost of the whole region"
require = "capital_cost"
at_most = {budget}
in = "region"
nature = "binding"
"""

_PLAN = """\
# The plain policy, and an ambulance within 15 minutes of each township.
policy = "plan"
title = "模型规划"
extends = ["plain"]

[[clause]]
id = "cover"
name = "15分钟急救圈"
name_en = "an ambulance within 15 minutes"
require = "ambulances"
at_least = 1
within = "15 minutes"
in = "township"
nature = "anticipated"
weigh_by = "residents"
"""

_PROVINCES = """\
# The plan, with the budget of the region dealt out to its provinces by residents.
policy = "provinces"
title = "模型规划（分省投资上限）"
extends = ["plan"]

[[clause]]
id = "budget-province"
name = "各省投资上限"
name_en = "capital cost per resident of each province"
require = "capital_cost"
at_most = {each}
per = "1 residents"
in = "province"
nature = "binding"
"""


def policies(bed_need: int, people: int) -> dict[str, str]:
    """File name → text. ``bed_need`` beds are short of ``BEDS`` in all counties; the budget pays for half of them."""
    budget = max(bed_need * BED_COST // 2 // 10_000, 1) * 10_000
    return {
        f"{PLAIN}.toml": _PLAIN.format(beds=BEDS, budget=budget),
        f"{PLAN}.toml": _PLAN,
        f"{PROVINCES}.toml": _PROVINCES.format(each=round(budget / people, 2)),
    }
