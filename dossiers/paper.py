"""What the pages of one document say together, before the register is asked."""

import re
from dataclasses import dataclass
from datetime import date

from domain.document import PageRun
from domain.fields import NameField
from domain.hanzi import simplify
from domain.taxonomy import Category, DocumentType, Taxonomy
from dossiers.paper_class import paper_class
from dossiers.paper_date import paper_date

_HOLDERS = frozenset({"owner", "applicant"})
_PEOPLE = _HOLDERS | {"tenant"}
_AGENT = "agent"
_HOLDER = "业主|户主|产权人|房主|申请人|权利人|[住业]户"
_OWNER_LABEL = re.compile(
    rf"(?<![的位体致])(?:(?:{_HOLDER})(?:姓名|名称|签名|签字|签章)?|姓名)[:：][ \t]*[^\s_.:：/—-]"
    rf"|^(?:.*[ \t])?(?:(?:{_HOLDER})(?:姓名|名称)|姓名|户名)[:：]?(?=[ \t]|$)",
    re.MULTILINE,
)
"""A label of the owner with something behind it, or one of his name alone in its cell: what stands beside it may not have been found."""
_SIGNER = "[报请]修|投诉|申[诉请报]|陈情|诉求|来[访信电函]|立[书约]|具[结名]|切结|声明|承诺|[委授][托权]|[缴交付]款|签[署收]|领[取房]|承租"
_CLOSED = "(?:[敬谨拜]上|谨启|敬呈|谨呈|具名|亲启|台[启鉴]|钧鉴|大鉴|惠鉴)"
_I_MYSELF = "[已同愿不将因确承自委保郑签的在为及或与和未可须应能若如到所现住]"
"""What follows 本人 where no name does."""
_SIGNED = re.compile(
    rf"(?:{_SIGNER})人(?:姓名|签名|签字|签章)?[:：][ \t]*(?!全体|各|本[小户]|贵|业主|住户)[^\s_.:：/—-]"
    r"|(?:我|本人|鄙人)[ \t]*[姓叫名][ \t]*[\u4e00-\u9fff]|人[ \t]*[\u4e00-\u9fff]{2,4}[ \t]*[现居]?住(?![宅户房址处])"
    rf"|(?:^|[,，。:：])[ \t]*(?:本人|本户)[ \t]*(?!{_I_MYSELF})[\u4e00-\u9fff]{{2,4}}?[ \t]*(?:将|现|系|是|住|愿|因|于)"
    rf"|[^\s,，。敬启]{{1,6}}[ \t]*{_CLOSED}[ \t]*[:：]?$",
    re.MULTILINE,
)
_ADDRESSED = re.compile(r"([\u4e00-\u9fff:：]{1,10})[ \t]?(?:先生|女士|小姐|太太)")
_ANYBODY = re.compile(
    rf"(?:业主|[业住客租用]户|各位|诸位|[敬爱]的|全体)(?:$|[ \t]*{_CLOSED})|联[系络]|咨询|洽|管家|经办|客服|接待|物业|经理|师傅|值班"
)
"""All readers, or one of the company to whom they may turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Class, title, date, names and phones of a document.

    `class_confidence` and `type_confidence` 0..1 are of category and document type; `model` tags the classifier, "" where no page was
    classified. `phones` are the keys by which the register finds telephone numbers; `owner_label`: a label of the owner stands on
    the paper, or somebody signs it or is addressed by his name, whether or not a name could be read there.
    """

    category: Category
    doc_type: DocumentType
    class_confidence: float
    type_confidence: float
    title: str
    date: date | None
    names: tuple[NameField, ...]
    phones: tuple[str, ...]
    owner_label: bool
    model: str

    @property
    def names_somebody(self) -> bool:
        """Whether a name or a label of the owner stands on the paper, staff known as such apart."""
        return self.owner_label or any(field.role != _AGENT for field in self.names)

    @property
    def names_owner(self) -> bool:
        """Whether somebody is named as owner or applicant."""
        return any(field.role in _HOLDERS for field in self.names)

    @property
    def names_stranger(self) -> bool:
        """Whether somebody is named of whom no label says who it is."""
        return any(field.role not in _PEOPLE and field.role != _AGENT for field in self.names)

    @property
    def names_applicant(self) -> bool:
        """Whether an applicant is named who is not called the tenant elsewhere on the paper."""
        tenants = {field.name for field in self.names if field.role == "tenant"}
        return any(field.role == "applicant" and field.name not in tenants for field in self.names)

    @property
    def people(self) -> tuple[str, ...]:
        """Names of those the paper may belong to: owner, applicant, tenant."""
        return tuple(field.name for field in self.names if field.role in _PEOPLE)


def paper_of(run: PageRun, taxonomy: Taxonomy) -> Paper:
    """Gather the run's pages."""
    codes = {doc_type.code for doc_type in taxonomy.types}  # a type may have been taken out since the page was read
    known = [page.classification for page in run.pages if page.classification is not None and page.classification.doc_type in codes]
    category, doc_type, confidence = paper_class(known, taxonomy)
    return Paper(
        category=category,
        doc_type=doc_type,
        class_confidence=confidence,
        type_confidence=next((page.type_confidence for page in known if page.doc_type == doc_type.code), 0.0),
        title=next((item.title for item in known if item.title), ""),
        date=paper_date(run.pages),
        names=tuple(field for page in run.pages for field in page.fields.names),
        phones=tuple(field.key for page in run.pages for field in page.fields.numbers if field.key),
        owner_label=any(_names_somebody(simplify(page.text)) for page in run.pages),
        model=known[0].model if known else "",
    )


def _names_somebody(text: str) -> bool:
    """Whether a label, a signature, a salutation or the first person says that somebody is named, though perhaps no name was recognised."""
    if _OWNER_LABEL.search(text):
        return True
    signed, addressed = (found.group() for found in _SIGNED.finditer(text)), (found.group(1) for found in _ADDRESSED.finditer(text))
    return any(not _ANYBODY.search(words) for words in (*signed, *addressed))
