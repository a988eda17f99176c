"""Where the person is: what a command may rest on to say whether it works here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gonogo_tui.present.words import main_offer

if TYPE_CHECKING:
    from gonogo.model.verdicts import Offer

PANELS = ("releases", "checklist", "branches", "pulls", "runs", "gates", "journal")
"""The panels by number, from 1."""
HOME = PANELS[:2]
"""Those of the releases and of the steps of the chosen one."""
LISTS = PANELS[2:]
"""Those that show facts; on a small screen the pane stands below them."""
DETAIL = "detail"
"""The pane that shows the chosen row whole."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the person is, fixed at a key press.

    Attributes:
        panel: The panel with the focus.
        release_id: The release that an act would be for.
        step_id: The step that an act would be for.
        offers: What can be done about that step; the first is the main one.
        link: The page of the chosen row.
        busy: What is being done now; empty for nothing.
        is_single: One panel is shown at a time.
        has_next: The chosen release has a step that is next.
        is_next: That step is chosen.
        filter_text: What the panel's rows are filtered by.
        is_picture: The board is the picture of an earlier look.
        is_typing: A filter is being typed: keys are text.
        is_first: No panel is shown: nothing was ever looked at, and what to do next stands in their place.
        chosen_release: The release that is chosen, where a panel of releases or its steps has the floor.
        behind: What stands behind the chosen row and can be opened whole (`run`, `gate`); empty for nothing.
    """

    panel: str = "releases"
    release_id: str = ""
    step_id: str = ""
    offers: tuple[Offer, ...] = ()
    link: str = ""
    busy: str = ""
    is_read_only: bool = False
    is_single: bool = False
    is_zoomed: bool = False
    has_next: bool = False
    is_next: bool = False
    has_rows: bool = False
    filter_text: str = ""
    is_picture: bool = False
    is_first: bool = False
    is_typing: bool = False
    behind: str = ""
    chosen_release: str = ""

    @property
    def main(self) -> Offer | None:
        """What enter does; None when there is nothing."""
        return main_offer(self.offers)

    @property
    def acts_on_enter(self) -> bool:
        """Enter does the main offer here, rather than open a row."""
        return self.panel in ("checklist", DETAIL) and self.main is not None

    def offer(self, verb: str) -> Offer | None:
        """The offer of a verb; None when the step has none."""
        return next((offer for offer in self.offers if offer.verb == verb), None)
