"""What every application of the tests compiles alike, compiled once a process: routes, templates,
statements.

Thousands of tests make an application each. Of the time of a test of pages, a third went into
compiling the same templates, a fifth into the same routes, and a sixth into the same statements.
"""

from collections.abc import Callable
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule


class TemplatesOnce(BytecodeCache):
    """Compiled templates by name and source, in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if (known := self.kept.get((bucket.key, bucket.checksum))) is not None:
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


TEMPLATES = TemplatesOnce()
#: Compiled statements of all engines, each by its dialect (``alike``) and what it asks.
STATEMENTS: LRUCache[Any, Any] = LRUCache(3000)


def alike(one: DefaultDialect, other: object) -> bool:
    """In place of ``DefaultDialect.__eq__``: the tests have one server, so a class has one way."""
    return type(one) is type(other)


def by_class(dialect: DefaultDialect) -> int:
    """The hash that goes with ``alike``."""
    return hash(type(dialect))


#: What ``Rule.compile`` finds out from the text of a route alone.
_FOUND = ("_parts", "_trace", "_converters", "arguments")
_BUILDERS = ("_build", "_build_unknown")


def routes_once() -> Callable[[Rule], None]:
    """In place of ``Rule.compile``. A route with defaults is compiled each time."""
    original = Rule.compile
    kept: dict[Any, dict[str, Any]] = {}

    def compile_once(rule: Rule) -> None:
        if rule.defaults:
            return original(rule)
        key = (rule.rule, rule.subdomain, rule.host, rule.merge_slashes)
        if key not in kept:
            original(rule)
            kept[key] = {name: getattr(rule, name) for name in _FOUND}
            kept[key] |= {name: getattr(rule, name).__func__ for name in _BUILDERS}
            return None
        for name in _FOUND:
            setattr(rule, name, kept[key][name])
        for name in _BUILDERS:
            setattr(rule, name, kept[key][name].__get__(rule, None))
        return None

    return compile_once
