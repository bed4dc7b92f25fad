"""Find the texts that the web shows: in templates, scripts and modules, and Chinese that goes round the catalogues."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

from jinja2 import Environment, nodes

from review.script_texts import CALL

HAN = re.compile("[\u3001\u3002\u300a\u300b\u3400-\u9fff\uf900-\ufaff\uff08\uff09\uff0c\uff1a\uff1b\uff1f\uff01\u201c\u201d]")
"""What only Chinese texts hold; full-width plus and minus are signs."""
WORD = re.compile("[\u3400-\u9fff]")
_PLACE = re.compile(r"\{(\w+)[^}]*\}")
_NAME = re.compile(r"[A-Za-z_]\w*")
_NO_NAMES = {"if", "else", "or", "and", "not", "in", "for", "len", "str", "join", "int", "next", "is", "None", "tuple"}


def drawn_in_template(source: str) -> Iterator[str]:
    """Texts that a template hands to `_`."""
    yield from (call.args[0].value for call in _draws(Environment().parse(source)) if isinstance(call.args[0], nodes.Const))


def bare_in_template(source: str) -> Iterator[str]:
    """Chinese of a template that is not the first thing handed to `_`."""
    tree = Environment().parse(source)
    drawn = {id(call.args[0]) for call in _draws(tree)}
    yield from (text.data for text in tree.find_all(nodes.TemplateData) if HAN.search(text.data))
    for text in tree.find_all(nodes.Const):
        if isinstance(text.value, str) and HAN.search(text.value) and id(text) not in drawn:
            yield text.value


def bare_in_script(source: str) -> Iterator[str]:
    """Lines of a script with Chinese outside of `_("…")` and of comments."""
    for line in source.splitlines():
        if HAN.search(CALL.sub("", re.sub(r"(^|\s)//.*", "", line))):
            yield line


def words_of(module: ast.AST) -> Iterator[str]:
    """Chinese strings of a module of the web, but for docstrings, patterns, errors (they have two tongues) and names of files."""
    yield from (node.value for node in _strings(module) if isinstance(node, ast.Constant))


def put_together(module: ast.AST) -> Iterator[str]:
    """Chinese f-strings of a module of the web: a catalogue could not know them."""
    yield from (ast.unparse(node) for node in _strings(module) if isinstance(node, ast.JoinedStr))


def sentences_of(module: ast.AST) -> Iterator[tuple[str, bool]]:
    """Chinese sentences of a module below the web as their patterns, and whether their English stands beside them."""
    paired = {id(inner) for node in ast.walk(module) for outer in _paired(node) for inner in ast.walk(outer)}
    yield from ((pattern_of(node), id(node) in paired) for node in _strings(module))


def function_of(module: ast.Module, name: str) -> ast.AST:
    """A function of a module by its name, the module itself for ""; StopIteration where there is none."""
    return next(node for node in ast.walk(module) if isinstance(node, ast.FunctionDef) and node.name == name) if name else module


def errors_of(module: ast.AST) -> Iterator[str]:
    """The Chinese of a module's errors as its patterns."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and _called(node).endswith("Error"):
            yield from (
                pattern_of(inner) for inner in _strings(ast.Module(body=[ast.Return(value=arg) for arg in node.args], type_ignores=[]))
            )


def pattern_of(node: ast.Constant | ast.JoinedStr) -> str:
    """The text of a string, f-string or format with its values by name: %(name)s."""
    if isinstance(node, ast.Constant):
        return _PLACE.sub(r"%(\1)s", node.value)
    named: dict[str, str] = {}
    return "".join(_piece(piece, named) for piece in node.values)


def _piece(piece: ast.expr, named: dict[str, str]) -> str:
    if not isinstance(piece, ast.FormattedValue):
        return str(ast.literal_eval(piece))
    written = ast.unparse(piece.value)
    words = [word for word in _NAME.findall(re.sub(r"'[^']*'", "", written)) if word not in _NO_NAMES]
    name = words[-1].lower() if words else "value"
    while named.setdefault(name, written) != written:
        name += "_"
    return f"%({name})s"


def _draws(tree: nodes.Template) -> Iterator[nodes.Call]:
    yield from (call for call in tree.find_all(nodes.Call) if isinstance(call.node, nodes.Name) and call.node.name == "_")


def _strings(module: ast.AST) -> Iterator[ast.Constant | ast.JoinedStr]:
    """Chinese strings and f-strings of a module; of the parts of an f-string only words among its values."""
    skipped = {id(inner) for node in ast.walk(module) for outer in _no_texts(node) for inner in ast.walk(outer)}
    pieces = {id(piece) for node in ast.walk(module) if isinstance(node, ast.JoinedStr) for piece in node.values}
    for node in ast.walk(module):
        if id(node) in skipped | pieces:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and WORD.search(node.value):
            yield node
        if isinstance(node, ast.JoinedStr) and any(isinstance(p, ast.Constant) and WORD.search(str(p.value)) for p in node.values):
            yield node


def _no_texts(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):  # a docstring
        yield node.value
    if isinstance(node, ast.Compare):  # letters that are looked for
        yield from (node.left, *node.comparators)
    if isinstance(node, ast.Call) and (
        _called(node).endswith("Error") or _called(node) in {"compile", "disposition", "safe_name", "FastAPI"}
    ):
        yield from (*node.args, *node.keywords)


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""


def _paired(node: ast.AST) -> Iterator[ast.AST]:
    """What stands behind its English: in a call or tuple, or as `zh`."""
    if isinstance(node, ast.keyword) and node.arg in {"zh", "mend_zh"}:
        yield node.value
    row = node.args if isinstance(node, ast.Call) else node.elts if isinstance(node, ast.Tuple) else []
    for before, after in pairwise(row):
        if isinstance(before, (ast.Constant, ast.JoinedStr)) and _is_english(before):
            yield after


def _is_english(node: ast.Constant | ast.JoinedStr) -> bool:
    texts = [node] if isinstance(node, ast.Constant) else [piece for piece in node.values if isinstance(piece, ast.Constant)]
    return any(isinstance(text.value, str) for text in texts) and not any(WORD.search(str(text.value)) for text in texts)
