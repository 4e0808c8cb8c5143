"""Who may see what: two layers, owners, and the viewer that every `View` carries."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

#: Owner of what the platform itself states.
PLATFORM = "plateforme"


class Layer(StrEnum):
    """The two layers of the CNIL's reading: the map of roles, and the plan to engage people."""

    CARTOGRAPHIE = "cartographie"
    ENGAGEMENT = "engagement"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: a role, the territories (owner slugs) they belong to, and the layers their role opens.

    `local` is one person on their own machine and sees everything. Other roles see the whole cartographie, and of the
    engagement layer only what their territories own; an administrator of a base with accounts sees no contact.
    """

    role: str = "local"
    territories: frozenset[str] = frozenset()
    layers: frozenset[Layer] = frozenset(Layer)

    def may_see(self, layer: Layer, owner: str) -> bool:
        """Tell whether something of this layer, stated by this owner, exists for this viewer."""
        if layer not in self.layers:
            return False
        return layer is Layer.CARTOGRAPHIE or self.role == "local" or owner in self.territories

    @property
    def sees_all(self) -> bool:
        """Tell whether nothing has to be filtered for this viewer."""
        return self.role == "local" and len(self.layers) == len(Layer)


#: One person on their own machine.
LOCAL = Viewer()
#: A reader of published pages: the cartographie alone.
READER = Viewer("lecteur", layers=frozenset({Layer.CARTOGRAPHIE}))
