"""Whether the checks find what disagrees, and nothing else.

    python -m evaluation.findings [--estates N] [--papers N] [--each 20] [--seed N] [--json]
    python -m evaluation.findings --home HOME … --truth DIR … [--each N] [--rounds N] [--seed N] [--json]

The first builds the records of invented estates (papers, catalogue, register) as perfect reading would leave them, checks that clean ones
give no finding, then injects at least `--each` discrepancies of every kind and scores the findings. The second takes a copy of a home that
`hudang batch` has filled, with the truth of its corpus, and injects into its catalogue and register.

Files by responsibility: papers (what an estate holds) · injector, inject (discrepancies, each with the findings it must raise) · store
(papers into a home) · office (homes that were read) · scoring. The injection knows nothing of the checks: only the kinds' names and the
tables are shared.
"""
