"""What is assumed about Zhejiang in 2020: totals that nobody prints, classes of facilities, and how totals divide.

Rates printed in the plan stand in its indicator table and are read from there. Everything in this file is assumed or
benchmarked, and the instance's README repeats it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

F = Fraction

BEDS_PER_1000 = F("5.6")
DOCTORS_PER_1000 = F("3.37")
STAFF_PER_TECHNICIAN = F(13475, 10678)
"""All health personnel per health technician in the country at the end of 2020."""
INFECTIOUS_PER_10000 = F(1)
MATERNAL_CHILD_STAFF_PER_10000 = F("0.9")
AMBULANCES_PER_30000 = F("0.7")
NEGATIVE_PRESSURE_SHARE = F("0.2")
BLOOD_TONNES_PER_MILLION = F("3.7")
BLOOD_VEHICLES_PER_TONNE = F("0.25")
VILLAGES = 20_400
LARGE_VILLAGES = F("0.35")
VILLAGE_CLINICS = 11_300
GOVERNMENT_CLINICS = F("0.5")
DOCTORS_PER_VILLAGE_CLINIC = F("0.7")
PRIVATE_HOSPITALS = 1_000
NURSING_HOMES = 120
PLACES_PER_INFANT_CARE = 40
DISABLED_OF_ELDERLY = F("0.01")
PUBLIC_HEALTH_DOCTORS_PER_INSTITUTION = 1
MENTAL_REHAB_WORKERS_PER_INSTITUTION = F("0.6")
OPEN_COST = 5_000_000
"""Yuan for a new emergency centre."""
DETOUR = F("1.3")
KM_PER_MINUTE = F(70, 60)
FARTHEST_MINUTES = 120

UPPER_TIER = {"province": F("0.3"), "city": F("0.7")}
"""Whose the public beds above the county level are."""


class Kind(NamedTuple):
    """One class of facilities; ``beds`` divides its tier's beds, the others are staff per unit or shares.

    The unit of doctors, nurses and technicians is a bed, or 1000 residents in primary care.
    """

    key: str
    name: str
    name_en: str
    type: str
    level: str
    ownership: str = "public"
    beds: Fraction = F(0)
    doctors: Fraction = F(0)
    nurses: Fraction = F(0)
    technicians: Fraction = F(0)
    others: Fraction = F(0)
    tcm: Fraction = F(0)
    gps: Fraction = F(0)
    psychiatric: Fraction = F(0)
    rehab: Fraction = F(0)
    nursing: Fraction = F(0)
    infectious: Fraction = F(0)


def _kind(*text: str, **numbers: str) -> Kind:
    key, name, name_en, sort, level, *ownership = text
    described = Kind(key, name, name_en, sort, level, *ownership[:1] or ["public"])
    return described._replace(**{field: F(value) for field, value in numbers.items()})


_PRIMARY = {"technicians": "0.3", "others": "0.3", "tcm": "0.2", "gps": "0.65", "rehab": "0.1", "nursing": "0.25"}
_UPPER = {"doctors": "0.48", "nurses": "0.78", "technicians": "0.27", "others": "0.22"}
_TCM = {"technicians": "0.3", "others": "0.22", "tcm": "0.7", "gps": "0.01", "rehab": "0.08"}
_MOTHERS = {"doctors": "0.6", "nurses": "0.7", "technicians": "0.25", "others": "0.28", "tcm": "0.02", "gps": "0.01"}
_PSYCHIATRIC = {"doctors": "0.15", "nurses": "0.4", "technicians": "0.08", "others": "0.25", "tcm": "0.02"}

PROVINCE_KINDS = {
    "general_hospital": _kind(*["", "", "", "general_hospital", "province"], **_UPPER, tcm="0.03", infectious="0.03"),
    "tcm_hospital": _kind(*["", "", "", "tcm_hospital", "province"], **_UPPER | _TCM),
    "specialised_hospital": _kind(*["", "", "", "specialised_hospital", "province"], **_UPPER, tcm="0.03"),
    "children_hospital": _kind(*["", "", "", "children_hospital", "province"], **_UPPER, tcm="0.03", infectious="0.03"),
    "maternal_child_hospital": _kind(*["", "", "", "maternal_child_hospital", "province"], **_MOTHERS),
    "psychiatric_hospital": _kind(
        *["", "", "", "psychiatric_hospital", "province"], **_UPPER, tcm="0.2", psychiatric="0.6"
    ),
}
"""The provincial hospitals by type; their names stand in ``PROVINCIAL``."""

CITY_KINDS = (
    _kind(
        *["general", "综合医院（市办，合计）", "city general hospitals (together)", "general_hospital", "city"],
        **_UPPER | {"beds": "0.65", "tcm": "0.03", "gps": "0.01", "rehab": "0.03", "infectious": "0.03"},
    ),
    _kind(
        *["tcm", "中医医院（市办）", "city TCM hospital", "tcm_hospital", "city"],
        **_UPPER | _TCM | {"beds": "0.12", "nurses": "0.68"},
    ),
    _kind(
        *["mch", "妇幼保健院（市办）", "city maternal and child health hospital", "maternal_child_hospital", "city"],
        **_MOTHERS | {"beds": "0.08"},
    ),
    _kind(
        *["psychiatric", "精神专科医院（市办）", "city psychiatric hospital", "psychiatric_hospital", "city"],
        **_PSYCHIATRIC | {"beds": "0.12", "psychiatric": "1"},
    ),
    _kind(
        *["rehab", "康复医院（市办）", "city rehabilitation hospital", "rehab_hospital", "city"],
        **{"beds": "0.03", "doctors": "0.25", "nurses": "0.35", "technicians": "0.3", "others": "0.25", "rehab": "1"},
    ),
    _kind("cdc", "疾病预防控制中心（市级）", "city centre for disease control", "cdc", "city"),
    _kind("ems-centre", "急救中心（市级）", "city emergency centre", "ems_centre", "city"),
    _kind("ems", "直属急救站（市级，合计）", "direct emergency stations of the city", "ems_station", "city"),
    _kind("blood", "中心血站", "central blood station", "blood_station", "city"),
)

COUNTY_KINDS = (
    _kind(
        *["general", "综合医院（县级，合计）", "county general hospitals", "general_hospital", "county"],
        **{"beds": "0.70", "doctors": "0.5", "nurses": "0.72", "technicians": "0.25", "others": "0.22", "tcm": "0.04"},
        **{"gps": "0.03", "psychiatric": "0.05", "rehab": "0.04", "nursing": "0.03", "infectious": "0.045"},
    ),
    _kind(
        *["tcm", "中医医院（县级）", "county TCM hospital", "tcm_hospital", "county"],
        **_TCM | {"beds": "0.12", "doctors": "0.55", "nurses": "0.62"},
    ),
    _kind(
        *["mch", "妇幼保健院（县级）", "maternal and child health hospital", "maternal_child_hospital", "county"],
        **_MOTHERS | {"beds": "0.05"},
    ),
    _kind(
        *["thc", "乡镇卫生院（合计）", "township health centres (together)", "township_health_centre", "primary"],
        **_PRIMARY | {"beds": "0.10", "doctors": "0.48", "nurses": "0.25"},
    ),
    _kind(
        *["chc", "社区卫生服务中心（合计）", "community health centres (together)", "community_center", "primary"],
        **_PRIMARY | {"beds": "0.03", "doctors": "0.5", "nurses": "0.35"},
    ),
    _kind(
        *["clinics", "政府（集体）办村卫生室（合计）", "village clinics of government or collective (together)"],
        *["village_clinic", "primary", "government"],
        **{"tcm": "0.25", "gps": "0.1"},
    ),
    _kind(
        *["other-clinics", "其他村卫生室（合计）", "other village clinics (together)", "village_clinic", "primary"],
        "private",
        **{"tcm": "0.25"},
    ),
    _kind(
        *["private", "社会办医院（合计）", "private hospitals (together)", "private_hospitals", "private", "private"],
        **{"beds": "0.88", "doctors": "0.38", "nurses": "0.5", "technicians": "0.2", "others": "0.35", "tcm": "0.12"},
        **{"psychiatric": "0.12", "rehab": "0.03", "nursing": "0.22"},
    ),
    _kind(
        *["nursing", "护理院（合计）", "nursing homes (together)", "nursing_home", "private", "private"],
        **{"beds": "0.12", "nursing": "1"},
    ),
    _kind("infant", "托育机构（合计）", "infant-care institutions (together)", "infant_care", "primary", "private"),
    _kind("cdc", "疾病预防控制中心（县级）", "centre for disease control", "cdc", "county"),
    _kind("ems-centre", "急救中心（县级）", "emergency centre", "ems_centre", "county"),
    _kind("ems", "直属急救站（县级，合计）", "direct emergency stations (together)", "ems_station", "county"),
)

GROWING = frozenset({"ems_station", "nursing_home", "rehab_hospital", "community_center", "infant_care"})
"""Types whose number of institutions may grow; government village clinics may too."""

_CLINICAL_CENTRES = {
    "chest_pain_centre": "0.7",
    "stroke_centre": "0.7",
    "trauma_centre": "0.6",
    "maternal_rescue_centre": "0.6",
    "newborn_rescue_centre": "0.6",
}
_ANY_PRIMARY = {"hospice_service": "0.1", "rehab_service": "0.6", "tcm_techniques": "0.9"}
_CLINIC = {"standardised_clinic": "0.7", "tcm_service": "0.6", "tcm_techniques": "0.6"}

SERVICES: dict[tuple[str, str], dict[str, str]] = {
    ("city", "general"): {
        **{"lab_bsl2_plus": "0.5", "geriatric_dept": "0.6", "geriatric_centre": "0.1", "nursing_room": "0.8"},
        **{"consortium": "0.4", "key_hospital": "0.2", "backup_hospital": "0", "designated_hospital": "0.3"},
        **{"hospice_training_base": "0", "rehab_guidance_centre": "0.1", "occupational_check": "0.5"},
        **{"epidemic_base": "0", "regional_medical_centre": "0", "national_rehab_centre": "0"},
        **{"aih_service": "0.2", "pgd_service": "0", "hospice_service": "0.2"},
    },
    ("city", "tcm"): {
        **{"geriatric_dept": "0.6", "geriatric_centre": "0", "nursing_room": "0.8", "tcm_specialty": "0.8"},
        **{"consortium": "0", "backup_hospital": "0", "key_hospital": "0"},
    },
    ("city", "mch"): {
        **{"nursing_room": "1", "emergency_midwifery": "0.6", "aih_service": "0.8", "pgd_service": "0.1"},
    },
    ("city", "psychiatric"): {"mental_health_centre": "0.9", "nursing_room": "0.5"},
    ("city", "rehab"): {"rehab_guidance_centre": "0.3"},
    ("city", "cdc"): {"lab_bsl2_plus": "0.3", "emergency_store": "0"},
    ("county", "general"): {
        **{"lab_bsl2": "0.8", "occupational_check": "0.9", "mental_health_centre": "0.7", "geriatric_dept": "0.5"},
        **{"psychiatric_ward": "0.4", "psychiatric_outpatient": "0.7", "backup_hospital": "0"},
        **{"designated_hospital": "0.6", "hospice_service": "0.3", "nursing_room": "0.8", "emergency_midwifery": "0"},
        **{"lab_bsl2_plus": "0"},
        **_CLINICAL_CENTRES,
    },
    ("county", "tcm"): {"lab_bsl2": "0.5", "geriatric_dept": "0.4", "nursing_room": "0.6", "backup_hospital": "0"},
    ("county", "mch"): {"nursing_room": "0.9", "emergency_midwifery": "0.3"},
    ("county", "thc"): {"tcm_clinic": "0.97", "supervision_system": "0.7", **_ANY_PRIMARY},
    ("county", "chc"): {"tcm_clinic": "0.98", **_ANY_PRIMARY},
    ("county", "clinics"): _CLINIC,
    ("county", "other-clinics"): _CLINIC,
}
"""The share of the institutions of a class that have a service in 2020; 0: none has it yet."""

PROVINCIAL_SERVICES: dict[str, dict[str, int]] = {
    "zhejiang-peoples-hospital": {"emergency_team": 1},
    "zju-first-hospital": {"epidemic_base": 0},
    "zju-second-hospital": {"emergency_team": 1},
    "zhejiang-hospital": {"geriatric_centre": 1},
    "zhejiang-tcm-hospital": {"emergency_team": 0},
    "zcmu-second-hospital": {"emergency_team": 0},
    "zhejiang-womens-hospital": {"aih_service": 1, "pgd_service": 1},
    "tongde-hospital": {"mental_health_centre": 1},
    "wmu-hospitals": {"emergency_team": 0, "aih_service": 1, "pgd_service": 1},
}
ALL_PROVINCIAL = {"national_medical_centre": 0, "lab_bsl2_plus": 1, "geriatric_dept": 1, "nursing_room": 1}

STORES = ("330200", "330300", "330500", "330700", "330800")
"""Cities with a regional emergency store today: east, south, north, middle and west of the province."""
