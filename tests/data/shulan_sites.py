"""The institutions and townships of Shulan as its plan names them, with what is known of each by its kind."""

from __future__ import annotations

from typing import NamedTuple

COUNTY = "220283"
PRIMARY_TYPES = ("community_center", "central_township_health_centre", "township_health_centre")
TOWNSHIP_CENTRES = PRIMARY_TYPES[1:]


class Site(NamedTuple):
    """One institution of the plan; ``township`` is empty where the plan does not say in which one it lies."""

    id: str
    name: str
    name_en: str
    type: str
    township: str

    @property
    def ownership(self) -> str:
        """The plan counts nursing stations with the public county and grassroots beds; some owners are assumed."""
        private = ("private_hospitals", "infant_care", "elderly_rehab_centre")
        return "private" if self.type in private else {"village_clinic": "collective"}.get(self.type, "public")

    @property
    def level(self) -> str:
        """Whose institution it is; ``private`` is ours, the plan gives private institutions no level."""
        if self.type in (*PRIMARY_TYPES, "nursing_station", "village_clinic"):
            return "primary"
        if self.ownership == "private":
            return "private"
        return "city" if self.type == "psychiatric_hospital" else "county"

    @property
    def candidate(self) -> bool:
        """Whether the plan means to found it; all others stood in 2020."""
        return self.id in ("binhe-community", "shulan-ems-centre")

    @property
    def institutions(self) -> int:
        """How many institutions the row stands for in 2020; 1 where the plan does not count them."""
        return 0 if self.candidate else {"private_hospitals": 15, "village_clinic": 239}.get(self.type, 1)

    @property
    def grade(self) -> str:
        """The plan counts five hospitals of grade 2, four of them 2A, and wants the TCM hospital at 2A (README)."""
        return "2A" if self.type in ("general_hospital", "psychiatric_hospital", "tcm_hospital") else ""

    @property
    def departments(self) -> int | str:
        """Clinical departments of a township health centre, assumed; elsewhere unknown."""
        return 5 if self.type in TOWNSHIP_CENTRES else ""


