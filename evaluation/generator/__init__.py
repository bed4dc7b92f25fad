"""The sample generator: invented estates, their register, catalogue and scans, with the truth as data.

Command line
    python -m evaluation.generator OUT --seed N --documents N --profile clean|office|harsh --script hans|hant|mixed
        [--split train|dev|test|probe-a|probe-b|probe-c|probe-d] [--estates N] [--dpi N] [--bad-files] [--bench]
writes OUT/scans/**, OUT/register.xlsx, OUT/catalogue.xlsx and OUT/truth/{pages,documents,findings}.jsonl. The same arguments give the
same papers. Rows have the fields of the export rows plus truth fields (profile, script, layout, shape, role, handwritten, dpi,
container, batching, expected, must_review, seal_text …). `expected` is "file" where a machine may file the paper, else "review", and
`must_review` says why: unit_not_in_register, owner_contradicts, unit_missing, unit_estate_ambiguous, and of papers of several numbered
pages pages_out_of_order or page_missing; `pages` of a document are listed in its own order, however they lie. `text` is in reading order
(label, then all lines of its value; two-column signatures row by row), `segments` lists its runs as [text, flags] (see truth.segments),
`colour` is colour, grey or bilevel.

`--bench` turns on the wider variety that readers are measured on: resolutions and colour modes dealt evenly over the files, all four
orientations, slants to 15 degrees (a sheet turned far gets a scan area that holds it), photocopies, faint and carbon copies, 1-bit scans
by a fixed and by a local threshold; ruled sheets with spans, ticks and wrapped values, red heads, notices in two columns, contracts in
small type, till receipts, cards, bilingual and nearly empty forms; stamps, pencil notes, touching underlines, seals over unit numbers;
backs with the front showing through, or with one stamp or note, which makes them content (role continuation; one with a round seal alone
stands upright, and no reader can tell its slant). Nothing printed is cut off or blackened. A ticked box is ☑ in the text, whoever ticked
it. Box stamps and notes are read after the last run that begins above them; the text of round seals is `seal_text` only. On a photocopy
no segment is flagged red; on grey and 1-bit scans red ink keeps its flag, see `colour`.

Files by responsibility: sheet (values) · estate, units, names, numerals, wording, slots (what papers say) · styles, flow, job, shapes and,
for the bench, ruled_sheet, forms, letters, small_papers, signatures, marks, and other_offices (how they are laid out) · draw, fonts ·
wear, bench_wear (drawn by lot) · paper, copier (pixels) · documents, backs, disorder, bench, corpus (plans) · produce, truth, containers,
born_digital, books, bad_files (files).

phrases/<split>.toml holds the plain wordings; phrases/<split>_wide.toml adds papers that are confusable on purpose (complaints that quote
repairs, dunning letters that quote complaints …), unusual titles or none, other label words, and Hong Kong and Taiwan wording.
phrases/train_more.toml gives the wording of many offices as alternatives in brackets. probe-a to probe-d are offices of their own, with
forms of other_offices and other ways of writing units: failures are looked for in the first and third, the others are only counted
(`python -m evaluation.probe`). The third and fourth have labels, titles and sentences of their own and the rest of the first and second.

Texts without pictures, for training and for tests of grouping and extraction (about a thousand pages a second):

    from evaluation.generator import Split, iter_page_texts
    for page in iter_page_texts(seed=7, n=5000, split=Split.TRAIN):
        page.page            # domain.text.OcrPage with lines, words, boxes (pixels of 200 dpi) and OCR noise
        page.text, page.category, page.doc_type, page.title, page.role, page.starts_document, page.unit, page.owner, page.date

iter_batch_texts gives whole batches instead: several documents without anything between them, or parted by files or blank sheets, with
blank and written backs, pages out of order and pages missing. Splits share no phrase pool, layout, font or estate
(titles and the plainest field labels, being the trade's own words, recur).

By hand, step by step:

    estate = build_estate(seed=1, index=0, split=Split.DEV, script=Script.HANS)      # register truth: estate.units
    spec = plan_document(estate, seed="any text", doc_type="repair_request")         # what the paper is to say
    laid = lay_out(spec, estate)                                                     # laid.pages: PageDraft (runs, rules, seals …)
"""

from evaluation.generator.batch_texts import BatchPage, BatchText, Parting, iter_batch_texts
from evaluation.generator.documents import LaidOut, lay_out, plan_document
from evaluation.generator.estate import Estate, build_estate
from evaluation.generator.page_texts import PageText, iter_page_texts, recognised
from evaluation.generator.sheet import DocumentSpec, PageDraft, Role, Script, Split

__all__ = [
    "BatchPage",
    "BatchText",
    "DocumentSpec",
    "Estate",
    "LaidOut",
    "PageDraft",
    "PageText",
    "Parting",
    "Role",
    "Script",
    "Split",
    "build_estate",
    "iter_batch_texts",
    "iter_page_texts",
    "lay_out",
    "plan_document",
    "recognised",
]
