"""What stands where in the shipped instance ``luojiang``: towns, institutions, and which of them offers which service.

The institutions are those of the plan's table 2. The plan names the hospitals and three health centres; the other
four are named by its rule, one public health centre per town (四（一）2). Stations, village clinics and private
hospitals are classes.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

DISTRICT = "510604"


class Town(NamedTuple):
    """One town with its villages and urban communities in the statistical division codes as of 2023-06-30."""

    code: str
    name: str
    name_en: str
    villages: int
    communities: int

    @property
    def slug(self) -> str:
        """The name as part of an id."""
        return self.name_en.lower().replace("'", "")


TOWNS = (
    Town("510604100", "万安镇", "Wan'an", 4, 21),
    Town("510604101", "鄢家镇", "Yanjia", 10, 2),
    Town("510604102", "金山镇", "Jinshan", 11, 3),
    Town("510604103", "略坪镇", "Lueping", 10, 1),
    Town("510604106", "调元镇", "Diaoyuan", 5, 1),
    Town("510604107", "新盛镇", "Xinsheng", 11, 2),
    Town("510604113", "白马关镇", "Baimaguan", 11, 1),
)
SEAT = "万安镇"


class Site(NamedTuple):
    """One institution, ward or class of institutions; ``town`` is empty where the plan does not name it."""

    id: str
    name: str
    name_en: str
    type: str
    town: str
    institutions: int
    grade: str

    @property
    def ownership(self) -> str:
        """Public unless it is private; infant care, but for the district's own centre, is assumed private."""
        return "private" if self.id in (PRIVATE, INFANT_CARE) else "public"

    @property
    def level(self) -> str:
        """Whose institution it is; ``private`` is ours."""
        if self.type in (*HEALTH_CENTRES, "community_station", "village_clinic"):
            return "primary"
        return "private" if self.ownership == "private" else "county"

    @property
    def status(self) -> str:
        """Only the infant-care centre is still to be founded."""
        return "candidate" if self.id == INFANT_CARE_CENTRE else "open"


CENTRES = ("central_township_health_centre", "township_health_centre")
HEALTH_CENTRES = ("community_center", *CENTRES)
HOSPITALS = ("general_hospital", "tcm_hospital")
INFANT_CARE_CENTRE = "luojiang-infant-care-centre"
PEOPLES, TCM, WARD = "luojiang-peoples-hospital", "luojiang-tcm-hospital", "luojiang-infectious-ward"
CDC, SUPERVISION, MCH = "luojiang-cdc", "luojiang-health-supervision", "luojiang-mch"
JINSHAN, LUEPING, XINSHENG = "jinshan-centre", "lueping-centre", "xinsheng"
STATIONS, PRIVATE, INFANT_CARE = "community-stations", "private-hospitals", "infant-care"
EDUCATION = "luojiang-health-education"

