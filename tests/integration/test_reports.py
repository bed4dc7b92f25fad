"""Every report against known records, in both forms, on both databases; signing, and what is overdue."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest

from domain.errors import UsageError
from domain.review import ReviewDecision, ReviewReason
from domain.taxonomy import Category
from services import reviewing
from services.reports import make, signing
from services.reports.asked import Typed, read
from services.reports.kinds import ReportKind
from services.reports.signing import Standing
from services.workplace import Workplace
from tests.integration import report_home
from tests.integration.report_home import BAY, FORMULA, LAKE, SET, TODAY, Paper, noon

NOW = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
MONTH, WEEK = "2026-11", "2026-W47"
OF_ALL = [Typed(name=kind.code) for kind in ReportKind]
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    made = report_home.build(tmp_path_factory.mktemp("home"))
    yield made
    made.close()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Workplace]:
    made = report_home.build(tmp_path)
    yield made
    made.close()


def sheets(place: Workplace, typed: Typed, folder: Path) -> dict[str, Rows]:
    """The report's sheets, each a list of rows by their heads."""
    written = make.write(place, read(typed), folder / "report.xlsx", now=NOW)
    book = openpyxl.load_workbook(written.path)
    return {sheet.title: _rows(sheet) for sheet in book.worksheets if sheet.max_row > 1}


