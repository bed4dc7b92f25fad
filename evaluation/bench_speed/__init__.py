"""Speed and memory of the whole page path, beside OCRmyPDF on the same pages: `python -m evaluation.bench_speed` (`make bench`).

Two forms of the same generated pages are digitised: one PDF a document, and all pages in one long PDF. Ours runs as its users run it,
`hudang batch` with two workers: originals stored, text, class, fields, filing, searchable PDFs. The peer makes the searchable PDFs. They
take turns, so that a drift of the machine's speed meets both; ratios are taken within a turn, then the median is shown.

`--profile` shows where the processor time of a page goes instead, and how near the networks come to what this processor can do.
"""
