"""A run's graph in rows: each node below the last one it needs, indented by depth; fits where columns do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo_tui.present.graph import node_took
from gonogo_tui.present.graph_columns import Picture, Placed, draw_columns
from gonogo_tui.present.lines import Line, Span, cells, cut

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo_tui.present.graph import Graph, Node

_LEAST_NAME = 12
_FORK, _LAST, _PAST = "├╴", "╰╴", "│ "


def draw_graph(graph: Graph, selected: str, now: datetime, width: int) -> Picture:
    """The picture of a graph: in columns where these fit the width, else in rows."""
    columns = draw_columns(graph, selected, now)
    if columns.width <= width and len(graph.columns) > 1:
        return columns
    return draw_rows(graph, selected, now, width)


def draw_rows(graph: Graph, selected: str, now: datetime, width: int) -> Picture:
    """One line for each node; what it needs besides the node above is named beside it."""
    parents = {node.key: _parent(graph, node) for node in graph.nodes.values()}
    children: dict[str, list[Node]] = {}
    for node in graph.nodes.values():
        children.setdefault(parents[node.key], []).append(node)
    lit = graph.around(selected)
    lines: list[Line] = []
    places: dict[str, Placed] = {}

    def add(node: Node, stem: tuple[Span, ...], *, is_last: bool) -> None:
        is_root = not parents[node.key]
        look = "key" if node.key in lit and parents[node.key] in lit else "bar"
        fork = () if is_root else (Span(_LAST if is_last else _FORK, look),)
        places[node.key] = Placed(node.key, len(lines), 0, width)
        extra = tuple(graph.nodes[n].title for n in node.needs if n != parents[node.key])
        lines.append(_line(node, (*stem, *fork), extra, now, width, is_chosen=node.key == selected))
        below = _ordered(children, children.get(node.key, []))
        for number, child in enumerate(below):
            rail = () if is_root else (Span("  " if is_last else _PAST, _rail(graph, node, parents, lit)),)
            add(child, (*stem, *rail), is_last=number == len(below) - 1)

    for root in _ordered(children, children.get("", [])):
        add(root, (), is_last=True)
    return Picture(tuple(lines), places, width)


def _rail(graph: Graph, node: Node, parents: dict[str, str], lit: frozenset[str]) -> str:
    """The look of the line beside what hangs on a node: it leads on to the siblings below."""
    siblings = [other for other in graph.nodes.values() if parents[other.key] == parents[node.key]]
    below = siblings[siblings.index(node) + 1 :]
    return "key" if parents[node.key] in lit and any(one.key in lit for one in below) else "bar"


def _parent(graph: Graph, node: Node) -> str:
    """The need that is ready last by the graph: the deepest, and of these the first in the file."""
    return max(node.needs, key=lambda need: graph.nodes[need].depth, default="")


def _ordered(children: dict[str, list[Node]], nodes: list[Node]) -> list[Node]:
    """What is broken, or holds something broken, first; then as in the file."""

    def worst(node: Node) -> int:
        return min([node.urgency, *(worst(child) for child in children.get(node.key, ()))])

    return sorted(nodes, key=lambda node: worst(node) != 0)


def _line(
    node: Node,
    stem: tuple[Span, ...],
    extra: tuple[str, ...],
    now: datetime,
    width: int,
    *,
    is_chosen: bool,
) -> Line:
    glyph, look, word = node.mark
    count = f" ×{len(node.jobs)}" if len(node.jobs) > 1 else ""
    took = node_took(node, now)
    tail = took or (word if look in ("key", "bad") else "")
    used = sum(cells(span.text) for span in stem)
    room = max(_LEAST_NAME, width - used - 5 - cells(count) - cells(tail))
    name = cut(node.title, room)
    more = ""
    if extra and room - cells(name) > 6:
        more = cut("  + " + ", ".join(extra), room - cells(name))
    pad = " " * max(0, room - cells(name) - cells(more))
    plain = "dim" if look == "dim" else "strong" if look in ("bad", "key") else "plain"
    if is_chosen:
        body = (Span(f" {glyph} ", f"chosen-{look}"), Span(name + count, "chosen"), Span(more, "chosen-dim"))
        end = (Span(pad, "chosen"), Span(f" {tail} ", "chosen"))
    else:
        body = (Span(f" {glyph} ", look), Span(name + count, plain), Span(more, "dim"))
        end = (Span(pad), Span(f" {tail} ", look if look in ("key", "bad") else "dim"))
    return Line((*stem, *body, *end))
