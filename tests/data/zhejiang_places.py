"""The places of Zhejiang: English names, seats, the hospitals that the plan names, the mountain and island counties."""

from __future__ import annotations

from typing import NamedTuple

PROVINCE = "330000"

CITIES_EN = {
    "330100": "Hangzhou",
    "330200": "Ningbo",
    "330300": "Wenzhou",
    "330400": "Jiaxing",
    "330500": "Huzhou",
    "330600": "Shaoxing",
    "330700": "Jinhua",
    "330800": "Quzhou",
    "330900": "Zhoushan",
    "331000": "Taizhou",
    "331100": "Lishui",
}

SEATS = {
    "330100": "330102",
    "330200": "330212",
    "330300": "330302",
    "330400": "330402",
    "330500": "330502",
    "330600": "330602",
    "330700": "330702",
    "330800": "330802",
    "330900": "330902",
    "331000": "331002",
    "331100": "331102",
}
"""The district in which the city's government sits; what the city runs is placed there."""

CAPITAL = "330100"

COUNTIES_EN = dict(
    entry.split(":")
    for entry in [
        "330102:Shangcheng",
        "330105:Gongshu",
        "330106:Xihu",
        "330108:Binjiang",
        "330109:Xiaoshan",
        "330110:Yuhang",
        "330111:Fuyang",
        "330112:Lin'an",
        "330113:Linping",
        "330114:Qiantang",
        "330122:Tonglu",
        "330127:Chun'an",
        "330182:Jiande",
        "330203:Haishu",
        "330205:Jiangbei",
        "330206:Beilun",
        "330211:Zhenhai",
        "330212:Yinzhou",
        "330213:Fenghua",
        "330225:Xiangshan",
        "330226:Ninghai",
        "330281:Yuyao",
        "330282:Cixi",
        "330302:Lucheng",
        "330303:Longwan",
        "330304:Ouhai",
        "330305:Dongtou",
        "330324:Yongjia",
        "330326:Pingyang",
        "330327:Cangnan",
        "330328:Wencheng",
        "330329:Taishun",
        "330381:Rui'an",
        "330382:Yueqing",
        "330383:Longgang",
        "330402:Nanhu",
        "330411:Xiuzhou",
        "330421:Jiashan",
        "330424:Haiyan",
        "330481:Haining",
        "330482:Pinghu",
        "330483:Tongxiang",
        "330502:Wuxing",
        "330503:Nanxun",
        "330521:Deqing",
        "330522:Changxing",
        "330523:Anji",
        "330602:Yuecheng",
        "330603:Keqiao",
        "330604:Shangyu",
        "330624:Xinchang",
        "330681:Zhuji",
        "330683:Shengzhou",
        "330702:Wucheng",
        "330703:Jindong",
        "330723:Wuyi",
        "330726:Pujiang",
        "330727:Pan'an",
        "330781:Lanxi",
        "330782:Yiwu",
        "330783:Dongyang",
        "330784:Yongkang",
        "330802:Kecheng",
        "330803:Qujiang",
        "330822:Changshan",
        "330824:Kaihua",
        "330825:Longyou",
        "330881:Jiangshan",
        "330902:Dinghai",
        "330903:Putuo",
        "330921:Daishan",
        "330922:Shengsi",
        "331002:Jiaojiang",
        "331003:Huangyan",
        "331004:Luqiao",
        "331022:Sanmen",
        "331023:Tiantai",
        "331024:Xianju",
        "331081:Wenling",
        "331082:Linhai",
        "331083:Yuhuan",
        "331102:Liandu",
        "331121:Qingtian",
        "331122:Jinyun",
        "331123:Suichang",
        "331124:Songyang",
        "331125:Yunhe",
        "331126:Qingyuan",
        "331127:Jingning",
        "331181:Longquan",
    ]
)

MOUNTAIN = frozenset(
    [
        "330127",
        "330324",
        "330326",
        "330327",
        "330328",
        "330329",
        "330723",
        "330727",
        "330802",
        "330803",
        "330822",
        "330824",
        "330825",
        "330881",
        "331022",
        "331023",
        "331024",
        "331102",
        "331121",
        "331122",
        "331123",
        "331124",
        "331125",
        "331126",
        "331127",
        "331181",
    ]
)
"""The 26 mountain counties (山区26县) as commonly listed in 2021; the plan gives the number only (32 with islands)."""

ISLAND = frozenset(["330305", "330902", "330903", "330921", "330922", "331083"])
"""The 6 island counties; with the 26 they are the 32 of the plan."""


class Named(NamedTuple):
    """A hospital run by the province that the plan names; ``size`` is its share of the provincial hospitals' beds."""

    id: str
    name: str
    name_en: str
    area: str
    type: str
    size: int


PROVINCIAL = (
    Named(
        "zhejiang-peoples-hospital",
        "浙江省人民医院",
        "Zhejiang Provincial People's Hospital",
        "330105",
        "general_hospital",
        14,
    ),
    Named(
        "zju-first-hospital",
        "浙江大学医学院附属第一医院",
        "First Affiliated Hospital of Zhejiang University",
        "330102",
        "general_hospital",
        20,
    ),
    Named(
        "zju-second-hospital",
        "浙江大学医学院附属第二医院",
        "Second Affiliated Hospital of Zhejiang University",
        "330102",
        "general_hospital",
        18,
    ),
    Named(
        "zhejiang-hospital",
        "浙江医院",
        "Zhejiang Hospital",
        "330106",
        "general_hospital",
        7,
    ),
    Named(
        "zhejiang-tcm-hospital",
        "浙江省中医院",
        "Zhejiang Provincial Hospital of Chinese Medicine",
        "330102",
        "tcm_hospital",
        13,
    ),
    Named(
        "zcmu-second-hospital",
        "浙江中医药大学附属第二医院",
        "Second Affiliated Hospital of Zhejiang Chinese Medical University",
        "330105",
        "tcm_hospital",
        6,
    ),
    Named(
        "zhejiang-cancer-hospital",
        "中国科学院大学附属肿瘤医院",
        "Cancer Hospital of the University of Chinese Academy of Sciences",
        "330105",
        "specialised_hospital",
        9,
    ),
    Named(
        "zhejiang-childrens-hospital",
        "浙江大学医学院附属儿童医院",
        "Children's Hospital of Zhejiang University",
        "330108",
        "children_hospital",
        7,
    ),
    Named(
        "zhejiang-womens-hospital",
        "浙江省妇产科医院",
        "Zhejiang Provincial Hospital of Obstetrics and Gynaecology",
        "330102",
        "maternal_child_hospital",
        5,
    ),
    Named(
        "tongde-hospital",
        "浙江省立同德医院（省精神卫生中心）",
        "Tongde Hospital (Provincial Mental Health Centre)",
        "330106",
        "psychiatric_hospital",
        6,
    ),
    Named(
        "wmu-hospitals",
        "温州医科大学附属医院（合计）",
        "Affiliated hospitals of Wenzhou Medical University (together)",
        "330302",
        "general_hospital",
        23,
    ),
)
"""Those the plan names, in 四（一）2, 四（二）1–3, 四（三）4 and 四（四）1–3; the sizes are assumed."""