def _rows(sheet: Any) -> Rows:
    head = int(sheet.freeze_panes[1:]) - 1
    heads = [cell.value for cell in sheet[head]]
    last = int(sheet.auto_filter.ref.rsplit("$", 1)[-1].split(":")[-1].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    values = ([cell.value for cell in row] for row in sheet.iter_rows(min_row=head + 1, max_row=last))
    return [dict(zip(heads, row, strict=True)) for row in values if not str(row[0]).startswith("（")]


def column(rows: Rows, head: str) -> list[Any]:
    return [row[head] for row in rows]


def day(year: int, month: int, of_month: int) -> datetime:
    """As openpyxl gives a date."""
    return datetime.combine(date(year, month, of_month), time())


def test_the_register_stands_in_the_order_of_the_shelf(place: Workplace, tmp_path: Path) -> None:
    rows = sheets(place, Typed(name="units"), tmp_path)["业户情况"]
    assert column(rows, "房号") == [
        "1栋301室",
        "B区负1层6号车位",
        "2栋1单元201室",
        "2栋1单元1001室",
        "3栋2单元502室",
        "3栋2单元502室",
        "10栋1单元101室",
    ]
    former, present = rows[4], rows[5]
    assert (former["业主"], former["状态"], former["产权止"], former["备注"]) == (
        "赵敏",
        "原业主",
        day(2017, 6, 30),
        "户档保管至 2020-06-30",
    )
    assert (present["业主"], present["状态"], present["租户"], present["存档件数"]) == ("孙丽", "现业主", "吴刚", 1)
    assert column(rows, "联系电话") == [None, None, "139****1234", None, None, None, "138****5678"]
    assert rows[3]["业主"] == "李秀英、欧阳建华"
    lake = sheets(place, Typed(name="units", estate=LAKE, building="2"), tmp_path)["业户情况"]
    assert column(lake, "房号") == ["2栋1单元201室", "2栋1单元1001室"]


def test_tenants(place: Workplace, tmp_path: Path) -> None:
    (row,) = sheets(place, Typed(name="tenants"), tmp_path)["租户情况"]
    assert (row["业主"], row["租户"], row["租赁类文件"], row["备注"]) == ("孙丽", "吴刚", 0, "无租赁合同或登记表")


def test_the_daily_log_tells_what_was_filed_and_what_opened_a_dossier(place: Workplace, tmp_path: Path) -> None:
    rows = sheets(place, Typed(name="additions", first="2026-11-17", last="2026-11-19"), tmp_path)["业户档案一览"]
    assert column(rows, "日期") == [day(2026, 11, 17), day(2026, 11, 18), day(2026, 11, 19)]
    assert column(rows, "事项") == ["归档", "归档（新建户档）", "归档（新建户档）"]
    assert (rows[0]["题名"], rows[0]["页数"], rows[0]["盒号"], rows[0]["经办"]) == (FORMULA, 3, "盒01", "自动归档")
    assert rows[0]["档号"].startswith("CPM-翠湖苑-2-1-201")
    month = sheets(place, Typed(name="additions"), tmp_path)["业户档案一览"]
    assert len(month) == 6
    assert column(sheets(place, Typed(name="additions", estate=BAY), tmp_path)["业户档案一览"], "业主") == ["周伟"]


def test_the_documents_of_each_dossier(place: Workplace, tmp_path: Path) -> None:
    rows = sheets(place, Typed(name="documents"), tmp_path)["业主档案明细"]
    assert [(row["业主"], row["户档"], row["文件类型"]) for row in rows] == [
        ("周伟", "现业主", "业主公约"),
        ("王小明", "现业主", "购房合同"),
        ("王小明", "现业主", "入伙通知书"),
        ("李秀英、欧阳建华", "现业主", "报修单"),
        ("赵敏", "原业主", "租赁合同"),
        ("孙丽", "现业主", "权证复印件"),
        ("陈志强", "现业主", "投诉单"),
    ]
    assert column(sheets(place, Typed(name="documents", box="盒02"), tmp_path)["业主档案明细"], "业主") == ["陈志强"]


def test_the_catalogue_is_reconciled_box_by_box(place: Workplace, tmp_path: Path) -> None:
    found = sheets(place, Typed(name="boxes"), tmp_path)
    numbers = [
        [row[head] for head in ("盒号", "目录件数", "已扫描", "未扫描", "页数不符", "目录外", "结论")] for row in found["盒核对汇总"]
    ]
    assert numbers == [
        ["盒01", 2, 2, 0, 1, 0, "有差异"],
        ["盒02", 1, 0, 1, 0, 1, "有差异"],
        ["盒10", 1, 1, 0, 0, 0, "相符"],
    ]
    papers = found["逐件核对"]
    assert [(row["档号"], row["目录页数"], row["扫描页数"], row["核对结果"]) for row in papers if row["档号"].startswith("DA")] == [
        ("DA-003", 1, 1, "相符"),
        ("DA-004", 2, 3, "页数不符"),
        ("DA-005", 4, None, "未扫描"),
        ("DA-002", 1, 1, "相符"),
    ]
    assert {row["盒号"] for row in sheets(place, Typed(name="boxes", box="2"), tmp_path)["逐件核对"]} == {"盒02"}
    with pytest.raises(UsageError, match="no such box"):
        sheets(place, Typed(name="boxes", box="99"), tmp_path)


def test_the_weekly_check_lists_the_weeks_files_beside_what_the_system_found(place: Workplace, tmp_path: Path) -> None:
    found = sheets(place, Typed(name="weekly", week=WEEK), tmp_path)
    assert column(found["检查清单"], "业主") == ["王小明", "李秀英、欧阳建华", "陈志强"]
    assert column(found["检查清单"], "系统核对") == ["页数不符、尚无可检索 PDF", "尚无可检索 PDF", "尚无可检索 PDF"]
    summary = {row["事项"]: row["数量"] for row in found["本周概况"]}
    assert (summary["本周归档文件"], summary["新建户档"], summary["本次应查"]) == (3, 2, 3)
    assert sheets(place, Typed(name="weekly", week="2026-W01"), tmp_path)["检查清单"] == []


def test_a_sample_can_be_repeated_by_its_seed(own: Workplace, tmp_path: Path) -> None:
    for number in range(40):
        report_home.add(
            own,
            Paper(
                unit="1|||301|room",
                owner="周伟",
                doc_type="repair_record",
                category=Category.REPAIR,
                at=noon(11, 20),
                estate=BAY,
                title=str(number),
            ),
        )

    def drawn(seed: int, share: float | None = None) -> list[str]:
        rows = sheets(own, Typed(name="weekly", week=WEEK, seed=seed, share=share), tmp_path)["检查清单"]
        return column(rows, "档号")

    assert len(drawn(7)) == 5
    assert len(drawn(7, 0.5)) == 22
    assert drawn(7) == drawn(7) != drawn(8)


def test_the_monthly_report(own: Workplace, tmp_path: Path) -> None:
    waiting = [
        report_home.add(
            own,
            Paper(
                unit="1|||301|room",
                owner="周伟",
                doc_type="repair_record",
                category=Category.REPAIR,
                at=noon(11, 10 + number),
                estate=BAY,
                title=str(number),
                reasons=(ReviewReason.LOW_CONFIDENCE,),
            ),
        )
        for number in range(3)
    ]
    report_home.decide(own, waiting[0], noon(11, 12))
    report_home.decide(own, waiting[1], noon(11, 15))
    found = sheets(own, Typed(name="monthly", month=MONTH), tmp_path)
    summary = {row["事项"]: row for row in found["本月概况"]}
    numbers = {name: row["数量"] for name, row in summary.items()}
    assert (numbers["本月新增文件"], numbers["本月新增页"], numbers["期末文件总数"]) == (6, 9, 7)
    assert (numbers["本月新建户档"], numbers["期末户档总数"], numbers["本月封存户档"]) == (5, 6, 0)
    assert summary["期末户档总数"]["说明"] == "其中现业主 5 户"
    assert (numbers["本月人工复核"], numbers["现待复核"], numbers["本月隔离"]) == (2, 1, 1)
    assert "中位 3.0 天" in summary["本月人工复核"]["说明"]
    assert "最长 4.0 天" in summary["本月人工复核"]["说明"]
    assert summary["现待复核"]["说明"] == "最早的自 2026-11-12 起等待"
    assert (numbers["本月新发现不一致项"], numbers["本月了结不一致项"]) == (1, 0)
    assert summary["本月新增文件"]["说明"] == "合同 3，维修 1，投诉 1，其他 1"
    # seven items are needed of each of five households; the notice was there in October, the contract came in November
    assert summary["应归档目录完整率"]["比率"] == pytest.approx(3 / 35)
    assert numbers["本月补齐缺件"] == 1
    (made,) = found["本月补齐"]
    assert (made["业主"], made["补齐的文件"], made["补齐日期"]) == ("王小明", "购房合同", day(2026, 11, 17))
    assert column(found["新增按日期"], "日期") == ["11-17", "11-18", "11-19", "11-24", "11-25"]
    assert {row["隔离原因"]: row["文件"] for row in found["隔离"]}
    assert column(found["抽查"], "自动归档")[-1] == 7
    october = sheets(own, Typed(name="monthly", month="2026-10"), tmp_path)
    numbers = {row["事项"]: row["数量"] for row in october["本月概况"]}
    assert (numbers["本月新增文件"], numbers["期末文件总数"], numbers["本月新建户档"], numbers["本月补齐缺件"]) == (1, 1, 1, 0)
    of_bay = sheets(own, Typed(name="monthly", month=MONTH, estate=BAY), tmp_path)["本月概况"]
    assert {row["事项"]: row["数量"] for row in of_bay}["本月新增文件"] == 1


def test_missing_documents_are_listed_by_unit_and_one_by_one(place: Workplace, tmp_path: Path) -> None:
    found = sheets(place, Typed(name="missing"), tmp_path)
    (wang,) = (row for row in found["缺件汇总"] if row["业主"] == "王小明")
    assert (wang["应有"], wang["已有"], wang["缺少"]) == (7, 2, 5)
    assert wang["缺少的文件"].startswith("用户档案资料表、物业管理服务协议、")
    gaps = [row["缺少的文件"] for row in found["缺件明细"] if row["业主"] == "王小明"]
    assert gaps == wang["缺少的文件"].split("、")
    assert "赵敏" not in column(found["缺件汇总"], "业主")
    assert column(found["尚未建档"], "业主") == ["郑成"]


def test_without_a_required_set_the_error_says_which_there_are(place: Workplace, tmp_path: Path) -> None:
    none = replace(place, rules=replace(place.rules, required_set=""))
    with pytest.raises(UsageError, match="required_set") as error:
        sheets(none, Typed(name="missing"), tmp_path)
    assert SET in error.value.message_zh
    summary = {row["事项"]: row for row in sheets(none, Typed(name="monthly", month=MONTH), tmp_path)["本月概况"]}
    assert "尚未选定" in summary["应归档目录完整率"]["说明"]


def test_statistics_by_type_and_year(place: Workplace, tmp_path: Path) -> None:
    found = sheets(place, Typed(name="statistics"), tmp_path)
    years = [(row["年度"], row["合同"], row["合计"]) for row in found["按年度"]]
    assert years == [("2015", 1, 1), ("2018", 0, 1), ("2019", 1, 1), ("2020", 1, 3), ("日期不详", 0, 1)]
    assert sum(column(found["按类型"], "件数")) == 7
    assert sum(column(found["按类型"], "占比")) == pytest.approx(1.0)
    (contract,) = (row for row in found["按类型与年度"] if row["文件类型"] == "购房合同")
    assert (contract["2019"], contract["2020"], contract["合计"]) == (1, None, 1)
    some = sheets(place, Typed(name="statistics", month="2026-10"), tmp_path)
    assert column(some["按类型"], "文件类型") == ["入伙通知书"]


def test_the_half_yearly_check_looks_at_every_building(place: Workplace, tmp_path: Path) -> None:
    found = sheets(place, Typed(name="half-yearly"), tmp_path)
    rows = {(row["项目"], row["栋号"]): row for row in found["分栋检查"]}
    assert list(rows) == [(BAY, "1"), (BAY, "B"), (LAKE, "2"), (LAKE, "3"), (LAKE, "10")]
    two = rows[LAKE, "2"]
    assert (two["登记户数"], two["已建档"], two["文件"], two["页"], two["缺件"]) == (2, 2, 3, 5, 12)
    assert (two["未了结项"], two["无 PDF"]) == (1, 3)
    assert rows[LAKE, "3"]["文件"] == 1


@pytest.mark.parametrize("typed", OF_ALL, ids=lambda typed: typed.name)
@pytest.mark.parametrize("suffix", [".xlsx", ".pdf"])
def test_the_same_data_give_the_same_bytes(place: Workplace, tmp_path: Path, typed: Typed, suffix: str) -> None:
    files = [make.write(place, read(typed), tmp_path / f"{n}{suffix}", now=NOW).path for n in range(2)]
    assert len({hashlib.sha256(file.read_bytes()).hexdigest() for file in files}) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"0{suffix}", f"1{suffix}"]
    later = make.write(place, read(typed), tmp_path / f"3{suffix}", now=NOW.replace(hour=10)).path
    assert later.read_bytes() != files[0].read_bytes()


