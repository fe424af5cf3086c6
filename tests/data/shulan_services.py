"""What Shulan's plan asks for besides beds and staff: services, places, posts to be founded, with what stands today."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tests.data.shulan_sites import PRIMARY_TYPES, Site

GENERAL = ("shulan-peoples-hospital", "shulan-second-peoples-hospital")
TCM = "shulan-tcm-hospital"
PEOPLES, SECOND = GENERAL


class Service(NamedTuple):
    """A yes/no service, the facilities (ids or types) that can offer it, and those (ids or types) that did in 2020."""

    resource: str
    name: str
    name_en: str
    unit: str
    offered_by: tuple[str, ...]
    today: tuple[str, ...] = ()

    def current(self, site: Site) -> int | None:
        """1 if the facility offered it in 2020, 0 if that is not known or it could not; None if it never may."""
        if site.id not in self.offered_by and site.type not in self.offered_by:
            return None
        return int(not site.candidate and (site.id in self.today or site.type in self.today))


_CENTRES = (
    ("stroke_centre", "卒中中心", "stroke centre"),
    ("chest_pain_centre", "胸痛中心", "chest-pain centre"),
    ("trauma_centre", "创伤中心", "trauma centre"),
    ("maternal_rescue_centre", "危重孕产妇救治中心", "rescue centre for mothers"),
    ("newborn_rescue_centre", "危重新生儿救治中心", "rescue centre for newborns"),
    ("chemotherapy_centre", "肿瘤化疗中心", "chemotherapy centre"),
    ("dialysis_centre", "肾病透析中心", "dialysis centre"),
)

SERVICES = (
    Service("infectious_dept", "感染性疾病科", "infectious-disease department", "个", (*GENERAL, TCM)),
    Service("fever_sentinel", "发热哨点诊室", "fever sentinel room", "个", PRIMARY_TYPES),
    Service("tcm_dept", "中医科", "TCM department", "个", GENERAL, GENERAL),
    Service("tcm_pharmacy", "中药房", "TCM pharmacy", "个", GENERAL),
    Service("tcm_clinic", "中医馆", "TCM clinic (中医馆)", "个", PRIMARY_TYPES, PRIMARY_TYPES),
    Service("geriatric_dept", "老年医学科", "geriatric department", "个", (*GENERAL, TCM), GENERAL),
    Service("hospice_service", "安宁疗护服务", "hospice service", "项", (SECOND, *PRIMARY_TYPES)),
    Service(
        "integrated_care_service", "医养结合服务", "combined medical and elderly care", "项", ("elderly_rehab_centre",)
    ),
    Service("standardised_cdc", "标准化疾控机构", "centre for disease control up to standard", "个", ("cdc",)),
    *(Service(resource, name, name_en, "个", (PEOPLES,)) for resource, name, name_en in _CENTRES),
    Service("consortium", "医疗联合体（医共体）", "medical consortium", "个", (*GENERAL, TCM)),
    Service(
        "building_project", "新建、迁建、改扩建项目", "building, relocation or extension project", "个", (PEOPLES,)
    ),
)
"""Those of 2020 are what the indicator table prints as 100 % in that year; of the others it prints nothing."""


def service_stock(site: Site) -> Iterator[tuple[str, int]]:
    """The services that a facility can offer, with what it offers today."""
    for service in SERVICES:
        current = service.current(site)
        if current is not None:
            yield service.resource, current


def service_resources() -> list[list[object]]:
    """The rows of resources.csv: each institution has a service once, and at no price that we know of."""
    return [
        [service.resource, service.name, service.name_en, service.unit, "institutions", "", "facility", 1, 0, 0]
        for service in SERVICES
    ]
