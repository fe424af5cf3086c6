"""Which services an institution of Lishui may offer, by type and level; none is known to exist, so all start from 0."""

from __future__ import annotations

from tests.data.lishui_sites import Site

_CENTRES = "chest_pain_centre stroke_centre trauma_centre maternal_rescue_centre newborn_rescue_centre"
_EPIDEMIC = "designated_hospital backup_hospital emergency_midwifery"
_HOSPITAL = f"nursing_room emergency_team occupational_check geriatric_dept hospice_service {_EPIDEMIC}"

SERVICES = {
    (
        "general_hospital",
        "city",
    ): f"{_HOSPITAL} {_CENTRES} lab_bsl2_plus occupational_diagnosis ai_centre emergency_store "
    "psychological_rescue_centre geriatric_centre rehab_guidance_centre key_hospital consortium",
    ("psychiatric_hospital", "city"): "nursing_room emergency_team geriatric_dept geriatric_centre hospice_service "
    "hospice_training_base mental_health_centre psychological_rescue_centre psychiatric_ward psychiatric_outpatient",
    ("tcm_hospital", "city"): f"{_HOSPITAL} ai_centre tcm_specialty rehab_guidance_centre key_hospital consortium",
    ("maternal_child_hospital", "city"): "nursing_room emergency_team emergency_midwifery maternal_rescue_centre "
    "newborn_rescue_centre",
    ("cdc", "city"): "lab_bsl2 lab_bsl2_plus occupational_check occupational_diagnosis emergency_store",
    ("general_hospital", "county"): f"{_HOSPITAL} {_CENTRES} lab_bsl2 emergency_store psychiatric_ward "
    "psychiatric_outpatient mental_health_centre psychological_rescue_centre lead_hospital",
    (
        "tcm_hospital",
        "county",
    ): f"{_HOSPITAL} {_CENTRES} lab_bsl2 psychiatric_ward psychiatric_outpatient lead_hospital",
    ("maternal_child_hospital", "county"): "nursing_room emergency_team emergency_midwifery",
    ("cdc", "county"): "lab_bsl2 psychological_rescue_centre",
    ("primary", "primary"): "tcm_clinic tcm_service tcm_techniques rehab_service hospice_service standard_equipment "
    "first_aid_point",
    ("village_clinic", "village"): "standardised_clinic standard_equipment tcm_service tcm_techniques",
}

BUILDING_PROJECTS = {
    # county: (assumed share of the hospital's present beds that is built anew)
    "331181": 1,
    "331124": 1,
    "331125": 1,
    "331122": 1,
    "331126": 0.5,
}
"""County TCM hospitals that are moved (迁建) or extended (改扩建: assumed to renew half of the beds); 缙云 is both."""

NAMES = {
    "nursing_room": ("母婴室", "nursing room", "个"),
    "emergency_team": ("卫生应急队伍", "health emergency team", "支"),
    "occupational_check": ("职业健康检查", "occupational health check", "项"),
    "occupational_diagnosis": ("职业病诊断", "diagnosis of occupational disease", "项"),
    "geriatric_dept": ("老年医学科", "geriatric department", "个"),
    "geriatric_centre": ("老年特色医院", "hospital strong in geriatrics", "家"),
    "hospice_service": ("安宁疗护服务", "hospice service", "项"),
    "hospice_training_base": ("安宁疗护培训基地", "hospice training base", "个"),
    "designated_hospital": ("传染病定点医院", "designated hospital for epidemics", "家"),
    "backup_hospital": ("后备医院", "back-up hospital for epidemics", "家"),
    "emergency_midwifery": ("应急助产机构", "emergency midwifery", "家"),
    "chest_pain_centre": ("胸痛中心", "chest-pain centre", "个"),
    "stroke_centre": ("卒中中心", "stroke centre", "个"),
    "trauma_centre": ("创伤中心", "trauma centre", "个"),
    "maternal_rescue_centre": ("危重孕产妇救治中心", "rescue centre for mothers", "个"),
    "newborn_rescue_centre": ("危重新生儿救治中心", "rescue centre for newborns", "个"),
    "lab_bsl2": ("生物安全二级实验室", "biosafety level 2 laboratory", "个"),
    "lab_bsl2_plus": ("加强型生物安全二级实验室", "biosafety level 2+ laboratory", "个"),
    "ai_centre": ("人工智能辅助诊断中心", "AI diagnosis centre", "个"),
    "emergency_store": ("应急物资储备库", "store for emergencies", "个"),
    "psychological_rescue_centre": ("公共卫生应急心理救援中心", "psychological rescue centre", "个"),
    "mental_health_centre": ("精神卫生中心", "mental-health centre", "个"),
    "psychiatric_ward": ("精神科病房", "psychiatric ward", "个"),
    "psychiatric_outpatient": ("精神（心理）门诊", "psychiatric outpatient clinic", "个"),
    "rehab_guidance_centre": ("康复技术指导中心", "rehabilitation guidance centre", "个"),
    "key_hospital": ("省级重点建设医院", "key hospital of the province", "家"),
    "consortium": ("医疗联合体（医共体）", "medical consortium", "个"),
    "lead_hospital": ("牵头医院", "lead hospital", "家"),
    "tcm_specialty": ("中医特色专科", "TCM specialty department", "个"),
    "tcm_clinic": ("中医馆", "TCM clinic (中医馆)", "个"),
    "tcm_service": ("中医药服务", "TCM service", "项"),
    "tcm_techniques": ("中医药适宜技术服务", "TCM techniques offered", "项"),
    "rehab_service": ("康复服务", "rehabilitation service", "项"),
    "standard_equipment": ("标准化装备", "standard set of equipment", "套"),
    "standardised_clinic": ("规范化村级医疗卫生机构", "standardised village clinic", "个"),
    "first_aid_point": ("公众急救点", "public first-aid point", "个"),
    "supervision_system": ("监督协管信息系统", "supervision information system", "套"),
    "building_project": ("新建、迁建、改扩建项目", "building, relocation or extension project", "个"),
}
"""Chinese and English name and unit of each service, as in the vocabulary."""


def services(site: Site) -> list[str]:
    """The services that a facility may offer, in a fixed order."""
    key = "primary" if site.level == "primary" else site.type
    found = SERVICES.get((key, site.level), "").split()
    if site.type in ("township_health_centre", "central_township_health_centre"):
        found.append("supervision_system")
    if site.type == "tcm_hospital" and site.area in BUILDING_PROJECTS:
        found.append("building_project")
    return found
