"""Bars drawn by pygal: each stands beside a table that says the same."""

import sys
from collections.abc import Sequence
from datetime import date, timedelta

import pygal
from pygal.style import Style

from web.visitor import Language

# It leaves a finder of an old kind behind, with which each later import that fails would be a warning.
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__module__ != pygal.__name__]

_MOST_PROVINCES = 25
_MOST_DAYS = 62
_STYLE = Style(
    background="transparent",
    plot_background="transparent",
    foreground="#5b6570",
    foreground_strong="#5b6570",
    foreground_subtle="#9aa4ae",
    colors=("#0b5cad", "#9a3412", "#1a6b36"),
    font_family="Noto Sans Thai, Sarabun, Leelawadee UI, Thonburi, sans-serif",
    label_font_size=12,
    major_label_font_size=12,
    legend_font_size=13,
)


def bars_of_days(days: Sequence[tuple[date, int, int]], closes: date, language: Language) -> bytes:
    """An SVG. Days without mail are drawn too; the day of the close has a bar of its own colour."""
    chart = _chart(pygal.Bar, height=320)
    counted = {day: mails for day, mails, _ in days}
    if counted:
        last = max(counted)
        first = max(min(counted), last - timedelta(days=_MOST_DAYS - 1))
        shown = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        chart.x_labels = [f"{day.day}/{day.month}" for day in shown]
        chart.x_labels_major = [
            f"{day.day}/{day.month}" for day in shown if day.day in (1, 10, 20) or day == closes
        ]
        words = ("อีเมล", "วันปิดรับ") if language == "th" else ("mails", "day of the close")
        chart.y_labels = _whole(max(counted.values()))
        chart.add(words[0], [counted.get(day, 0) if day != closes else None for day in shown])
        chart.add(words[1], [counted.get(day, 0) if day == closes else None for day in shown])
    return _drawn(chart)


def bars_of_provinces(provinces: Sequence[tuple[str, int, int]], language: Language) -> bytes:
    """An SVG of the provinces with the most entries: those complete, and the others."""
    shown = provinces[:_MOST_PROVINCES]
    chart = _chart(pygal.HorizontalStackedBar, height=120 + 24 * len(shown))
    chart.x_labels = [name for name, *_ in reversed(shown)]
    words = ("ครบถ้วน", "ยังไม่ครบ") if language == "th" else ("complete", "not complete")
    chart.add(words[0], [done for _, _, done in reversed(shown)])
    chart.add(words[1], [count - done for _, count, done in reversed(shown)])
    return _drawn(chart)


def _whole(most: int) -> list[int]:
    """At most six whole numbers for the scale."""
    step = max(1, -(-most // 5))
    return list(range(0, most + step, step))


def _chart(kind: type, height: int) -> "pygal.graph.graph.Graph":
    return kind(
        style=_STYLE,
        width=900,
        height=height,
        js=[],
        show_minor_x_labels=False,
        x_label_rotation=0,
        legend_at_bottom=True,
        truncate_label=-1,
        value_formatter=lambda count: f"{count:.0f}",
        no_data_text="–",
        disable_xml_declaration=True,
    )


def _drawn(chart: "pygal.graph.graph.Graph") -> bytes:
    svg = chart.render()
    return svg if isinstance(svg, bytes) else str(svg).encode()
