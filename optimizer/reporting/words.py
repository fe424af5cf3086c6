"""Every word of the reports in Chinese and English, and which name of a thing to print.

Words in braces are filled in by :func:`say`; what is filled in is never read as a template again.
"""

from __future__ import annotations

import locale
import os
from collections.abc import Mapping
from typing import Protocol

LANGUAGES = ("zh", "en")

WORDS: Mapping[str, Mapping[str, str]] = {
    key: {"zh": chinese, "en": english}
    for key, chinese, english in (
        # statuses of a solve, and why it stopped
        ("optimal", "最优", "optimal"),
        ("feasible", "可行，未证明最优", "feasible, not proven optimal"),
        ("infeasible", "不可行", "infeasible"),
        ("no_plan", "没有找到方案", "no plan found"),
        ("finished", "求解完成", "finished"),
        ("time_limit", "达到时间上限", "time limit reached"),
        ("effort_limit", "最后目标的证明未做完", "proof of the last goal left unfinished"),
        ("interrupted", "被中断", "interrupted"),
        ("solver_failed", "求解器出错", "solver failed"),
        # headings and columns
        ("title", "{instance}（{name}）：{policy}：{status}", "{instance} ({name}), {policy}: {status}"),
        ("counties", "各县（市、区）", "By county"),
        ("totals", "全域合计", "Totals"),
        ("facilities", "各机构：{place}", "By facility: {place}"),
        ("clauses", "条款", "Clauses"),
        ("unmet", "未满足的条款", "Clauses not met"),
        ("references", "参考数（不作为目标）", "Reference numbers (not targets) that differ"),
        ("goals", "目标（依次优先）", "Goals, the most important first"),
        ("cost", "费用", "Cost"),
        ("equity", "公平性（现状 → 方案）", "Equity (now → plan)"),
        ("warnings", "提示", "Warnings"),
        ("breaches", "违反的基础约束", "Hard facts that are broken"),
        ("conflict", "不能同时满足的条款", "Clauses that cannot hold together"),
        ("county", "县（市、区）", "county"),
        ("resource", "资源", "resource"),
        ("change_of", "现状 → 方案", "now → plan"),
        ("change", "增减", "change"),
        ("per_1000", "每千人口", "per 1000"),
        ("facility", "机构", "facility"),
        ("clause", "条款", "clause"),
        ("nature", "性质（解读）", "nature\n(as read)"),
        ("content", "内容", "content"),
        ("requirement", "要求", "required"),
        ("attained", "达到", "attained"),
        ("status", "结果", "result"),
        ("source", "出处", "source"),
        ("difference", "差", "difference"),
        ("place_facility", "机构", "facility"),
        ("place_area", "地区", "area"),
        ("total", "合计", "total"),
        ("now", "现状", "now"),
        ("planned", "方案", "plan"),
        ("change_of_cost", "增减", "change"),
        ("goal", "目标", "goal"),
        ("value", "取值", "value"),
        ("bound", "理论下界", "proven bound"),
        ("gap", "差距", "gap"),
        ("gini_residents", "基尼系数（人口）", "Gini, residents"),
        ("gini_area", "基尼系数（面积）", "Gini, area"),
        ("theil", "泰尔指数", "Theil"),
        ("id", "代码", "id"),
        ("name", "名称", "name"),
        ("instances", "实例", "Instances"),
        ("policies", "政策", "Policies"),
        ("coverage", "各规划量化语句的编码情况", "Quantitative sentences of each plan"),
        ("sentences", "量化语句", "sentences"),
        ("encoded", "已编码", "encoded"),
        ("not_an_allocation", "非配置事项", "no allocation"),
        ("policy", "政策", "policy"),
        ("clause_count", "条款数", "clauses"),
        # natures and goals
        ("binding", "约束性", "binding"),
        ("principle", "原则性", "principle"),
        ("anticipated", "预期性", "anticipated"),
        ("guiding", "指导性", "guiding"),
        ("strive", "力争", "strive"),
        ("reference", "参考", "reference"),
        ("goal_natures", "{natures}条款的缺口", "shortfall, {natures}"),
        ("goal_fairness", "最差地区的缺口", "shortfall of the worst-off area"),
        ("goal_cost", "年化费用", "annualised cost"),
        ("goal_stability", "各机构变动的不均程度", "concentration of change"),
        # lines
        ("in_area", "{name} – {area}", "{name} – {area}"),
        ("region", "全域", "whole region"),
        ("met", "满足", "met"),
        ("missing_units", "缺 {units}", "short by {units}"),
        ("excess_units", "超 {units}", "over by {units}"),
        ("broken", "违反，{detail}", "broken, {detail}"),
        ("not_applicable", "不适用", "not applicable"),
        ("not_applicable_because", "不适用：{reason}", "not applicable: {reason}"),
        ("instead", "以 {clause} 为准", "{clause} counts instead"),
        ("with_note", "{result}（{note}）", "{result} ({note})"),
        ("facilities_short", "{rows} 家机构中 {short} 家未满足（缺口 {share}）",
         "{short} of {rows} facilities not met (shortfall {share})"),
        ("facilities_met", "{rows} 家机构全部满足", "met in all {rows} facilities"),
        ("areas_short", "{rows} 个地区中 {short} 个未满足（缺口 {share}）",
         "{short} of {rows} areas not met (shortfall {share})"),
        ("areas_met", "{rows} 个地区全部满足", "met in all {rows} areas"),
        ("counts", "满足 {met} 条，未满足 {short} 条，违反 {violated} 条，不适用 {not_applicable} 条。",
         "{met} met, {short} short, {violated} broken, {not_applicable} not applicable."),
        ("reference_counts", "另有参考数 {rows} 条（不作为目标）：{met} 条相符，{short} 条不同。",
         "Beside them {rows} reference numbers, which are no targets: {met} agree, {short} differ."),
        ("differs", "差 {number}", "differs by {number}"),
        ("beyond", "超出允许范围 {number}", "{number} beyond what is accepted"),
        ("agrees", "相符", "agrees"),
        ("unmet_clause", "{clause} {name}（{nature}）", "{clause} {name} ({nature})"),
        ("unmet_rule", "要求：{rule}", "Asks: {rule}"),
        ("unmet_cite", "出处：{cite}", "Source: {cite}"),
        ("unmet_reason", "说明：{reason}", "Note: {reason}"),
        ("unmet_row", "{place}：要求 {required}，达到 {attained}，{missing}。",
         "{place}: required {required}, attained {attained}, {missing}."),
        ("more_facilities", "……另有 {count} 家机构。", "… and {count} more facilities."),
        ("more_areas", "……另有 {count} 个地区。", "… and {count} more areas."),
        # requirements
        ("ratio", "每{base}{sign}{value}", "{sign}{value} per {base}"),
        ("ratio_times", "{sign}{base}×{value}", "{sign}{value} × {base}"),
        ("unit_person", "名", "person"),
        ("unit_facilities", "家", "facilities"),
        ("unit_areas", "个地区", "areas"),
        ("unit_minutes", "分钟", "minutes"),
        ("unit_km", "公里", "km"),
        ("rule_share", "至少 {share} 的{whom}：{rule}", "for at least {share} of the {whom}: {rule}"),
        ("rule_mean", "按{whom}平均，{limit}以内到达服务机构：{rule}",
         "{whom} within {limit} of what serves them, on average: {rule}"),
        ("rule_within", "{rule}（{limit}以内）", "{rule} within {limit}"),
        ("rule_or", "{rule}，或满足 {clause}", "{rule}, or {clause} is met"),
        ("rule_by", "{rule}（到 {year} 年）", "{rule} (by {year})"),
        ("areas", "地区", "areas"),
        ("measure_facilities", "机构", "facilities"),
        ("measure_capital_cost", "一次性投入", "capital cost"),
        ("measure_annual_cost", "年费用", "annual cost"),
        ("aspect_added", "新增{name}", "{name} added"),
        ("aspect_removed", "减少{name}", "{name} removed"),
        ("aspect_current", "现有{name}", "today's {name}"),
        ("capital", "一次性投入", "capital, once"),
        ("annual", "每年费用", "annual, per year"),
        ("cost_scope", "以上费用涵盖本实例的全部 {count} 家机构；现状按现有存量、同样的单价计算。",
         "This covers all {count} facilities of the instance; today's stock is priced in the same way."),
        ("per_10000", "* 每万人口", "* per 10,000 residents"),
        ("unchanged", "各机构均不变：{resources}", "The same in every facility: {resources}"),
        ("in_total", "{name}（共 {units}）", "{name} ({units} in all)"),
        ("opens", "{facility}（新开）", "{facility} (opens)"),
        ("closes", "{facility}（关闭）", "{facility} (closes)"),
        ("stays_closed", "{facility}（不开）", "{facility} (not opened)"),
        ("one_county", "不足两个县，无从比较。", "Fewer than two counties: nothing to compare."),
        ("no_change", "各机构均无变化。", "No facility changes."),
        ("too_long", "共 {rows} 行，屏幕上只列合计；逐县数据见 counties.csv。",
         "{rows} rows are too many for a screen: totals only; counties.csv has every county."),
        ("more", "……另有 {count} 条，见 summary.json。", "… and {count} more in summary.json."),
        ("not_reached", "未求解", "not reached"),
        ("unknown", "未知", "unknown"),
        # verdicts
        ("valid", "输入有效", "valid input"),
        ("broken_plan", "未满足", "broken"),
        ("kept_plan", "约束性条款均满足", "no binding clause broken"),
        ("newly_open", "新设：{names}", "To be opened: {names}"),
        ("newly_closed", "关闭：{names}", "To be closed: {names}"),
        ("holds", "已精确复核：{rows} 项约束性要求和全部基础约束（现有存量、上下限、从属关系）均成立。",
         "Re-checked exactly from the files: all {rows} binding rows and hard facts hold."),
        ("fails", "精确复核未通过：{rows} 项约束性要求、{facts} 项基础约束被违反。",
         "The exact re-check fails. Binding rows broken: {rows}; hard facts broken: {facts}."),
        ("verdict_infeasible", "不可行：约束性条款和基础约束（现有存量、上下限、从属关系）不能同时成立。",
         "Infeasible: the binding clauses and the hard facts cannot all hold."),
        ("verdict_no_plan", "没有找到方案：{stop}。", "No plan was found: {stop}."),
        # infeasibility
        ("conflict_at_least", "{area} {clause} {name}：要求 ≥ {required}，只能达到 {reachable}。",
         "{clause} {name} in {area}: requires ≥ {required}, reachable {reachable}."),
        ("conflict_at_most", "{area} {clause} {name}：要求 ≤ {required}，至少为 {reachable}。",
         "{clause} {name} in {area}: requires ≤ {required}, not below {reachable}."),
        ("conflict_between", "{area} {clause} {name}：要求 {required}，最接近 {reachable}。",
         "{clause} {name} in {area}: requires {required}, nearest {reachable}."),
        ("conflict_exactly", "{area} {clause} {name}：要求 = {required}，最接近 {reachable}。",
         "{clause} {name} in {area}: requires = {required}, nearest {reachable}."),
        ("conflict_intro", "以下要求不能与其他约束性条款及基础约束（现有存量、上下限、从属关系）同时满足：",
         "These cannot be met together with the other binding clauses and the hard facts (stock, bounds, part-of):"),
        ("conflict_note", "这里列出的是总缺口最小时仍不能满足的条款，不一定是全部原因。",
         "These stay short when the total shortfall is as small as it can be; they may not be the whole cause."),
        ("conflict_none", "与条款无关：存量表、机构表中的上下限本身不能同时成立。",
         "No clause is to blame: the bounds in the files themselves cannot all hold."),
        # breaches
        ("breach_min", "{facility} 的 {resource}：不得少于 {limit}，方案为 {achieved}。",
         "{facility}, {resource}: at least {limit}, the plan has {achieved}."),
        ("breach_max", "{facility} 的 {resource}：不得多于 {limit}，方案为 {achieved}。",
         "{facility}, {resource}: at most {limit}, the plan has {achieved}."),
        ("breach_open", "{facility} 已关闭，却有 {resource} {achieved}。",
         "{facility} is closed but has {achieved} of {resource}."),
        ("breach_part_of", "{facility} 的 {resource}：不得超过所属整体 {limit}，方案为 {achieved}。",
         "{facility}, {resource}: its whole has only {limit}, the plan has {achieved}."),
        ("breach_group", "{facility} 的 {resource}：各部分之和不得超过 {limit}，方案为 {achieved}。",
         "{facility}, {resource}: parts may add up to {limit}, the plan has {achieved}."),
        ("breach_keep", "{facility} 的 {resource} 总量：不得少于现状 {limit}，方案为 {achieved}。",
         "{facility}, {resource} in all: not below today's {limit}, the plan has {achieved}."),
        # check
        ("check_areas", "地区：{counts}", "areas: {counts}"),
        ("check_facilities", "机构：{counts}", "facilities: {counts}"),
        ("check_resources", "资源：{resources}", "resources: {resources}"),
        ("check_clauses", "条款：{counts}", "clauses: {counts}"),
        ("check_not_applicable", "不适用的条款", "Clauses that do not apply"),
        ("check_holds", "输入有效：{rows} 行存量，{clauses} 条条款。",
         "The input is valid: {rows} stock rows, {clauses} clauses."),
        ("count_of", "{count} {thing}", "{count} {thing}"),
        ("listed", "、", ", "),
        ("no_data", "缺少数据 {names}", "no data: {names}"),
        ("no_area", "没有符合条件的地区", "no area passes"),
        ("no_facility", "没有符合条件的机构", "no facility passes"),
        ("province", "省", "province"),
        ("city", "市", "city"),
        ("township", "乡镇（街道）", "township"),
        ("village", "村", "village"),
        ("open", "开放", "open"),
        ("closable", "可关闭", "closable"),
        ("candidate", "候选", "candidate"),
    )
}  # fmt: skip
"""key → language → text"""


class Named(Protocol):
    """Anything with a Chinese name and perhaps an English one."""

    @property
    def name(self) -> str:
        """The name that every thing has."""

    @property
    def name_en(self) -> str | None:
        """The English name, if one is written."""


def say(key: str, lang: str, **values: object) -> str:
    """The text of a key with its values filled in. Raises KeyError for a word or language that is not there."""
    return WORDS[key][lang].format(**values)


def name_of(thing: Named, lang: str) -> str:
    """The name in that language, or the only one there is."""
    return thing.name_en if lang == "en" and thing.name_en else thing.name


def default_language() -> str:
    """``zh`` where the environment or the system's locale is Chinese, else ``en``."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if setting := os.environ.get(variable):
            return "zh" if setting.lower().startswith("zh") else "en"
    system = locale.getlocale()[0] or ""
    return "zh" if system.lower().startswith(("zh", "chinese")) else "en"
