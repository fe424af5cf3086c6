"""The resources of the instance ``zhejiang``, what they cost, and the rows of its stock with their bounds."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from tests.data.zhejiang_sites import Site
from tests.data.zhejiang_stock import Stock

INFANT_PLACE = 10_000
"""Yuan per added infant-care place: assumed."""
AMBULANCE = 300_000
"""Yuan per ambulance or blood vehicle: assumed; one with negative pressure costs the sourced 500,000."""

NOMINAL = 1_000
"""Yuan per added unit of what has no price of its own, so that nothing is added that no clause asks for: assumed."""

SERVICES = """
lab_bsl2,生物安全二级实验室,biosafety level 2 laboratory,个
lab_bsl2_plus,加强型生物安全二级实验室,biosafety level 2+ laboratory,个
occupational_check,职业健康检查,occupational health check,项
tcm_clinic,中医馆,TCM clinic (中医馆),个
tcm_service,中医药服务,TCM service,项
tcm_techniques,中医药适宜技术服务,TCM techniques offered,项
tcm_specialty,中医特色专科,TCM specialty department,个
mental_health_centre,精神卫生中心,mental-health centre,个
psychiatric_ward,精神科病房,psychiatric ward,个
psychiatric_outpatient,精神（心理）门诊,psychiatric outpatient clinic,个
backup_hospital,后备医院,back-up hospital for epidemics,家
designated_hospital,传染病定点医院,designated hospital for epidemics,家
epidemic_base,重大疫情救治基地,epidemic treatment base,个
emergency_team,卫生应急队伍,health emergency team,支
emergency_store,应急物资储备库,store for emergencies,个
regional_medical_centre,省级区域医疗中心,provincial regional medical centre,个
national_medical_centre,国家医学中心和国家区域医疗中心,national or national regional medical centre,个
key_hospital,省级重点建设医院,key hospital of the province,家
consortium,医疗联合体（医共体）,medical consortium,个
standardised_clinic,规范化村级医疗卫生机构,standardised village clinic,个
geriatric_dept,老年医学科,geriatric department,个
geriatric_centre,老年特色医院,hospital strong in geriatrics,家
aih_service,人工授精技术,assisted insemination,项
pgd_service,植入前遗传学诊断技术,pre-implantation diagnosis,项
hospice_training_base,安宁疗护培训基地,hospice training base,个
hospice_service,安宁疗护服务,hospice service,项
rehab_guidance_centre,康复技术指导中心,rehabilitation guidance centre,个
rehab_service,康复服务,rehabilitation service,项
nursing_room,母婴室,nursing room,个
emergency_midwifery,应急助产机构,emergency midwifery,家
chest_pain_centre,胸痛中心,chest-pain centre,个
stroke_centre,卒中中心,stroke centre,个
trauma_centre,创伤中心,trauma centre,个
maternal_rescue_centre,危重孕产妇救治中心,rescue centre for mothers,个
newborn_rescue_centre,危重新生儿救治中心,rescue centre for newborns,个
supervision_system,监督协管信息系统,supervision information system,套
national_rehab_centre,国家区域康复医学中心,national regional rehabilitation centre,个
""".strip().splitlines()

OTHERS = (
    """
institutions,机构数,institutions,个,,
beds,床位,beds,张,,
psychiatric_beds,精神科床位,psychiatric beds,张,beds,purpose
rehab_beds,康复床位,rehabilitation beds,张,beds,purpose
nursing_beds,护理床位,nursing beds,张,beds,purpose
infectious_beds,传染病床位,infectious-disease beds,张,beds,purpose
convertible_beds,可转换传染病床位,beds convertible to infectious disease,张,beds,purpose
health_staff,卫生人员,"health personnel (clinical, administrative and other)",人,,
health_technicians,卫生技术人员,health technicians (all clinical professions),人,health_staff,staff
other_health_staff,其他卫生人员,other health personnel,人,health_staff,staff
doctors,执业（助理）医师,doctors (licensed and assistant),人,health_technicians,profession
nurses,注册护士,registered nurses,人,health_technicians,profession
tcm_doctors,中医类别执业（助理）医师,TCM doctors,人,doctors,
gps,全科医生,general practitioners,人,doctors,
psychiatrists,精神科执业（助理）医师,psychiatrists,人,doctors,
public_health_doctors,公共卫生执业（助理）医师,public-health doctors,人,doctors,
maternal_child_staff,妇幼保健机构保健人员,maternal and child health workers,人,health_staff,
mental_rehab_workers,精神康复工作人员,mental rehabilitation workers,人,,
infant_places,托位,infant-care places,个,,
ambulances,救护车,ambulances,辆,,
negative_pressure_ambulances,负压救护车,negative-pressure ambulances,辆,ambulances,
blood_vehicles,采（送）血车,blood-collection vehicles,辆,,
mobile_bsl2_labs,移动生物安全二级实验室,mobile biosafety level 2 laboratories,个,,
""".replace("institutions?", "")
    .strip()
    .splitlines()
)

RESOURCE_HEADER = ("resource", "name", "name_en", "unit", "part_of", "group", "keep", "capital_cost", "annual_cost")
SERVICE_NAMES = frozenset(line.partition(",")[0] for line in SERVICES)


def unit_costs(data: Path) -> dict[str, str]:
    """Unit costs by item."""
    with (data / "unit_costs.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["item"]: row["value"] for row in csv.DictReader(file)}


def resource_rows(data: Path) -> list[list[object]]:
    """The resources: a facility keeps what it has; the wage stands on all staff, the rest is priced nominally."""
    unit = unit_costs(data)
    wage = Decimal(unit["health_sector_wage"]) * Decimal(unit["employer_on_cost_factor"])
    negative = int(unit["negative_pressure_ambulance"])
    once: dict[str, object] = {
        "health_staff": 0,
        "mental_rehab_workers": 0,
        "beds": int(unit["investment_per_bed_general_hospital"]),
        "infant_places": INFANT_PLACE,
        "ambulances": AMBULANCE,
        "negative_pressure_ambulances": negative - AMBULANCE,
        "blood_vehicles": AMBULANCE,
    }
    yearly: dict[str, object] = {"health_staff": wage, "mental_rehab_workers": wage}
    rows: list[list[object]] = []
    for resource, *texts in csv.reader(OTHERS):
        rows.append([resource, *texts, "facility", once.get(resource, NOMINAL), yearly.get(resource, 0)])
    for resource, *texts in csv.reader(SERVICES):
        rows.append([resource, *texts, "institutions", "", "facility", NOMINAL, 0])
    return rows


def stock_rows(
    sites: Sequence[Site], columns: Mapping[str, Mapping[str, int]], bounds: Mapping[str, Mapping[str, int]]
) -> Iterator[Stock]:
    """All rows in the order of the facilities; services are bounded by the institutions there may be."""
    for site in sites:
        for resource, column in columns.items():
            if site.id not in column:
                continue
            least: int | str = ""
            most: int | str = bounds.get(resource, {}).get(site.id, "")
            if resource == "institutions":
                least = 1 if site.candidate else ""
            elif resource in SERVICE_NAMES and not site.growing:
                most = site.institutions
            yield Stock(site.id, resource, column[site.id], least, most)
