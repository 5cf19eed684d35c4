"""Finding words that reach the screen without passing the translations."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from jinja2 import Environment, nodes

#: Names and abbreviations that are the same in every language.
NAMES = frozenset(
    {"Atelier", "CSV", "dpi", "Excel", "IMEI", "JSON", "PDF", "Secure Boot", "TPM", "WWN", "ZPL"}
)
_SHOWN = frozenset({"alt", "aria-label", "aria-description", "placeholder", "title"})
#: Not shown: taken out before looking for words.
_CODE = re.compile(
    r"{#.*?#}|{% block width %}.*?{% endblock %}|{{.*?}}|{%.*?%}"
    r"|<(?P<tag>pre|code)\b.*?</(?P=tag)>",
    re.DOTALL,
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_SENTENCE = re.compile(r"[A-ZÀ-Ý][a-zà-ÿ]|[a-zà-ÿ]+ [a-zà-ÿ]")
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")
_TRANSLATED = frozenset({"_", "gettext", "ngettext"})
#: Whoever calls these hands over a text for the screen.
_SAYING = frozenset(
    {"Conflict", "Forbidden", "Invalid", "NotFound", "NotSignedIn", "Sentence", "TooLarge"}
    | {"TooMany", "ValidationError", "InputRequired", "DataRequired", "flash"}
)


def in_markup(template: str) -> list[str]:
    """Words in the text and the spoken attributes of a template that stand there as they are."""
    return _Texts(_CODE.sub(" ", template)).found


def in_expressions(template: str) -> list[str]:
    """Words between quotes in a template's own code, other than what is translated there."""
    tree = Environment(autoescape=True, extensions=["jinja2.ext.do"]).parse(template)
    return [text for text in _literals(tree) if _SENTENCE.match(text) and text not in NAMES]


def in_python(source: str) -> list[str]:
    """Texts handed over for the screen that nobody marked with ``N_`` or ``gettext``."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [text for call in calls for text in _said(call)]


class _Texts(HTMLParser):
    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(markup)
        self.close()

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if _WORD.search(text) and not set(_WORD.findall(text)) <= NAMES:
            self.found.append(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in _SHOWN and value:
                self.handle_data(value)


def _literals(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif not _is_translation(node):
        for child in node.iter_child_nodes():
            yield from _literals(child)


def _is_translation(node: nodes.Node) -> bool:
    return (
        isinstance(node, nodes.Call)
        and isinstance(node.node, nodes.Name)
        and node.node.name in _TRANSLATED
    )


def _said(call: ast.Call) -> Iterator[str]:
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    if name not in _SAYING and not name.endswith("Field"):
        return
    given = [*call.args[:1], *(k.value for k in call.keywords if k.arg in {"label", "message"})]
    for value in given:
        if isinstance(value, ast.JoinedStr):
            yield ast.unparse(value)
        elif isinstance(value, ast.Constant) and _is_text(value.value):
            yield value.value


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(_WORD.search(_PLACEHOLDER.sub("", value)))
