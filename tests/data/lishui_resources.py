"""The rows of ``resources.csv``: what is counted in Lishui, of what it is a part and what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from tests.data.lishui_services import NAMES

AMBULANCE, NEGATIVE_PRESSURE = 300_000, 500_000
"""Yuan per vehicle: an ordinary one assumed, one with negative pressure as budgeted in 中山 in 2022."""
CREW = 4
"""Assumed people who man an ambulance round the clock."""

SERVICE_COST = 100_000
"""Assumed yuan to set up a service where no price was found, so that none is set up without need."""
SMALL_COST = 10_000
"""Assumed yuan to train a specialist or to give a bed its purpose, where no price was found: for the same reason."""

RESOURCES = """
institutions,机构数,institutions,个,,,facility,0,0
beds,床位,beds,张,,,facility,bed,0
open_beds,实际开放床位,open beds,张,beds,,facility,0,0
psychiatric_beds,精神科床位,psychiatric beds,张,beds,purpose,facility,small,0
nursing_beds,护理床位,nursing beds,张,beds,purpose,facility,small,0
rehab_beds,康复床位,rehabilitation beds,张,beds,purpose,facility,small,0
infectious_beds,传染病床位,infectious-disease beds,张,beds,purpose,facility,small,0
convertible_beds,可转换传染病床位,beds convertible to infectious disease,张,beds,,facility,small,0
health_staff,卫生人员,health personnel,人,,,facility,0,wage
other_health_staff,其他卫生人员,other health personnel,人,health_staff,staff,facility,0,0
health_technicians,卫生技术人员,health technicians,人,health_staff,staff,facility,0,0
doctors,执业（助理）医师,doctors,人,health_technicians,cadre,facility,0,0
nurses,注册护士,nurses,人,health_technicians,cadre,facility,0,0
other_technicians,其他卫生技术人员,other health technicians,人,health_technicians,cadre,facility,0,0
tcm_doctors,中医类别执业（助理）医师,TCM doctors,人,doctors,,facility,small,0
gps,全科医生,general practitioners,人,doctors,,facility,small,0
psychiatrists,精神科执业（助理）医师,psychiatrists,人,doctors,,facility,small,0
public_health_doctors,公共卫生执业（助理）医师,public-health doctors,人,doctors,,facility,small,0
maternal_child_staff,妇幼保健机构保健人员,maternal and child health workers,人,health_staff,,facility,small,0
mental_rehab_workers,精神康复工作人员,mental rehabilitation workers,人,,,facility,0,wage
ambulances,救护车,ambulances,辆,,,county,ambulance,crew
negative_pressure_ambulances,负压救护车,negative-pressure ambulances,辆,ambulances,,county,pressure,0
blood_vehicles,采（送）血车,blood-collection vehicles,辆,,,facility,300000,0
infant_places,托位,infant-care places,个,,,facility,20000,0
mobile_labs,移动检测车,mobile laboratories,辆,,,facility,1000000,0
mobile_bsl2_labs,移动生物安全二级实验室,mobile biosafety level 2 laboratories,个,mobile_labs,,facility,0,0
mobile_hospital,移动医院（巡回医疗车船）,mobile hospitals,个,,,facility,500000,0
""".strip().splitlines()
"""Id, names, unit, whole, group, keep, capital and annual cost; a word stands for a price that is worked out below."""


def resource_rows(costs: Mapping[str, str]) -> list[list[object]]:
    """The resources with their wholes and costs; the wage stands on the whole staff."""
    wage = Decimal(costs["health_sector_wage"]) * Decimal(costs["employer_on_cost_factor"])
    prices: dict[str, object] = {
        "bed": costs["investment_per_bed_general_hospital"],
        "small": SMALL_COST,
        "wage": wage,
        "crew": CREW * wage,
        "ambulance": AMBULANCE,
        "pressure": NEGATIVE_PRESSURE - AMBULANCE,
    }
    rows: list[list[object]] = []
    for line in RESOURCES:
        *described, capital, annual = line.split(",")
        rows.append([*described, prices.get(capital, capital), prices.get(annual, annual)])
    for resource, (name, name_en, unit) in NAMES.items():
        rows.append([resource, name, name_en, unit, "institutions", "", "facility", SERVICE_COST, 0])
    return rows