@pytest.mark.parametrize("typed", OF_ALL, ids=lambda typed: typed.name)
def test_both_forms_hold_the_same_rows(place: Workplace, tmp_path: Path, typed: Typed) -> None:
    wanted = read(typed)
    book = make.write(place, wanted, tmp_path / "r.xlsx", now=NOW)
    print_ = make.write(place, wanted, tmp_path / "r.pdf", now=NOW)
    assert (book.rows, book.figures) == (print_.rows, print_.figures)
    with pypdfium2.PdfDocument(print_.path) as pdf:
        text = "".join(page.get_textpage().get_text_range() for page in pdf)
        assert f"共 {len(pdf)} 页" in text
    assert wanted.kind.zh in text
    assert "制表时间：2026-11-30" in text


def test_the_same_on_postgresql(tmp_path: Path, postgres_database: str, place: Workplace) -> None:
    scaled = report_home.build(tmp_path, postgres_database)
    for typed in OF_ALL:
        ours = make.write(place, read(typed), tmp_path / "a.xlsx", now=NOW)
        theirs = make.write(scaled, read(typed), tmp_path / "b.xlsx", now=NOW)
        assert ours.figures == theirs.figures, typed.name
        assert ours.path.read_bytes() == theirs.path.read_bytes(), typed.name
    make.sign(scaled, read(Typed(name="weekly", week=WEEK)), by="主任", comment="", now=NOW)
    assert standing(scaled, ReportKind.WEEKLY).signed is None
    scaled.close()