SITES = tuple(
    Site(*line.split(","))
    for line in """
shulan-psychiatric-hospital,吉林市舒兰精神病医院,Shulan Psychiatric Hospital of Jilin City,psychiatric_hospital,
shulan-peoples-hospital,舒兰市人民医院,Shulan People's Hospital,general_hospital,
shulan-second-peoples-hospital,舒兰市第二人民医院,Shulan Second People's Hospital,general_hospital,
shulan-mch-hospital,舒兰市妇幼保健院,Shulan Maternal and Child Health Hospital,maternal_child_hospital,
shulan-tcm-hospital,舒兰市中医院,Shulan Hospital of Traditional Chinese Medicine,tcm_hospital,
nancheng-community,舒兰市南城社区卫生服务中心,Nancheng Community Health Centre,community_center,南城街道
beicheng-community,舒兰市北城社区卫生服务中心,Beicheng Community Health Centre,community_center,北城街道
jishu-community-1,舒兰市吉舒第一社区卫生服务中心,Jishu First Community Health Centre,community_center,吉舒街道
jishu-community-2,舒兰市吉舒第二社区卫生服务中心,Jishu Second Community Health Centre,community_center,吉舒街道
huancheng-community,舒兰市环城社区卫生服务中心,Huancheng Community Health Centre,community_center,环城街道
kaiyuan-centre,舒兰市开原镇中心卫生院,Kaiyuan Central Township Health Centre,central_township_health_centre,开原镇
xihe-centre,舒兰市溪河镇中心卫生院,Xihe Central Township Health Centre,central_township_health_centre,溪河镇
baiqi-centre,舒兰市白旗镇中心卫生院,Baiqi Central Township Health Centre,central_township_health_centre,白旗镇
fate-centre,舒兰市法特镇中心卫生院,Fate Central Township Health Centre,central_township_health_centre,法特镇
pingan-centre,舒兰市平安镇中心卫生院,Ping'an Central Township Health Centre,central_township_health_centre,平安镇
shangying-centre,舒兰市上营镇中心卫生院,Shangying Central Township Health Centre,central_township_health_centre,上营镇
chaoyang,舒兰市朝阳镇卫生院,Chaoyang Township Health Centre,township_health_centre,朝阳镇
qili,舒兰市七里乡卫生院,Qili Township Health Centre,township_health_centre,七里乡
qili-fenghuang,舒兰市七里乡凤凰卫生院,Qili Fenghuang Health Centre,township_health_centre,七里乡
kaiyuan-qingsong,舒兰市开原镇青松卫生院,Kaiyuan Qingsong Health Centre,township_health_centre,开原镇
xinan,舒兰市新安乡卫生院,Xin'an Township Health Centre,township_health_centre,新安乡
xinan-yushugou,舒兰市新安乡榆树沟卫生院,Xin'an Yushugou Health Centre,township_health_centre,新安乡
shuiquliu,舒兰市水曲柳镇卫生院,Shuiquliu Township Health Centre,township_health_centre,水曲柳镇
xiaocheng,舒兰市小城镇卫生院,Xiaocheng Township Health Centre,township_health_centre,小城镇
tiande-qingfeng,舒兰市天德乡庆丰卫生院,Tiande Qingfeng Health Centre,township_health_centre,天德乡
tiande,舒兰市天德乡卫生院,Tiande Township Health Centre,township_health_centre,天德乡
lianhua,舒兰市莲花乡卫生院,Lianhua Township Health Centre,township_health_centre,莲花乡
liangjiashan,舒兰市亮甲山乡卫生院,Liangjiashan Township Health Centre,township_health_centre,亮甲山乡
jinma,舒兰市金马镇卫生院,Jinma Township Health Centre,township_health_centre,金马镇
nursing-stations,护理站,Nursing stations (together),nursing_station,
private-hospitals,社会办医院（合计）,Private hospitals (together),private_hospitals,
shulan-cdc,舒兰市疾病预防控制中心,Shulan Centre for Disease Control and Prevention,cdc,
shulan-tb-institute,舒兰市结核病防治所,Shulan Tuberculosis Institute,tb_institute,
shulan-health-supervision,舒兰市卫生监督所,Shulan Health Supervision Institute,health_supervision,
binhe-community,舒兰市滨河社区卫生服务中心,Binhe Community Health Centre,community_center,滨河街道
village-clinics,村卫生室（合计）,Village clinics (together),village_clinic,
infant-care,托育机构（合计）,Infant-care institutions (together),infant_care,
elderly-rehab-centres,老年康复中心（合计）,Rehabilitation centres for the elderly (together),elderly_rehab_centre,
shulan-ems-centre,舒兰市急救中心,Shulan Emergency Centre,ems_centre,
""".strip().splitlines()
)
"""The facilities in the order of the plan's four bed tables, then those without a row there."""

NAMES_EN = {
    "舒兰市": "Shulan",
    "北城街道": "Beicheng Subdistrict",
    "南城街道": "Nancheng Subdistrict",
    "环城街道": "Huancheng Subdistrict",
    "吉舒街道": "Jishu Subdistrict",
    "滨河街道": "Binhe Subdistrict",
    "法特镇": "Fate Town",
    "白旗镇": "Baiqi Town",
    "溪河镇": "Xihe Town",
    "朝阳镇": "Chaoyang Town",
    "小城镇": "Xiaocheng Town",
    "上营镇": "Shangying Town",
    "水曲柳镇": "Shuiquliu Town",
    "平安镇": "Ping'an Town",
    "金马镇": "Jinma Town",
    "开原镇": "Kaiyuan Town",
    "莲花乡": "Lianhua Township",
    "亮甲山乡": "Liangjiashan Township",
    "新安乡": "Xin'an Township",
    "七里乡": "Qili Township",
    "天德乡": "Tiande Township",
}
