"""Hold the catalogues of the web's texts against the texts that it shows; docs/texts.md tells how to add one.

python -m scripts.texts            say what is missing, no longer used, or asks for other values
python -m scripts.texts --draft    also write what is missing: a draft in Traditional Chinese, an empty English text to be filled in
"""

import argparse
import ast
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import opencc
from jinja2 import Environment, nodes

from classifiers.taxonomy import load_taxonomy
from domain.acceptance import Check, Criterion
from domain.access import SUBJECT_ZH, VIA_ZH, Act
from domain.failure import FailureCode
from domain.finding_words import KIND_ZH, SEVERITY_ZH, STATUS_ZH
from domain.household import HOUSEHOLD_ZH
from domain.people import PERMISSION_ZH, Role
from domain.review import ReviewReason
from domain.sampling import Verdict
from domain.taxonomy import CATEGORY_ZH
from review.saying import catalogue
from review.script_texts import CALL, script_keys
from review.tongues import Tongue
from services.promise import STATE_ZH
from services.reports.kinds import ReportKind

WEB = Path(__file__).resolve().parent.parent / "review"
HAN = re.compile("[\u3001\u3002\u300a\u300b\u3400-\u9fff\uf900-\ufaff\uff08\uff09\uff0c\uff1a\uff1b\uff1f\uff01\u201c\u201d]")
"""What only Chinese texts hold; full-width plus and minus are signs."""
_WORD = re.compile("[\u3400-\u9fff]")
_VALUE = re.compile(r"%\((\w+)\)s")
_PLURAL = re.compile(r"\[(\w+):[^|\]]*\|[^\]]*\]")
_PAIRED = (ReviewReason, FailureCode, Role, Act, Verdict, Check, Criterion, ReportKind)
"""Words that carry their English themselves."""


def texts() -> frozenset[str]:
    """Every text that needs both its English and its Traditional Chinese."""
    return frozenset((*_of_templates(), *script_keys(), *_of_modules(), *_of_the_trade()))


def paired() -> frozenset[str]:
    """Every text that has its English beside it and needs its Traditional Chinese only."""
    words = [member.zh for kind in _PAIRED for member in kind]
    return frozenset((*words, *(check.mend_zh for check in Check))) - texts()


def _of_templates() -> Iterator[str]:
    environment = Environment()
    for file in sorted(WEB.glob("templates/*.html")):
        for call in environment.parse(file.read_text(encoding="utf-8")).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "_" and isinstance(call.args[0], nodes.Const):
                yield call.args[0].value


def _of_modules() -> Iterator[str]:
    for file in sorted(WEB.rglob("*.py")):
        if file.name == "tongues.py":  # what each tongue calls itself
            continue
        yield from strings(ast.parse(file.read_text(encoding="utf-8")))


