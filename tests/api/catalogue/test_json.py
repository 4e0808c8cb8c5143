"""JSON: one strict document, whose wrong places are told by line, column or path."""

from __future__ import annotations

import json

import pytest

from tests.api.catalogue.cases import SIRETS, Case, check, document, raw_document

A = {"nom": "Atelier", "siret": SIRETS[2], "type": "association", "commune": "Givors"}
B = {"nom": "Relais", "siret": SIRETS[3], "type": "association", "commune": "Grigny"}
ONE, TWO = json.dumps(A), json.dumps(B)
WHOLE = document(A, B)


def field(value: str, name: str = "notes") -> bytes:
    """Return a good organisation, and one whose field is written by hand."""
    return raw_document(f'{ONE}, {{"nom": "Relais", "siret": "{SIRETS[3]}", "{name}": {value}}}')


CASES = [
    Case("json_comments.json", b'{\n  // commentaire\n  "organisations": []\n}', "reject", "JSON_SYNTAX", says=("ligne 2", "colonne")),
    Case("json_block_comment.json", b'/* note */ ' + WHOLE, "reject", "JSON_SYNTAX", says=("ligne 1",)),
    Case("json_hash_comment.json", b'# note\n' + WHOLE, "reject", "JSON_SYNTAX"),
    Case("json_line_comment_first.json", b'// note\n' + WHOLE, "reject", "JSON_SYNTAX"),
    Case("json_trailing_comma.json", raw_document(ONE + ","), "reject", "JSON_SYNTAX", says=("ligne 1", "colonne")),
    Case("json_trailing_comma_object.json", raw_document(ONE[:-1] + ",}"), "reject", "JSON_SYNTAX"),
    Case("json_single_quotes.json", b"{'organisations': []}", "reject", "JSON_SYNTAX"),
    Case("json_unquoted_key.json", b"{organisations: []}", "reject", "JSON_SYNTAX"),
    Case("json_cut.json", WHOLE[:-5], "reject", "JSON_SYNTAX", says=("coup",)),
    Case("json_two_documents.json", WHOLE + b"\n" + WHOLE, "reject", "JSON_SYNTAX", says=("second",)),
    Case("json_two_documents_together.json", WHOLE + WHOLE, "reject", "JSON_SYNTAX"),
    Case("json_second_document_small.json", WHOLE + b"\n{}", "reject", "JSON_SYNTAX"),
    Case("json_second_document_list.json", WHOLE + b"\n[1]", "reject", "JSON_SYNTAX"),
    Case("json_text_after.json", WHOLE + b"\nfin", "reject", "JSON_SYNTAX"),
    Case("json_two_objects_lines.json", b'{"organisations": []}\n{"organisations": []}', "reject", "JSON_SYNTAX"),
    Case("json_nan.json", field("NaN", "budget"), "reject", "JSON_SYNTAX", says=("ligne 1", "colonne")),
    Case("json_infinity.json", field("Infinity", "budget"), "reject", "JSON_SYNTAX"),
    Case("json_minus_infinity.json", field("-Infinity", "budget"), "reject", "JSON_SYNTAX"),
    Case("json_control_in_text.json", field('"a\nb"'), "reject", "JSON_SYNTAX"),
    Case("json_leading_zero.json", field("012", "effectif"), "reject", "JSON_SYNTAX"),
    Case("json_lines_bad_line.jsonl", f"{ONE}\n{{\"nom\": \"B\", }}\n{TWO}\n".encode(), "partial", "JSON_SYNTAX", 2, 1, lines=(2,)),
    Case("json_lines_bad_line.json", f"{ONE}\n{{\"nom\": \"B\"\n{TWO}\n".encode(), "partial", "JSON_SYNTAX", 2, 1, lines=(2,)),
    Case("json_lines_bad_words.ndjson", f"{ONE}\nbonjour\n{TWO}\n".encode(), "partial", "JSON_SYNTAX", 2, 1, lines=(2,)),
    Case("json_lines_last_cut.jsonl", f'{ONE}\n{TWO}\n{{"nom": "C'.encode(), "partial", "JSON_SYNTAX", 2, 1, lines=(3,)),
    Case("json_lines_first_bad.jsonl", f'{{"nom": "C\n{ONE}\n{TWO}\n'.encode(), "partial", "JSON_SYNTAX", 2, 1, lines=(1,)),
    Case("json_lines_one_of_two.jsonl", f'{ONE}\n{{"nom": \n'.encode(), "partial", "JSON_SYNTAX", 1, 1, lines=(2,)),
    Case("json_lines_crlf.jsonl", f"{ONE}\r\n{{bad}}\r\n{TWO}\r\n".encode(), "partial", "JSON_SYNTAX", 2, 1, lines=(2,)),
    Case("json_lines_nan.jsonl", f'{ONE}\n{{"nom": "B", "budget": NaN}}\n{TWO}\n'.encode(), "partial", "JSON_SYNTAX", 2, 1, lines=(2,)),
    Case("json_lines_garbage_first.jsonl", f'bonjour\n{ONE}\n{TWO}\n'.encode(), "partial", "JSON_SYNTAX", 2, 1, lines=(1,)),
    Case("json_lines.jsonl", f"{ONE}\n{TWO}\n".encode(), "accept", "", 2, 0),
    Case("json_duplicate_keys.json", raw_document('{"nom": "A", "nom": "B"}'), "reject", "JSON_DUPLICATE_KEY", says=("nom", "ligne 1")),
    Case("json_duplicate_keys_escaped.json", raw_document('{"nom": "A", "n\\u006fm": "B"}'), "reject", "JSON_DUPLICATE_KEY"),
    Case("json_duplicate_sections.json", b'{"organisations": [], "organisations": []}', "reject", "JSON_DUPLICATE_KEY"),
    Case("json_scalar.json", b"42", "reject", "JSON_SHAPE"),
    Case("json_scalar_text.json", b'"organisations"', "reject", "JSON_SHAPE"),
    Case("json_scalar_true.json", b"true", "reject", "JSON_SHAPE"),
    Case("json_null.json", b"null", "reject", "JSON_SHAPE"),
    Case("json_null_list.json", b'{"organisations": null}', "reject", "JSON_SHAPE", says=("organisations",)),
    Case("json_null_item.json", raw_document(f"{ONE}, null"), "reject", "JSON_SHAPE", says=("organisations[1]",)),
    Case("json_nulls.json", b'{"organisations": [null, null], "relations": null}', "reject", "JSON_SHAPE", says=("relations", "organisations[0]")),
    Case("json_object_for_list.json", b'{"organisations": {"nom": "A"}}', "reject", "JSON_SHAPE"),
    Case("json_text_for_list.json", b'{"organisations": "A"}', "reject", "JSON_SHAPE"),
    Case("json_list_top.json", b"[1, 2]", "reject", "JSON_SHAPE"),
    Case("json_list_top_long.json", b"[1" + b",1" * 100_000 + b"]", "reject", "TYPE_MISMATCH"),
    Case("json_ref.json", b'{"$ref": "http://127.0.0.1:9/x.json"}', "reject", "JSON_SHAPE", says=("$ref",)),
    Case("json_ref_list.json", b'{"organisations": {"$ref": "http://127.0.0.1:9/x.json"}}', "reject", "JSON_SHAPE", says=("$ref",)),
    Case("json_ref_item.json", raw_document('{"$ref": "file:///nonexistent/canary.txt"}'), "reject", "JSON_SHAPE", says=("$ref", "colonne")),
    Case("json_ref_inside.json", raw_document('{"nom": {"$ref": "#/organisations/0"}}'), "reject", "JSON_SHAPE", says=("$ref",)),
    Case("json_type_list.json", field('["a", "b"]', "nom2").replace(b'"nom": "Relais"', b'"nom": ["a"]'), "partial", "TYPE_MISMATCH", 1, 1),
    Case("json_type_boolean.json", field("true"), "partial", "TYPE_MISMATCH", 1, 1, ("organisations[1].notes",)),
    Case("json_type_number_name.json", raw_document(f'{ONE}, {{"nom": 42}}'), "partial", "TYPE_MISMATCH", 1, 1),
    Case("json_type_operator.json", raw_document(f'{ONE}, {{"nom": {{"$gt": ""}}}}'), "partial", "TYPE_MISMATCH", 1, 1),
    Case("json_type_operator_siret.json", raw_document(f'{ONE}, {{"nom": "B", "siret": {{"$ne": null}}}}'), "partial", "TYPE_MISMATCH", 1, 1),
    Case("json_type_all.json", raw_document(f'{ONE}, {{"nom": ["B"]}}, {{"nom": true}}, {{"nom": 3}}, {{"nom": {{"$gt": ""}}}}, {{"nom": "F", "siret": {SIRETS[3]}}}'), "partial", "TYPE_MISMATCH", 2, 4),
    Case("json_type_siret_number.json", raw_document(f'{{"nom": "A", "siret": {SIRETS[2]}}}'), "accept", "", 1, 0),
    Case("json_type_siret_float.json", raw_document(f'{ONE}, {{"nom": "B", "siret": {SIRETS[3]}.0}}'), "partial", "", 1, 1),
    Case("json_type_siret_list.json", raw_document(f'{ONE}, {{"nom": "B", "siret": ["{SIRETS[3]}"]}}'), "partial", "TYPE_MISMATCH", 1, 1),
    Case("json_type_siret_true.json", raw_document(f'{ONE}, {{"nom": "B", "siret": true}}'), "partial", "TYPE_MISMATCH", 1, 1),
    Case("json_type_unknown_member.json", raw_document(f'{ONE}, {{"nom": "B", "autre": {{"$where": "1"}}}}'), "warn", "COLUMN_DROPPED", 2, 0),
    Case("json_type_unknown_text.json", raw_document(f'{ONE}, {{"nom": "B", "autre": "1"}}'), "warn", "COLUMN_IGNORED", 2, 0),
    Case("json_items_not_objects_few.json", raw_document(f'{ONE}, 1, "x", {TWO}'), "partial", "TYPE_MISMATCH", 2, 2),
    Case("json_many_not_objects.json", lambda: b'{"organisations": [' + b"1," * 200_000 + b"1]}", "reject", "TYPE_MISMATCH", says=("200001",), seconds=10),
    Case("json_many_not_objects_one_good.json", lambda: raw_document(ONE + ",1" * 50_000), "reject", "TYPE_MISMATCH", seconds=10),
    Case("json_many_texts.json", lambda: raw_document(",".join(['"a"'] * 100_000)), "reject", "TYPE_MISMATCH", seconds=10),
    Case("json_many_lists.json", lambda: raw_document(",".join(["[]"] * 100_000)), "reject", "TYPE_MISMATCH", seconds=10),
    Case("json_deep_arrays.json", b"[" * 100_000 + b"]" * 100_000, "reject", "JSON_DEPTH"),
    Case("json_deep_arrays_cut.json", b"[" * 100_000, "reject", "JSON_DEPTH"),
    Case("json_deep_in_list.json", raw_document("[" * 5_000 + "]" * 5_000), "reject", "JSON_DEPTH"),
    Case("json_deep_field.json", field('{"a":' * 70 + "1" + "}" * 70), "reject", "JSON_DEPTH"),
    Case("json_deep_lines.jsonl", f"{ONE}\n".encode() + b'{"nom": ' + b"[" * 5000 + b"]" * 5000 + b"}\n", "reject", "JSON_DEPTH"),
    Case("json_integer_64_bits.json", field("9223372036854775808", "budget"), "partial", "NUMBER_OUT_OF_RANGE", 1, 1),
    Case("json_integer_negative.json", field("-9223372036854775809", "budget"), "partial", "NUMBER_OUT_OF_RANGE", 1, 1),
    Case("json_integer_5000.json", field("9" * 5000, "budget"), "partial", "NUMBER_OUT_OF_RANGE", 1, 1),
    Case("json_integer_5000_siret.json", field("9" * 5000, "autre"), "partial", "NUMBER_OUT_OF_RANGE", 1, 1),
    Case("json_1e999.json", field("1e999", "budget"), "partial", "NUMBER_OUT_OF_RANGE", 1, 1),
    Case("json_minus_1e999.json", field("-1e999", "effectif"), "partial", "NUMBER_OUT_OF_RANGE", 1, 1),
    Case("json_exponent_huge.json", field("1e999999999999", "budget"), "partial", "NUMBER_OUT_OF_RANGE", 1, 1),
    Case("json_underflow.json", raw_document('{"nom": "A", "budget": 1e-400}'), "accept", "", 1, 0),
    Case("json_minus_zero.json", raw_document('{"nom": "A", "budget": -0.0}'), "accept", "", 1, 0),
    Case("json_lone_surrogate.json", raw_document(f'{ONE}, {{"nom": "A\\ud800"}}'), "partial", "INVALID_UNICODE", 1, 1),
    Case("json_lone_surrogate_low.json", raw_document(f'{ONE}, {{"nom": "\\udc80B"}}'), "partial", "INVALID_UNICODE", 1, 1),
    Case("json_lone_surrogate_dcff.json", raw_document(f'{ONE}, {{"nom": "B\\udcff"}}'), "partial", "INVALID_UNICODE", 1, 1),
    Case("json_lone_surrogate_key.json", raw_document(f'{ONE}, {{"nom": "B", "x\\ud800": "y"}}'), "partial", "INVALID_UNICODE", 1, 1),
    Case("json_lone_surrogate_unknown.json", raw_document(f'{ONE}, {{"nom": "B", "autre": "y\\ud800"}}'), "partial", "INVALID_UNICODE", 1, 1),
    Case("json_surrogate_pair.json", raw_document('{"nom": "Atelier \\ud83d\\ude00"}'), "accept", "", 1, 0),
    Case("json_nul.json", raw_document(f'{ONE}, {{"nom": "B\\u0000C"}}'), "partial", "CONTROL_CHARACTER", 1, 1),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_json_document_gets_what_the_catalogue_says(send, case):
    check(case, send(case.name, case.made()))


def test_a_number_of_seventeen_digits_keeps_its_last(send):
    sent = send("json_2_53.json", raw_document('{"nom": "A", "budget": 9007199254740993}'))

    assert sent.report["outcome"] == "accept"
    assert b"9007199254740993" in sent.after