def standing(place: Workplace, kind: ReportKind) -> Standing:
    (found,) = (each for each in signing.standings(place) if each.kind is kind)
    return found


def test_a_check_is_due_until_somebody_signs_it(own: Workplace, tmp_path: Path) -> None:
    """The home's first scan came on 6 October; today is Monday, 30 November."""
    weekly, monthly = standing(own, ReportKind.WEEKLY), standing(own, ReportKind.MONTHLY)
    assert (weekly.period.key, weekly.due, weekly.waits) == ("2026-W48", TODAY, True)
    assert [period.key for period in weekly.overdue] == [f"2026-W{week}" for week in (47, 46, 45, 44, 43, 42, 41)]
    assert [period.key for period in monthly.overdue] == ["2026-10"]
    assert standing(own, ReportKind.HALF_YEARLY).overdue == ()
    stored = make.sign(own, read(Typed(name="monthly", month="2026-10")), by="主任", comment="已阅，请补齐缺件", now=NOW)
    assert dict(stored.sign.figures)["filed"] == 1
    after = standing(own, ReportKind.MONTHLY)
    assert (after.overdue, after.waits) == ((), False)
    assert after.signed is not None
    assert (after.signed.by, after.signed.comment) == ("主任", "已阅，请补齐缺件")
    written = make.write(own, read(Typed(name="monthly", month="2026-10")), tmp_path / "signed.xlsx", now=NOW)
    said = [cell.value for cell in openpyxl.load_workbook(written.path).worksheets[0]["A"]]
    assert any(str(value).startswith("已签署：主任") and "请补齐缺件" in str(value) for value in said)