_SINGLE = f"""
{PEOPLES},德阳市罗江区人民医院,Luojiang People's Hospital,general_hospital,,1,3B
{TCM},罗江区中医医院,Luojiang Hospital of Traditional Chinese Medicine,tcm_hospital,,1,3B
{WARD},罗江区人民医院传染病区,Infectious Ward of the People's Hospital,hospital_ward,,0,ungraded
wanan-community,万安社区卫生服务中心,Wan'an Community Health Centre,community_center,万安镇,1,ungraded
{JINSHAN},罗江区第二人民医院（金山镇中心卫生院）,Luojiang Second People's Hospital (Jinshan),{CENTRES[0]},金山镇,1,2
{LUEPING},略坪镇中心卫生院,Lueping Central Township Health Centre,{CENTRES[0]},略坪镇,1,ungraded
{XINSHENG},新盛镇卫生院,Xinsheng Township Health Centre,{CENTRES[1]},新盛镇,1,ungraded
wanan,万安镇卫生院,Wan'an Township Health Centre,{CENTRES[1]},万安镇,1,ungraded
yanjia,鄢家镇卫生院,Yanjia Township Health Centre,{CENTRES[1]},鄢家镇,1,ungraded
diaoyuan,调元镇卫生院,Diaoyuan Township Health Centre,{CENTRES[1]},调元镇,1,ungraded
baimaguan,白马关镇卫生院,Baimaguan Township Health Centre,{CENTRES[1]},白马关镇,1,ungraded
{STATIONS},社区卫生服务站（合计）,Community health stations (together),community_station,,6,ungraded
{PRIVATE},社会办医院（合计）,Private hospitals (together),private_hospitals,,2,ungraded
{CDC},罗江区疾病预防控制中心,Luojiang Centre for Disease Control and Prevention,cdc,,1,ungraded
{SUPERVISION},罗江区卫计监督执法大队,Luojiang Health Supervision Brigade,health_supervision,,1,ungraded
{MCH},罗江区妇幼保健院,Luojiang Maternal and Child Health Institution,maternal_child_institution,,1,ungraded
{EDUCATION},罗江区健康教育所,Luojiang Health-Education Institute,health_education_institute,,0,ungraded
{INFANT_CARE},托育机构（合计）,Infant-care institutions (together),infant_care,,1,ungraded
{INFANT_CARE_CENTRE},罗江区托育服务中心,Luojiang Infant-Care Centre,infant_care,,0,ungraded
"""

VILLAGE_CLINICS = 75
"""Planned in table 2 and taken as today's: 建制后村卫生室."""


def apportion(total: int, weights: dict[str, Fraction]) -> dict[str, int]:
    """Share a whole total in proportion to the weights, by largest remainders; a tie falls to the first."""
    quotas = {key: Fraction(total) * weight / sum(weights.values()) for key, weight in weights.items()}
    shares = {key: int(quota) for key, quota in quotas.items()}
    by_remainder = sorted(quotas, key=lambda key: shares[key] - quotas[key])
    for key in by_remainder[: total - sum(shares.values())]:
        shares[key] += 1
    return shares


def all_sites() -> tuple[Site, ...]:
    """The institutions of table 2 with the village clinics as one class per town, shared by the number of villages."""
    cells = [line.split(",") for line in _SINGLE.strip().splitlines()]
    sites = [Site(*texts[:5], int(texts[5]), texts[6]) for texts in cells]
    clinics = apportion(VILLAGE_CLINICS, {town.name: Fraction(town.villages) for town in TOWNS})
    classes = [
        Site(
            f"{town.slug}-village-clinics",
            f"{town.name}村卫生室（合计）",
            f"{town.name_en} village clinics (together)",
            "village_clinic",
            town.name,
            clinics[town.name],
            "ungraded",
        )
        for town in TOWNS
    ]
    after = [site.id for site in sites].index(STATIONS) + 1
    return (*sites[:after], *classes, *sites[after:])


SITES = all_sites()


def of_types(*types: str) -> tuple[str, ...]:
    """The sites of these types."""
    return tuple(site.id for site in SITES if site.type in types)


_CENTRES, _HEALTH_CENTRES, _CLINICS = of_types(*CENTRES), of_types(*HEALTH_CENTRES), of_types("village_clinic")
_GRADE_2 = (PEOPLES, TCM, JINSHAN)

