"""Whether the checks find what disagrees, and nothing else; docs/findings.md says what is scored and how.

    python -m evaluation.findings [--estates N] [--papers N] [--each 20] [--seed N] [--json]
    python -m evaluation.findings --scans FOLDER [--each 20] [--seed N] [--list] [--json]
    python -m evaluation.findings --home HOME … --truth DIR … [--each N] [--seed N] [--json]

The first builds the records of invented estates (papers, catalogue, register) as perfect reading would leave them, checks that clean ones
give no finding, then injects at least `--each` discrepancies of every kind and scores the findings. The second draws office scans with
discrepancies of their own, has the program read them, and puts the other kinds into copies of the homes' catalogue, register and required
set. The third does this with homes that `hudang batch` has filled and the truth of their corpora.

Files by responsibility: papers (what an estate holds) · injector, inject (discrepancies, each with the findings it must raise) · store
(papers into a home) · perfect (the first form) · scans, reading (scans with discrepancies, read) · scanned (what is in them, and what the
home made of it) · clerk, office_inject (discrepancies in the home) · expected (what must be found by the truth) · office (the other
forms) · scoring. The injection knows nothing of the checks: only the kinds' names and the tables are shared.
"""
