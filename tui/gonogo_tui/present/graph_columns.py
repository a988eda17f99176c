"""A run's graph in columns: nodes by what they need, and between the columns channels in which the lines run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gonogo_tui.present.graph import node_took
from gonogo_tui.present.lines import Line, Span, cells, cut

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo_tui.present.graph import Graph, Node

_WIDEST, _NARROWEST = 30, 14
_N, _E, _S, _W = 1, 2, 4, 8
_BOX = dict(enumerate(" ╵╶└╷│┌├╴┘─┴┐┤┬┼"))


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a node stands in the picture: its line, and its first cell and width."""

    key: str
    y: int
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn graph."""

    lines: tuple[Line, ...]
    places: dict[str, Placed]
    width: int


@dataclass(slots=True)
class _Item:
    """Something in a column: a node, or a line that passes through to a later column (`via` its source)."""

    source: str
    is_node: bool
    needs: frozenset[str]
    row: int = 0


@dataclass(slots=True)
class _Canvas:
    """Cells of a channel: which sides each is joined to, and whether it is lit."""

    bits: dict[tuple[int, int], int] = field(default_factory=dict)
    lit: set[tuple[int, int]] = field(default_factory=set)

    def join(self, x: int, y: int, sides: int, *, is_lit: bool) -> None:
        self.bits[x, y] = self.bits.get((x, y), 0) | sides
        if is_lit:
            self.lit.add((x, y))


def draw_columns(graph: Graph, selected: str, now: datetime) -> Picture:
    """The picture of a graph; the lines around the selected node are lit."""
    columns = _arranged(graph)
    lit = graph.around(selected)
    height = max((item.row for column in columns for item in column), default=-1) + 1
    rows: list[list[Span]] = [[] for _ in range(height)]
    places: dict[str, Placed] = {}
    x = 0
    for number, column in enumerate(columns):
        width = _width(graph, column, now)
        by_row = {item.row: item for item in column}
        for y in range(height):
            item = by_row.get(y)
            if item is not None and item.is_node:
                places[item.source] = Placed(item.source, y, x, width)
            rows[y] += _cell(graph, item, width, now, lit, selected)
        x += width
        if number + 1 < len(columns):
            channel, wide = _channel(column, columns[number + 1], lit)
            for y in range(height):
                rows[y] += _drawn(channel, y, wide)
            x += wide
    return Picture(tuple(Line(_merged(row)) for row in rows), places, x)


def _width(graph: Graph, column: list[_Item], now: datetime) -> int:
    wanted = [_NARROWEST]
    for item in column:
        if item.is_node:
            node = graph.nodes[item.source]
            wanted.append(3 + cells(node.title) + _tail_width(node, now))
    return min(max(wanted), _WIDEST)


def _tail(node: Node, now: datetime) -> str:
    count = f" ×{len(node.jobs)}" if len(node.jobs) > 1 else ""
    took = node_took(node, now)
    return f"{count}  {took}" if took else count


def _tail_width(node: Node, now: datetime) -> int:
    return cells(_tail(node, now))


def _cell(
    graph: Graph,
    item: _Item | None,
    width: int,
    now: datetime,
    lit: frozenset[str],
    selected: str,
) -> list[Span]:
    if item is None:
        return [Span(" " * width)]
    if not item.is_node:
        return [Span("─" * width, "key" if item.source in lit and item.needs <= lit else "bar")]
    node = graph.nodes[item.source]
    glyph, look, _ = node.mark
    tail = _tail(node, now)
    name = cut(node.title, width - 3 - cells(tail))
    pad = " " * (width - 3 - cells(name) - cells(tail))
    plain = "dim" if look == "dim" else "strong" if look in ("bad", "key") else "plain"
    if node.key == selected:
        return [Span(f" {glyph} ", f"chosen-{look}"), Span(f"{name}{pad}{tail}", "chosen")]
    return [Span(f" {glyph} ", look), Span(name, plain), Span(pad + tail, "dim")]


# where everything stands


def _arranged(graph: Graph) -> list[list[_Item]]:
    """Columns of items with their rows: broken nodes first, then near what they need."""
    columns = [
        [_Item(node.key, is_node=True, needs=frozenset(node.needs)) for node in column]
        for column in graph.columns
    ]
    _add_passing(graph, columns)
    rows: dict[tuple[int, str], int] = {}
    for number, column in enumerate(columns):
        _set_rows(graph, column, number, rows)
    return columns


def _add_passing(graph: Graph, columns: list[list[_Item]]) -> None:
    """A line that leads past a column takes a row in it: one for each source."""
    furthest: dict[str, int] = {}
    for node in graph.nodes.values():
        for need in node.needs:
            furthest[need] = max(furthest.get(need, 0), node.depth)
    for source, last in furthest.items():
        for depth in range(graph.nodes[source].depth + 1, last):
            columns[depth].append(_Item(source, is_node=False, needs=frozenset({source})))


def _set_rows(graph: Graph, column: list[_Item], number: int, rows: dict[tuple[int, str], int]) -> None:
    def wish(item: _Item) -> float:
        above = [rows[number - 1, need] for need in item.needs if (number - 1, need) in rows]
        return sum(above) / len(above) if above else 0.0

    def rank(item: _Item) -> tuple[bool, float, int]:
        is_broken = item.is_node and graph.nodes[item.source].urgency == 0
        return not is_broken, wish(item), 0 if item.is_node else 1

    at = -1
    for item in sorted(column, key=rank):
        item.row = max(at + 1, round(wish(item)) if number and not _is_crowded(column, rows, number) else 0)
        at = item.row
        rows[number, item.source] = item.row


def _is_crowded(column: list[_Item], rows: dict[tuple[int, str], int], number: int) -> bool:
    """The column is longer than the one before: it begins at the top."""
    before = [row for (col, _), row in rows.items() if col == number - 1]
    return len(column) > max(before, default=0) + 1


# the channels


def _channel(left: list[_Item], right: list[_Item], lit: frozenset[str]) -> tuple[_Canvas, int]:
    """The lines from one column to the next: one upright for each set of sources."""
    exits = {item.source: item.row for item in left}
    groups: dict[frozenset[str], list[_Item]] = {}
    for item in right:
        if item.needs:
            groups.setdefault(item.needs, []).append(item)
    spans = []
    for needs, targets in groups.items():
        ys = [exits[n] for n in needs if n in exits] + [t.row for t in targets]
        if any(n in exits for n in needs):
            spans.append((min(ys), max(ys), needs, targets))
    spans.sort(key=lambda span: (span[1] - span[0], span[0]))
    lanes: list[list[tuple[int, int]]] = []
    lane_of: list[int] = []
    for low, high, _, _ in spans:
        lane = next(
            (i for i, used in enumerate(lanes) if all(high < a or low > b for a, b in used)), len(lanes)
        )
        if lane == len(lanes):
            lanes.append([])
        lanes[lane].append((low, high))
        lane_of.append(lane)
    wide = 2 * max(len(lanes), 1) + 1
    canvas = _Canvas()
    for (low, high, needs, targets), lane in zip(spans, lane_of, strict=True):
        _draw_group(canvas, exits, (low, high, needs, targets), 2 * lane + 1, wide, lit)
    return canvas, wide


def _draw_group(
    canvas: _Canvas,
    exits: dict[str, int],
    group: tuple[int, int, frozenset[str], list[_Item]],
    x: int,
    wide: int,
    lit: frozenset[str],
) -> None:
    _, _, needs, targets = group
    sources = [(need, exits[need]) for need in needs if need in exits]
    lit_targets = [t for t in targets if t.source in lit] if needs & lit else []
    lit_sources = [need for need in needs if need in lit] if lit_targets else []
    _upright(canvas, x, [row for _, row in sources] + [t.row for t in targets], is_lit=False)
    lit_rows = [row for need, row in sources if need in lit_sources] + [t.row for t in lit_targets]
    if lit_rows:
        _upright(canvas, x, lit_rows, is_lit=True)
    for need, row in sources:
        for at in range(x):
            canvas.join(at, row, _E | _W, is_lit=need in lit_sources)
        canvas.join(x, row, _W, is_lit=need in lit_sources)
    for target in targets:
        is_lit = target in lit_targets
        canvas.join(x, target.row, _E, is_lit=is_lit)
        for at in range(x + 1, wide):
            canvas.join(at, target.row, _E | _W, is_lit=is_lit)


def _upright(canvas: _Canvas, x: int, ys: list[int], *, is_lit: bool) -> None:
    low, high = min(ys), max(ys)
    for y in range(low, high + 1):
        canvas.join(x, y, (_N if y > low else 0) | (_S if y < high else 0), is_lit=is_lit)


def _drawn(canvas: _Canvas, y: int, wide: int) -> list[Span]:
    return [
        Span(_BOX[canvas.bits.get((x, y), 0)], "key" if (x, y) in canvas.lit else "bar") for x in range(wide)
    ]


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    out: list[Span] = []
    for span in spans:
        if out and out[-1].style == span.style:
            out[-1] = Span(out[-1].text + span.text, span.style)
        else:
            out.append(span)
    return tuple(out)