SERVICES = {
    "standardised_cdc": (CDC,),
    "lab_bsl2": (CDC,),
    "lab_bsl2_plus": (CDC,),
    "emergency_team": (PEOPLES, CDC),
    "building_project": (MCH,),
    "infectious_dept": _GRADE_2,
    "emergency_dept": _GRADE_2,
    "geriatric_dept": _GRADE_2,
    "tcm_dept": (PEOPLES, JINSHAN),
    "psychiatric_dept": (PEOPLES, JINSHAN),
    "psychiatric_ward": (PEOPLES,),
    "rehab_dept": (PEOPLES, TCM),
    "stroke_centre": (PEOPLES,),
    "trauma_centre": (PEOPLES,),
    "wound_repair_centre": (PEOPLES, TCM),
    "chronic_disease_centre": (PEOPLES, TCM),
    "maternal_rescue_centre": (PEOPLES,),
    "newborn_rescue_centre": (PEOPLES,),
    "psychological_rescue_centre": (PEOPLES,),
    "prenatal_screening": (PEOPLES, MCH),
    "hearing_screening": (PEOPLES, MCH),
    "early_development_base": (PEOPLES, MCH),
    "ems_network_site": (PEOPLES, TCM, JINSHAN, LUEPING, XINSHENG),
    "tcm_branch": (TCM,),
    "county_subcentre": (JINSHAN, LUEPING, XINSHENG),
    "fever_clinic": _HEALTH_CENTRES,
    "fever_sentinel": _HEALTH_CENTRES,
    "tcm_clinic": _HEALTH_CENTRES,
    "tcm_techniques": (*_HEALTH_CENTRES, STATIONS, *_CLINICS),
    "psychiatric_outpatient": _HEALTH_CENTRES,
    "supervision_system": _CENTRES,
}
"""Yes/no services, part of ``institutions``, and who may have them: whom the sentence names, or who could."""

COUNTED = {
    "specialty_dept": ("", _HEALTH_CENTRES),
    "tcm_specialty": ("", (PEOPLES, TCM)),
    "ambulances": ("", (PEOPLES, TCM, JINSHAN, LUEPING, XINSHENG)),
    "infant_places": ("", (INFANT_CARE, INFANT_CARE_CENTRE)),
    "observation_beds": ("", _GRADE_2),
    "infectious_beds": ("beds", (WARD,)),
    "psychiatric_beds": ("beds", (PEOPLES,)),
    "tcm_beds": ("beds", (PEOPLES, JINSHAN)),
    "paediatric_beds": ("beds", (PEOPLES,)),
    "rural_doctors": ("", _CLINICS),
    "licensed_rural_doctors": ("rural_doctors", _CLINICS),
    "psychiatrists": ("doctors", (PEOPLES, JINSHAN)),
    "paediatricians": ("doctors", (PEOPLES, *_HEALTH_CENTRES)),
    "rehabilitation_doctors": ("doctors", (PEOPLES, TCM)),
    "occupational_doctors": ("doctors", (PEOPLES,)),
    "public_health_doctors": ("doctors", (PEOPLES, TCM, *_HEALTH_CENTRES)),
    "tcm_capable_doctors": ("doctors", (STATIONS,)),
    "psychiatric_nurses": ("nurses", (PEOPLES, JINSHAN)),
    "psychotherapists": ("health_staff", (PEOPLES,)),
    "rehabilitation_therapists": ("health_staff", (PEOPLES, TCM)),
    "hospital_public_health_staff": ("health_staff", (PEOPLES, TCM)),
    "primary_public_health_staff": ("health_staff", _HEALTH_CENTRES),
    "multi_skilled_public_health_staff": ("health_staff", _HEALTH_CENTRES),
    "psychological_service_staff": ("health_staff", _HEALTH_CENTRES),
    "health_technicians": ("health_staff", (CDC,)),
    "epidemiologists": ("health_staff", (CDC,)),
    "cdc_posts": ("public_health_staff", (CDC,)),
    "cdc_prof_tech_staff": ("cdc_posts", (CDC,)),
    "health_educators": (
        "",
        (PEOPLES, TCM, PRIVATE, "wanan-community", JINSHAN, LUEPING, STATIONS, *_CLINICS, CDC, EDUCATION),
    ),
    "health_education_prof_tech_staff": ("health_educators", (CDC,)),
    "township_posts": ("", _CENTRES),
}
"""Beds by purpose, people by task, posts, vehicles and places: what each is a part of, and who may have it."""
