"""Small files beside the base: what a stop cut in the middle is not read, and what somebody damaged is named."""

import pytest

from api.lines import LinesUnreadable, add_lines, read_lines
from api.mappings import keep_mapping, kept_mappings
from api.quarantine import batches_aside, link_aside


@pytest.mark.parametrize("cut", range(1, 40, 3))
def test_a_line_cut_by_a_stop_is_not_read_and_gives_way_to_the_next(tmp_path, cut):
    path = tmp_path / "carnet.jsonl"
    add_lines(path, [{"file": "Œuvre.csv", "batch": "lot-1"}])
    whole = path.read_bytes()
    path.write_bytes(whole + whole[: min(cut, len(whole) - 1)])
    assert list(read_lines(path)) == [{"batch": "lot-1", "file": "Œuvre.csv"}]
    add_lines(path, [{"file": "b.csv", "batch": "lot-2"}, {"file": "c.csv", "batch": "lot-2"}])
    assert [said["file"] for said in read_lines(path)] == ["Œuvre.csv", "b.csv", "c.csv"]


@pytest.mark.parametrize("line", ["{", "[]", '{"file": "a.csv"}', "é" * 30])
def test_a_damaged_line_is_named(tmp_path, line):
    path = tmp_path / "carnet.jsonl"
    add_lines(path, [{"file": "a.csv", "batch": "lot-1"}])
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    with pytest.raises(LinesUnreadable, match=r"Ligne 2 illisible dans carnet\.jsonl"):
        list(read_lines(path, "file", "batch"))


def test_the_rows_set_aside_and_the_columns_chosen_survive_a_line_cut_in_the_middle(tmp_path):
    base = str(tmp_path / "base.db")
    link_aside(base, {tmp_path / "a.csv": []}, "lot-1")
    keep_mapping(base, "carnet", "parties-prenantes", {"Nom": "name"}, "lot-1")
    for path in tmp_path.glob("*.jsonl"):
        path.write_bytes(path.read_bytes() + b'{"at": "2026-1')
    assert batches_aside(base) == {"a.csv": ("lot-1",)}
    assert kept_mappings(base)["carnet", "parties-prenantes"].columns == {"Nom": "name"}