def strings(tree: ast.AST) -> Iterator[str]:
    """Chinese words of a module, without docstrings, patterns, what an error says in two tongues, and names of files."""
    skipped = {id(inner) for node in ast.walk(tree) for outer in _no_texts(node) for inner in ast.walk(outer)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped and _WORD.search(node.value):
            yield node.value


def _no_texts(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Expr):
        yield node.value
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
        if name.endswith("Error") or name in {"compile", "disposition", "safe_name", "FastAPI"}:
            yield from (*node.args, *node.keywords)


def _of_the_trade() -> Iterator[str]:
    tables = (KIND_ZH, SEVERITY_ZH, STATUS_ZH, HOUSEHOLD_ZH, CATEGORY_ZH, PERMISSION_ZH, SUBJECT_ZH, VIA_ZH, STATE_ZH)
    yield from (word for table in tables for word in table.values() if word)
    yield from (criterion.hint_zh for criterion in Criterion if criterion.hint_zh)
    taxonomy = load_taxonomy(None)
    yield from (doc_type.zh for doc_type in taxonomy.types)
    for required in taxonomy.required_sets:
        yield required.name
        yield from (item.name for item in required.items)


def faults() -> tuple[str, ...]:
    """What is wrong with the catalogues, a line each."""
    both, chinese_only = texts(), paired()
    return (
        *_faults_of(Tongue.EN, wanted=both),
        *_faults_of(Tongue.HANT, wanted=both | chinese_only),
        *_bare(),
    )


def _faults_of(tongue: Tongue, *, wanted: frozenset[str]) -> Iterator[str]:
    held = catalogue(tongue)
    yield from (f"{tongue.code}: missing: {key}" for key in sorted(wanted - held.keys()))
    yield from (f"{tongue.code}: no longer used: {key}" for key in sorted(held.keys() - wanted))
    for key, text in held.items():
        if not text:
            yield f"{tongue.code}: empty: {key}"
        elif values(key) != values(text):
            yield f"{tongue.code}: other values: {key}"
        elif tongue is Tongue.EN and _WORD.search(text):
            yield f"{tongue.code}: still Chinese: {key}"


def _bare() -> Iterator[str]:
    """Chinese that goes round the catalogues."""
    environment = Environment()
    for file in sorted(WEB.glob("templates/*.html")):
        yield from (f"{file.name}: bare: {text.strip()}" for text in bare_in_template(environment, file.read_text(encoding="utf-8")))
    for file in sorted(WEB.glob("static/*.js")):
        yield from (f"{file.name}: bare: {text.strip()}" for text in bare_in_script(file.read_text(encoding="utf-8")))
    for file in sorted(WEB.rglob("*.py")):
        yield from (f"{file.name}: put together: {text}" for text in put_together(ast.parse(file.read_text(encoding="utf-8"))))


def bare_in_template(environment: Environment, source: str) -> Iterator[str]:
    """Chinese of a template that is not the first thing handed to `_`."""
    tree = environment.parse(source)
    drawn = {id(call.args[0]) for call in tree.find_all(nodes.Call) if isinstance(call.node, nodes.Name) and call.node.name == "_"}
    yield from (text.data for text in tree.find_all(nodes.TemplateData) if HAN.search(text.data))
    for text in tree.find_all(nodes.Const):
        if isinstance(text.value, str) and HAN.search(text.value) and id(text) not in drawn:
            yield text.value


def bare_in_script(source: str) -> Iterator[str]:
    """Lines of a script with Chinese outside of `_("…")` and of comments."""
    for line in source.splitlines():
        code = re.sub(r"(^|\s)//.*", "", line)
        if HAN.search(CALL.sub("", code)):
            yield line


def put_together(tree: ast.AST) -> Iterator[str]:
    """Chinese f-strings of a module but for names of files: a catalogue could not know them."""
    skipped = {id(inner) for node in ast.walk(tree) for outer in _no_texts(node) for inner in ast.walk(outer)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and id(node) not in skipped and _WORD.search(text := ast.unparse(node)):
            yield text


def values(text: str) -> frozenset[str]:
    """Names of the values that a text asks for."""
    return frozenset((*_VALUE.findall(text), *_PLURAL.findall(text)))


def draft() -> None:
    """Write both catalogues anew, in order, with what is missing and without what is no longer used."""
    traditional = opencc.OpenCC("s2twp")
    for tongue, wanted in ((Tongue.EN, texts()), (Tongue.HANT, texts() | paired())):
        held = catalogue(tongue)
        drafted = {key: held.get(key) or (traditional.convert(key) if tongue is Tongue.HANT else "") for key in sorted(wanted)}
        lines = [f"{json.dumps(key, ensure_ascii=False)} = {json.dumps(text, ensure_ascii=False)}\n" for key, text in drafted.items()]
        (WEB / "texts" / f"{tongue.code}.toml").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draft", action="store_true")
    if parser.parse_args().draft:
        draft()
        catalogue.cache_clear()
    found = faults()
    print("\n".join(found) or "The catalogues hold what is shown.")
    sys.exit(bool(found))
