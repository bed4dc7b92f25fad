"""The OCR benchmark: how well, how fast and in how much memory ours and its peers read the same generated pages.

`make bench-ocr`, or by hand

    python -m evaluation.bench --reuse CORPUS [CORPUS …] --limit 30 --worst 3          # ours on some pages of corpora that exist
    python -m evaluation.bench --documents 40 --peers all --html report.html           # fresh corpora, with peers

What each figure means is said once, in evaluation.metrics and evaluation.bench.summary.
"""
