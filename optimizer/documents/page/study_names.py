"""What things are called on the page of a study, which knows them by id: from the instance, else from the standard
names, else the id itself."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any

from models.instance import Instance, Vocabulary
from optimizer.reading.shipped import instances_folder
from optimizer.reading.vocabulary import read_vocabulary
from optimizer.reporting.naming import area_name, resource_name
from optimizer.reporting.numbers import grouped, money

VOCABULARY_FILE = "vocabulary.toml"


class Names:
    """Names in one language; without an instance those that its documents leave open are ids and plain numbers."""

    def __init__(self, instance: Instance | None, lang: str) -> None:
        self._instance = instance
        self.lang = lang

    def region(self, document: dict[str, Any]) -> str:
        """What the region of a study is called."""
        if self._instance is None:
            return str(document["instance"])
        own = self._instance
        return own.title_en if self.lang == "en" and own.title_en else own.title

    def resource(self, resource: str) -> str:
        """The name of a resource."""
        if self._instance is not None and resource in self._instance.resources:
            return resource_name(self._instance, resource, self.lang)
        names = _standard().names.get("resource", {}).get(resource)
        return names[self.lang == "en"] if names else resource

    def area(self, area: str, written: str | None = None) -> str:
        """The name of an area; without an instance the one that the document has, else its id."""
        if self._instance is not None and area in self._instance.areas:
            return area_name(self._instance, area, self.lang)
        return written or area

    @property
    def currency(self) -> str:
        """The currency, empty where it is not known."""
        return "" if self._instance is None else self._instance.currency

    def money(self, value: Fraction) -> str:
        """An amount; without a currency the number alone."""
        return money(value, self.currency, self.lang) if self.currency else grouped(value, 0)


@cache
def _standard() -> Vocabulary:
    return read_vocabulary(instances_folder() / VOCABULARY_FILE)


def exact(number: Any) -> Fraction | None:
    """A number of a JSON document as it is written there; None for null."""
    return None if number is None else Fraction(str(number))
