"""档案统计表: what is filed by year of the papers, by type, and by both, with charts."""

from publishing.report import Table
from services.reports.counted import by_type, by_type_and_year, by_year
from services.reports.job import Built, Job
from storage import read_models_figures


def statistics(job: Job) -> Built:
    """Documents first filed in the period, or all."""
    counts = read_models_figures.types(job.tx, job.since, job.until, estate=job.wanted.estate)
    taxonomy = job.place.taxonomy
    tables: tuple[Table, ...] = (
        by_year(counts),
        by_type(counts, taxonomy, name="按类型", title="各类型文件（件）"),
        by_type_and_year(counts, taxonomy),
    )
    figures = (("documents", sum(count.documents for count in counts)), ("pages", sum(count.pages for count in counts)))
    how = "年度为文件本身的日期" + ("，仅计期间内归档的文件" if job.wanted.period else "")
    return Built(report=job.report(*tables, more=(f"统计口径：{how}。",)), figures=figures)
