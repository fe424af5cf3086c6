"""A small sound instance as the text of its files, and the faults that one changed piece of it makes."""

from models.instance import Vocabulary

VOCABULARY = Vocabulary(frozenset({"beds"}), frozenset({"residents"}), {}, {})
FILES = {
    "instance.toml": 'title = "舒兰市"\npolicy = "plan-145"\n',
    "areas.csv": (
        "area,name,level,parent,lon,lat,area_km2,residents,island\n"
        "01,舒兰,county,,126.9,44.4,4560.1,406744,\n"
        "0101,NA,township,01,,,,,yes\n"
    ),
    "facilities.csv": (
        "facility,name,area,type,grade,status,open_cost,lon,lat,planned_beds\n"
        "H1,人民医院,0101,general_hospital,2A,,,126.9,44.4,730\n"
        "H2,新院,01,general_hospital,,candidate,5000000,,,\n"
        "H3,老院,01,general_hospital,2B,closable,,,,\n"
    ),
    "resources.csv": (
        "resource,name,unit,part_of,group,keep,max_per_facility,capital_cost,annual_cost\n"
        "beds,床位,张,,,,,1000000,0\n"
        "icu_beds,重症床位,张,beds,purpose,facility,,,\n"
        "tcm_beds,中医床位,张,beds,purpose,county,,,\n"
        "fever_clinic,发热门诊,个,,,none,1,,\n"
    ),
    "stock.csv": (
        "facility,resource,current,min,max,capital_cost,annual_cost\n"
        "H1,beds,495,,800,557500.5,\n"
        "H1,icu_beds,20,,,,\n"
        "H1,tcm_beds,30,10,,,\n"
        "H1,fever_clinic,1,,,,\n"
        "H2,beds,0,50,300,,\n"
        "H3,beds,120,,,,\n"
    ),
}
TRAVEL = "area,facility,minutes,km\n01,H1,12.5,\n0101,H1,0,0\n"

CELL_FAULTS = [
    ("areas.csv", "\n01,舒兰", "\nregion,舒兰", "reserved-id", 2, "area"),
    ("areas.csv", "township,01,", "township,02,", "unknown-reference", 3, "parent"),
    ("areas.csv", "NA,township", "NA,county", "parent-level", 3, "parent"),
    ("areas.csv", "county,,126.9", "county,01,126.9", "cycle", 2, "parent"),
    ("areas.csv", "126.9,44.4,4560.1", "126.9,,4560.1", "half-coordinate", 2, "lat"),
    ("areas.csv", "126.9,44.4,4560.1", "126.9,90.5,4560.1", "out-of-range", 2, "lat"),
    ("areas.csv", "4560.1", "0", "out-of-range", 2, "area_km2"),
    ("facilities.csv", "人民医院,0101", "人民医院,101", "unknown-reference", 2, "area"),
    ("facilities.csv", "candidate", "planned", "bad-choice", 3, "status"),
    ("facilities.csv", "5000000", "-1", "out-of-range", 3, "open_cost"),
    ("facilities.csv", ",126.9,44.4,730", ",,44.4,730", "half-coordinate", 2, "lon"),
    ("facilities.csv", "人民医院,0101,general_hospital", "人民医院,0101,", "missing-cell", 2, "type"),
    ("resources.csv", "icu_beds,重症床位,张,beds", "icu_beds,重症床位,张,bed", "unknown-reference", 3, "part_of"),
    ("resources.csv", "fever_clinic,发热门诊,个,,,", "fever_clinic,发热门诊,个,,g,", "group-without-whole", 5, "group"),
    ("resources.csv", "beds,床位,张,,", "beds,床位,张,icu_beds,", "cycle", 2, "part_of"),
    ("resources.csv", "county", "city", "bad-choice", 4, "keep"),
    ("resources.csv", "1000000,0", "-5,0", "out-of-range", 2, "capital_cost"),
    ("resources.csv", "none,1,", "none,1.5,", "bad-number", 5, "max_per_facility"),
    ("stock.csv", "H3,beds", "H9,beds", "unknown-reference", 7, "facility"),
    ("stock.csv", "H3,beds", "H3,bed", "unknown-reference", 7, "resource"),
    ("stock.csv", "H2,beds,0,50", "H2,beds,5,50", "candidate-stock", 6, "current"),
    ("stock.csv", "50,300", "301,300", "bounds", 6, "min"),
    ("stock.csv", "495,,800", "495,,494", "bounds", 2, "max"),
    ("stock.csv", "fever_clinic,1,", "fever_clinic,2,", "bounds", 5, "current"),
    ("stock.csv", "fever_clinic,1,", "fever_clinic,1,2", "bounds", 5, "min"),
    ("stock.csv", "H1,beds,495,,800,557500.5,\n", "", "missing-whole", 2, "resource"),
    ("stock.csv", "icu_beds,20", "icu_beds,496", "part-above-whole", 3, "current"),
    ("stock.csv", "icu_beds,20", "icu_beds,470", "group-above-whole", 3, "current"),
    ("stock.csv", "icu_beds,20", "icu_beds,495", "group-above-whole", 3, "current"),
    ("stock.csv", "H3,beds,120", "H3,beds,", "missing-cell", 7, "current"),
    ("stock.csv", "H3,beds,120,,,,", "H2,beds,120,,,,", "duplicate-id", 7, "facility, resource"),
    ("stock.csv", "557500.5", "-0.01", "out-of-range", 2, "capital_cost"),
]
"""(file, old text, new text, code of the problem, its row, its column)"""
