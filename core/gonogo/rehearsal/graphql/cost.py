"""What a query costs, by GitHub's rule: connections asked for, divided by 100."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    VariableNode,
    get_named_type,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import DocumentNode, GraphQLInterfaceType, GraphQLSchema, SelectionSetNode


@dataclass(frozen=True, slots=True)
class Cost:
    """Internal requests, the points they make, and the most nodes that can come back."""

    requests: int
    nodes: int

    @property
    def points(self) -> int:
        """At least one; a hundred requests each."""
        return max(1, round(self.requests / 100))


def measure_cost(schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any]) -> Cost:
    """The cost of a valid document: over all connections, the product of what those around them ask for."""
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    walk = _Walk(schema, fragments, variables)
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            root = schema.get_root_type(definition.operation)
            walk.visit(definition.selection_set, root, 1)
    return Cost(walk.requests, walk.nodes)


class _Walk:
    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: dict[str, FragmentDefinitionNode],
        variables: Mapping[str, Any],
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._variables = variables
        self.requests = 0
        self.nodes = 0

    def visit(
        self,
        selections: SelectionSetNode | None,
        parent: GraphQLObjectType | GraphQLInterfaceType | Any,
        times: int,
    ) -> None:
        """Add up what is selected of a type that is reached so many times."""
        for selection in selections.selections if selections else ():
            if isinstance(selection, FieldNode):
                self._field(selection, parent, times)
            elif isinstance(selection, FragmentSpreadNode):
                fragment = self._fragments[selection.name.value]
                self.visit(fragment.selection_set, self._type(fragment.type_condition.name.value), times)
            elif isinstance(selection, InlineFragmentNode):
                condition = selection.type_condition
                inner = self._type(condition.name.value) if condition else parent
                self.visit(selection.selection_set, inner, times)

    def _type(self, name: str) -> Any:
        return self._schema.type_map[name]

    def _field(self, node: FieldNode, parent: Any, times: int) -> None:
        field = getattr(parent, "fields", {}).get(node.name.value)
        if field is None:
            return
        kind = get_named_type(field.type)
        if kind.name.endswith("Connection"):
            self.requests += times
            times *= self._size(node)
            self.nodes += times
        self.visit(node.selection_set, kind, times)

    def _size(self, node: FieldNode) -> int:
        for argument in node.arguments or ():
            if argument.name.value in ("first", "last"):
                if isinstance(argument.value, IntValueNode):
                    return int(argument.value.value)
                if isinstance(argument.value, VariableNode):
                    return int(self._variables.get(argument.value.name.value) or 0)
        return 0  # only its count can be asked for
