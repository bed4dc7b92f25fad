"""Lists of the web to take along: a workbook with all tables, or the last one (the list itself) as CSV."""

from datetime import UTC, datetime
from pathlib import Path

from publishing import workbook
from publishing.comma_table import write_table
from publishing.report import Report


def write(out: Path, report: Report, *, now: datetime) -> None:
    """Write the report in the form that the file's name asks for, .xlsx or .csv."""
    if out.suffix == ".csv":
        write_table(out, report.tables[-1])
    else:
        workbook.write_report(out, report, created=now)


def made_at(now: datetime) -> str:
    """The line that says when a list was made."""
    return f"制表时间：{now.astimezone():%Y-%m-%d %H:%M}"


def moment(seconds: float) -> str:
    """A time by this machine's clock and zone."""
    return f"{datetime.fromtimestamp(seconds, UTC).astimezone():%Y-%m-%d %H:%M}"
