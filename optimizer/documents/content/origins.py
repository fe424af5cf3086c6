"""Where the numbers come from: sources and assumptions, input files with their digests, options, versions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from optimizer.documents.content.overview import currency_name, region_name
from optimizer.documents.dossier import Dossier
from optimizer.documents.sheet import Cell, Field, Sheet
from optimizer.reporting.numbers import csv_number
from optimizer.reporting.words import say

STANDINGS: Mapping[str, re.Pattern[str]] = {
    "sourced": re.compile(r"\bsourced\b|有出处|有来源|来源于", re.IGNORECASE),
    "modelled": re.compile(r"\bmodell?ed\b|推算|测算|估算", re.IGNORECASE),
    "assumed": re.compile(r"\bassumed\b|假定|假设", re.IGNORECASE),
}
"""By which words a source says of a number that a text has it, that it was worked out, or that it was assumed."""


def sources(dossier: Dossier, lang: str) -> Sheet:
    """What the instance says about the origin of its numbers: which ones, whether sourced, modelled or assumed, how."""
    rows = tuple((what, standing(text, lang), text) for what, text in dossier.instance.sources.items())
    fields = (
        Field("what", say("doc_what", lang)),
        Field("standing", say("doc_standing", lang)),
        Field("source", say("doc_origin", lang)),
    )
    notes = () if rows else (say("doc_no_sources", lang),)
    return Sheet("sources", say("doc_sources", lang), fields, rows, notes=notes)


def standing(text: str, lang: str) -> str:
    """Sourced, modelled or assumed, as the text says, in its order; that it does not say so, if it does not."""
    found = {key: match.start() for key, pattern in STANDINGS.items() if (match := pattern.search(text))}
    keys = sorted(found, key=lambda key: found[key])
    return say("listed", lang).join(say(f"doc_{key}", lang) for key in keys) or say("doc_not_said", lang)


def inputs(dossier: Dossier, lang: str) -> Sheet:
    """The files that were read, each with the SHA-256 of its bytes."""
    rows = tuple((file, digest) for file, digest in dossier.summary["inputs"].items())
    fields = (Field("file", say("doc_file", lang)), Field("sha256", "SHA-256"))
    return Sheet("inputs", say("doc_inputs", lang), fields, rows)


def run(dossier: Dossier, lang: str) -> Sheet:
    """What names the run and repeats it: region, policy, how it ended, options and versions."""
    fields = (Field("key", say("doc_item", lang)), Field("value", say("doc_content", lang)))
    return Sheet("run", say("doc_run", lang), fields, tuple(_run_rows(dossier, lang)))


def _run_rows(dossier: Dossier, lang: str) -> Iterator[tuple[Cell, ...]]:
    instance, policy, summary = dossier.instance, dossier.policy, dossier.summary
    yield say("doc_run_id", lang), dossier.run_id
    yield say("doc_region", lang), f"{region_name(dossier, lang)} ({instance.name})"
    yield say("policy", lang), f"{policy.title} ({policy.name})"
    for key, year in (("doc_base_year", instance.base_year), ("doc_target_year", instance.target_year)):
        if year is not None:
            yield say(key, lang), str(year)
    yield say("doc_status", lang), say(str(summary["status"]), lang)
    yield say("doc_stop", lang), say(str(summary["stop_reason"]), lang)
    yield say("doc_currency", lang), currency_name(dossier, lang)
    yield say("doc_annualise", lang), csv_number(instance.annualise_years)
    for option, value in sorted(summary["options"].items()):
        if value not in (None, [], ""):
            yield say("doc_option", lang, name=option), _option(value)
    for package, version in sorted(summary["versions"].items()):
        yield say("doc_version", lang, name=package), str(version)


def _option(value: object) -> str:
    return ", ".join(str(each) for each in value) if isinstance(value, list) else str(value)
