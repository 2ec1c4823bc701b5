"""Categories and topics as the services of Open311, and back again. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from hotline.keywords import Lexicon, Topic
from hotline.open311.words import words

OTHER = "other"
"""The service of whatever has no category yet: the hotline finds one."""
_MOST_KEYWORDS = 12
# What would divide an address, a list or a query.
_DIVIDING = re.compile(r"[\s/\\,.?#%&;=+]+")


@dataclass(frozen=True)
class Service:
    """One kind of matter. Both `category` and `topic` are None for OTHER, `topic` for a whole category."""

    code: str
    name: str
    description: str
    group: str
    keywords: tuple[str, ...]
    category: str | None = None
    topic: str | None = None


@dataclass(frozen=True)
class Services:
    """Everything that can be asked for, in the order of the scheme."""

    all: tuple[Service, ...]

    @cached_property
    def by_code(self) -> Mapping[str, Service]:
        return {service.code: service for service in self.all}

    @cached_property
    def categories(self) -> frozenset[str]:
        return frozenset(service.category for service in self.all if service.category is not None)

    def topics(self, category: str) -> tuple[str, ...]:
        """The topics of a category that have a service of their own."""
        return tuple(one.topic for one in self.all if one.category == category and one.topic is not None)

    def of(self, category: str | None, topic: str | None) -> Service:
        """The service that a case belongs to."""
        if category not in self.categories:
            return self.by_code[OTHER]
        return self.by_code.get(code_of(category, topic)) or self.by_code[code_of(category, None)]


def code_of(category: str | None, topic: str | None) -> str:
    """A code that says what it means and can stand in an address and in a list."""
    parts = filter(None, (category, topic))
    return "-".join(_DIVIDING.sub("_", part) for part in parts) or OTHER


def services_of(lexicon: Lexicon, hidden_categories: Iterable[str] = ()) -> Services:
    """The services of a lexicon; what is filed in a hidden category is not shown, so none is offered."""
    hidden = frozenset(hidden_categories)
    found: dict[str, Service] = {}
    for category in lexicon.categories:
        if category not in hidden:
            topics = [topic for topic in lexicon.topics if topic.category == category]
            for service in (_whole(category, topics), *_each(category, topics)):
                found.setdefault(service.code, service)
    other = words()["service"]
    keywords = tuple(str(other["other_keywords"]).split(", "))
    found[OTHER] = Service(OTHER, other["other"], other["other_description"], other["other"], keywords)
    return Services(tuple(found.values()))


def _whole(category: str, topics: Iterable[Topic]) -> Service:
    names = tuple(dict.fromkeys(topic.name for topic in topics))
    description = words()["service"]["category"].format(category=category)
    return Service(code_of(category, None), category, description, category, names[:_MOST_KEYWORDS], category)


def _each(category: str, topics: Iterable[Topic]) -> Iterable[Service]:
    by_name: dict[str, list[str]] = {}
    for topic in topics:
        by_name.setdefault(topic.name, []).extend([*filter(None, (topic.part,)), *topic.strong])
    for name, said in by_name.items():
        description = words()["service"]["topic"].format(category=category, topic=name)
        keywords = tuple(dict.fromkeys(word for word in said if "," not in word))[:_MOST_KEYWORDS]
        yield Service(code_of(category, name), name, description, category, keywords, category, name)
