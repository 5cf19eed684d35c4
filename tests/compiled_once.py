"""What every application of the tests compiles alike, compiled once a process: routes, templates.

Thousands of tests make an application each. Of the time of a test of pages, a third went into
compiling the same templates, and a fifth into the same routes.
"""

from collections.abc import Callable
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
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

_Builder = Callable[..., tuple[str, str]]


def routes_once() -> Callable[..., _Builder]:
    """In place of ``Rule._compile_builder``, whose outcome depends on the route's text alone."""
    original: Callable[..., _Builder] = Rule._compile_builder
    kept: dict[Any, _Builder] = {}

    def compile_builder(rule: Rule, append_unknown: bool = True) -> _Builder:
        if rule.defaults:
            return original(rule, append_unknown)
        key = (tuple(rule._trace), append_unknown)
        if key not in kept:
            kept[key] = original(rule, append_unknown)
        return kept[key]

    return compile_builder
