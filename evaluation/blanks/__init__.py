"""How surely blank sides and separator sheets are told from papers: `python -m evaluation.blanks [--split dev] [--seed N] [--sheets N]`.

Deals sheets of all the kinds that are easily taken for another: empty sides with whatever paper and glass put on them, the other side
shining through, one stamp, note, page number or signature, papers with codes on them, separators of all sorts and worn ones. Each goes
the way of production as far as the decision (`imaging.prepare`), without being read. Prints precision, recall and F1 by scanner setting
and profile, the papers that would be lost, as that is by far the worse error, and the blank sides kept as pages, which costs a glance.
`--corpora DIR …` judges the pages of ordinary corpora of `evaluation.generator` instead, `--wrong DIR` keeps the pictures judged wrongly.
"""