def test_estates_may_be_signed_one_by_one(own: Workplace) -> None:
    for estate in (LAKE, BAY):
        assert "2026-W47" in [period.key for period in standing(own, ReportKind.WEEKLY).overdue]
        make.sign(own, read(Typed(name="weekly", week=WEEK, estate=estate, seed=3)), by="主任", comment="", now=NOW)
    assert "2026-W47" not in [period.key for period in standing(own, ReportKind.WEEKLY).overdue]


def test_what_cannot_be_signed_is_said(own: Workplace) -> None:
    for typed, by, words in (
        (Typed(name="units"), "主任", "no periodic report"),
        (Typed(name="weekly"), "", "who signs"),
        (Typed(name="monthly", month="2026-12"), "主任", "not over yet"),
    ):
        with pytest.raises(UsageError, match=words):
            make.sign(own, read(typed), by=by, comment="", now=NOW)


def test_what_cannot_be_written_is_said(place: Workplace, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.xlsx or \.pdf"):
        make.write(place, read(Typed(name="units")), tmp_path / "units.doc", now=NOW)
    with pytest.raises(UsageError, match="no estate"):
        make.write(place, read(Typed(name="units", estate="金色家园")), tmp_path / "u.xlsx", now=NOW)
    with pytest.raises(UsageError, match="no such unit"):
        make.write(place, read(Typed(name="units", building="77")), tmp_path / "u.xlsx", now=NOW)
    assert list(tmp_path.iterdir()) == []
    blocked = tmp_path / "folder.xlsx"
    blocked.mkdir()
    with pytest.raises(UsageError, match="cannot be written"):
        make.write(place, read(Typed(name="units")), blocked, now=NOW)


def test_what_is_taken_out_of_a_dossier_stands_in_the_log(own: Workplace, tmp_path: Path) -> None:
    paper = Paper(
        unit="1|||301|room",
        owner="周伟",
        doc_type="repair_record",
        category=Category.REPAIR,
        at=noon(11, 26),
        estate=BAY,
        reasons=(ReviewReason.LOW_CONFIDENCE,),
    )
    today = datetime.now(UTC).astimezone().date().isoformat()

    def week() -> tuple[int, int]:
        found = {row["事项"]: row["数量"] for row in sheets(own, Typed(name="weekly", week=today), tmp_path)["本周概况"]}
        return found["本周归档文件"], found["撤出户档"]

    document = report_home.add(own, paper)
    before = week()
    reviewing.decide(own, document, ReviewDecision(action="file", by="周档案", at=NOW))
    reviewing.undecide(own, document, "周档案")
    rows = sheets(own, Typed(name="additions", first=today), tmp_path)["业户档案一览"]
    assert [(row["事项"], row["业主"], row["经办"]) for row in rows if row["经办"] == "周档案"] == [
        ("归档", "周伟", "周档案"),
        ("撤销归档", "周伟", "周档案"),
    ]
    assert week() == (before[0] + 1, before[1] + 1)
