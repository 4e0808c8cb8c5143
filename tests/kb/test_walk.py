"""The shared walk: the same paths whatever the crowd around an actor, and half the base never listed for one of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from kb.walk import CROWD, shortest_path


class Town:
    """A graph in memory that counts the ties it lists."""

    def __init__(self, *ties: tuple[str, str]) -> None:
        self.near: dict[str, list[str]] = {}
        self.listed = 0
        for start, end in ties:
            self.near.setdefault(start, []).append(end)
            self.near.setdefault(end, []).append(start)

    def pairs(self, ids: Collection[str], to: Collection[str] | None = None) -> Iterator[tuple[str, str]]:
        for near in sorted(ids):
            for other in self.near.get(near, ()):
                if to is None or other in to:
                    self.listed += 1
                    yield near, other


def crowd(hub: str, count: int = 10 * CROWD) -> list[tuple[str, str]]:
    return [(f"m{n:05}", hub) for n in range(count)]


def test_two_members_of_a_crowd_meet_at_its_hub_without_all_its_members_being_listed():
    town = Town(*crowd("hub"))

    assert shortest_path("m00001", "m00002", 6, town.pairs) == ["m00001", "hub", "m00002"]
    assert town.listed < 2 * CROWD


def test_a_path_that_starts_at_a_hub_is_sought_from_its_other_end():
    town = Town(*crowd("hub"), ("m00007", "b"), ("b", "c"))

    assert shortest_path("hub", "c", 6, town.pairs) == ["hub", "m00007", "b", "c"]
    assert town.listed < 2 * CROWD


def test_a_path_between_two_hubs_is_the_first_of_the_shortest_in_the_order_of_their_names():
    town = Town(*crowd("h1"), *((f"n{n:05}", "h2") for n in range(10 * CROWD)), ("n00003", "m00009"), ("n00001", "m00005"))

    assert shortest_path("h1", "h2", 6, town.pairs) == ["h1", "m00005", "n00001", "h2"]
    assert shortest_path("h2", "h1", 6, town.pairs) == ["h2", "n00001", "m00005", "h1"]


def test_an_actor_out_of_reach_is_told_so_however_crowded_its_surroundings():
    assert shortest_path("m00001", "z", 6, Town(*crowd("hub"), ("z", "y")).pairs) == []
    assert shortest_path("m00001", "c", 3, Town(*crowd("hub"), ("hub", "a"), ("a", "b"), ("b", "c")).pairs) == []
