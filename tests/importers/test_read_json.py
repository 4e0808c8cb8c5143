"""JSON: one strict document, each item with its path and its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from importers.read import JsonDocument, read_json
from kb.problems import FileRefused


def read(tmp_path: Path, content: str | bytes, name: str = "a.json", **options) -> JsonDocument:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_json(path, **options)


def refusal(tmp_path: Path, content: str | bytes, *keys: str) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read(tmp_path, content).items(*keys)
    return caught.value


def test_each_item_has_its_path_and_its_line(tmp_path):
    content = '{"total": {"n": [1, 2]},\n"organisations": [\n{"nom": "A", "tags": [[]]},\n\n{"nom": "B"}]}'

    items = read(tmp_path, content).items("organisations")

    assert [(i.path, i.line, i.value["nom"]) for i in items] == [
        ("organisations[0]", 3, "A"),
        ("organisations[1]", 5, "B"),
    ]


def test_a_mark_is_dropped_and_utf_16_is_said(tmp_path):
    assert read(tmp_path, b'\xef\xbb\xbf[{"nom": "A"}]').warnings == []
    assert [w.code for w in read(tmp_path, '[{"nom": "É"}]'.encode("utf-16")).warnings] == ["ENCODING_GUESSED"]


def test_another_encoding_is_refused_with_the_byte_and_accepted_when_passed(tmp_path):
    raw = '[{"nom": "Régie"}]'.encode("cp1252")

    said = refusal(tmp_path, raw)

    assert said.refusal == "ENCODING_UNKNOWN"
    assert "octet 11" in str(said)
    assert read(tmp_path, raw, encoding="cp1252").items()[0].value == {"nom": "Régie"}


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ('{"a": 1, // note\n"b": 2}', "ligne 1, colonne 10"),
        ('{"a": [1, 2,]}', "colonne 13"),
        ('{"a": 1,\n}', "ligne 2, colonne 1"),
        ('{"a": 1} {"b": 2}', "colonne 10"),
        ('{"organisations": [{"a": 1}]}\n{"organisations": [{"b": 2}]}', "ligne 2, colonne 1"),
        ('{"n": NaN}', "colonne 7"),
        ('{"NaN": "NaN", "n": -Infinity}', "colonne 21"),
    ],
)
def test_what_is_not_strict_json_is_refused_with_its_place(tmp_path, content, place):
    said = refusal(tmp_path, content)

    assert said.refusal == "JSON_SYNTAX"
    assert place in str(said)


@pytest.mark.parametrize("cut", [20, 38, 45, 60])
def test_a_cut_document_is_said_to_be_cut(tmp_path, cut):
    whole = json.dumps({"organisations": [{"nom": "Atelier des Possibles", "siret": "99900001100018"}]})

    said = refusal(tmp_path, whole[:cut])

    assert said.refusal == "JSON_SYNTAX"
    assert "semble coupé" in str(said)


@pytest.mark.parametrize("deep", ["[" * 65 + "]" * 65, '{"a":' * 100_000 + "1" + "}" * 100_000])
def test_depth_is_counted_before_parsing(tmp_path, deep):
    assert refusal(tmp_path, deep).refusal == "JSON_DEPTH"


def test_brackets_inside_texts_are_not_depth(tmp_path):
    assert read(tmp_path, json.dumps([{"nom": "[{" * 200 + '\\"'}])).items()[0].problems == ()


def test_a_key_twice_is_refused_at_its_second_place(tmp_path):
    said = refusal(tmp_path, '[{"nom": "A"},\n{"nom": "B", "siret": 1, "nom": "C"}]')

    assert said.refusal == "JSON_DUPLICATE_KEY"
    assert "ligne 2, colonne 26" in str(said)


@pytest.mark.parametrize("key", ["__proto__", "constructor", "prototype", "__class__", "\\u005f_init__"])
def test_magic_keys_are_refused(tmp_path, key):
    assert refusal(tmp_path, f'[{{"nom": "A", "x": {{"{key}": 1}}}}]').refusal == "FIELD_FORBIDDEN"


def test_numbers_keep_their_last_digit_or_are_named(tmp_path):
    content = '[{"n": 9007199254740993}, {"n": 9223372036854775808}, {"n": 1e999}, {"n": %s}, {"n": -0.0}]' % (
        "9" * 5000
    )

    items = read(tmp_path, content).items()

    assert items[0].value["n"] == 9007199254740993
    assert [[(p.code, p.column) for p in i.problems] for i in items] == [
        [],
        [("NUMBER_OUT_OF_RANGE", "n")],
        [("NUMBER_OUT_OF_RANGE", "n")],
        [("NUMBER_OUT_OF_RANGE", "n")],
        [],
    ]
    assert str(items[4].value["n"]) == "0.0"


def test_half_characters_and_controls_set_their_item_aside(tmp_path):
    content = r'[{"nom": "A\ud800"}, {"nom": "B\u0000"}, {"a": {"b": ["\u202e"]}}, {"nom": "\ud83d\ude00"}]'

    items = read(tmp_path, content).items()

    assert [[(p.code, p.column) for p in i.problems] for i in items] == [
        [("INVALID_UNICODE", "nom")],
        [("CONTROL_CHARACTER", "nom")],
        [("INVISIBLE_CHARACTERS", "a.b[0]")],
        [],
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("42", "valeur simple"),
        ("null", "valeur simple"),
        ('{"organisations": null}', "null au lieu d'une liste"),
        ('{"organisations": {"a": 1}}', "un objet au lieu d'une liste"),
        ('{"organisations": [{"a": 1}, null]}', "organisations[1]"),
        ('{"autre": []}', "absent"),
        ('{"organisations": [{"$ref": "http://127.0.0.1/"}]}', "jamais suivi"),
    ],
)
def test_a_wrong_shape_is_refused_with_its_path(tmp_path, content, said):
    refused = refusal(tmp_path, content, "organisations")

    assert refused.refusal == "JSON_SHAPE"
    assert said in str(refused)


def test_items_that_are_no_objects_are_set_aside_and_very_many_refuse_the_file(tmp_path):
    items = read(tmp_path, '[{"nom": "A"}, 3, {"nom": "B"}]').items()

    assert [[p.code for p in i.problems] for i in items] == [[], ["TYPE_MISMATCH"], []]
    assert refusal(tmp_path, json.dumps([{"a": 1}] * 2000 + [1] * 101)).refusal == "TYPE_MISMATCH"


def test_json_lines_go_on_after_a_bad_line(tmp_path):
    document = read(tmp_path, '{"nom": "A"}\n{"nom": "B",}\n\n{"nom": "C", "n": 1e999}\n')

    assert document.kind == "lines"
    assert [(i.line, [p.code for p in i.problems]) for i in document.items()] == [
        (1, []),
        (2, ["JSON_SYNTAX"]),
        (4, ["NUMBER_OUT_OF_RANGE"]),
    ]
    assert document.items()[1].raw == '{"nom": "B",}'


def test_features_of_a_wrong_type_are_named_by_index(tmp_path):
    features = [{"type": "Feature", "properties": {"nom": "A"}, "geometry": None}, {"type": "Point"}, None]

    items = read(tmp_path, json.dumps({"type": "FeatureCollection", "features": features})).items()

    assert [(i.path, [p.code for p in i.problems]) for i in items] == [
        ("features[0]", []),
        ("features[1]", ["JSON_SHAPE"]),
        ("features[2]", ["JSON_SHAPE"]),
    ]


def test_a_collection_without_feature_is_a_warning(tmp_path):
    document = read(tmp_path, '{"type": "FeatureCollection", "features": []}')

    assert (document.items(), [w.code for w in document.warnings]) == ([], ["NO_ROWS"])


def test_topojson_and_tables_are_named_for_what_they_are(tmp_path):
    assert refusal(tmp_path, '{"type": "Topology", "objects": {}, "arcs": []}').refusal == "FILE_TYPE"
    assert refusal(tmp_path, "nom;siret\nA;1\n").refusal == "FILE_TYPE"
    assert refusal(tmp_path, "").refusal == "FILE_EMPTY"


def test_half_a_character_deep_inside_a_member_sets_the_row_aside(office):
    body = (
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"nom": "A"}, '
        '"geometry": {"type": "Point", "coordinates": [4.9, 45.7], "note": {"autre": "\\ud800"}}}]}'
    )

    plan = office.plan(body, name="carte.geojson")

    assert [p.code for p in plan.problems] == ["INVALID_UNICODE"]
    assert len(plan.set_aside) == 1
