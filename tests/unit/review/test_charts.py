"""Bars stand where their values say."""

from review.charts import BASE, TOP, Values, draw


def test_bars_are_stacked_over_a_round_scale() -> None:
    chart = draw("两小时", [Values(tick="08", said="a", values=(60, 20)), Values(tick="09", said="b", values=(0, None))], every=2)
    assert [mark.text for mark in chart.marks] == ["0", "20", "40", "60", "80"]
    assert (chart.marks[0].y, chart.marks[-1].y) == (BASE, TOP)
    read, refused = chart.bars[0].boxes
    assert (read.y, read.h, refused.y, refused.h) == (33.0, 75.0, 8.0, 25.0)
    assert [box.h for box in chart.bars[1].boxes] == [0.0, 0.0]


def test_nothing_at_all_is_an_empty_field() -> None:
    chart = draw("", [Values(tick="08", said="", values=(0.0,))], unit="%")
    assert [mark.text for mark in chart.marks] == ["0%", "1%"]
    assert chart.bars[0].boxes[0].h == 0.0
