"""Places: outlines, points, results of the BAN, districts and communes; nothing is moved, nothing is made up."""

from __future__ import annotations

import json
import math
import time
from typing import Any

import pytest

from importers.lambert import in_degrees
from kb.kinds import field_card
from kb.problems import FileRefused
from queries.values import value_text
from tests.importers.conftest import SAMPLES, Office
from tests.pace import within

SQUARE = [[4.8, 45.7], [4.82, 45.7], [4.82, 45.71], [4.8, 45.71], [4.8, 45.7]]


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties or None, "geometry": geometry}


def point(*position: Any) -> dict[str, Any]:
    return {"type": "Point", "coordinates": list(position)}


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def collection(*features: Any, **more: Any) -> str:
    return json.dumps({"type": "FeatureCollection", **more, "features": features})


def send(office: Office, *features: Any, **more: Any) -> Any:
    return office.send(collection(*features, **more), name="carte.geojson")


def told(plan: Any) -> list[tuple[str, str]]:
    return [(p.code, p.message) for p in (*plan.problems, *plan.warnings)]


@pytest.fixture
def known(office: Office) -> Office:
    """Return an office that knows two territories by their codes, and an organisation."""
    office.send(
        "Territoire;Communes;Code INSEE;QPV\nSaint-Fons;Saint-Fons;69199;QP069999\nOullins;Pierre-Bénite;69152;\n",
        "territoires",
    )
    office.send("nom;siret;commune\nRégie;99900003700013;Saint-Fons\nAtelier;;Oullins\n", "parties-prenantes")
    return office


@pytest.mark.parametrize("cell", ["POINT (4.9 45.7)", "[4.9, 45.7]", '"Point"', "NaN", "{", "[" * 5000])
def test_a_table_whose_geometry_is_written_otherwise_sees_that_cell_refused_by_name(office, cell):
    written = cell.replace('"', '""')

    plan = office.send(f'name;city;result_score;latitude;longitude;geometry\nA;Bron;0.9;45.7;4.9;"{written}"\nB;Bron;0.9;45.7;4.9;\n', "geo")

    assert [(p.code, p.line, p.column) for p in plan.problems] == [("GEOMETRY_INVALID", 2, "geometry")]
    assert plan.problems[0].message.startswith("Géométrie : une géométrie GeoJSON est attendue, au lieu de « ")


# -- what goes in -----------------------------------------------------------------------------------------------------


def test_a_point_with_a_name_is_an_organisation_and_its_place(office):
    plan = send(office, feature(point(4.85, 45.75), nom="Atelier", siret=99900003700013, commune="Lyon"))

    assert (plan.outcome, plan.created) == ("accept", 1)
    actor = office.actor("Atelier")
    assert (actor.value("lat"), actor.value("lon"), actor.value("siret")) == (45.75, 4.85, "99900003700013")


def test_the_outline_of_a_known_territory_is_kept_and_told_in_words(known):
    plan = send(known, feature(polygon(SQUARE), nom="St-Fons", code="69199"), feature(polygon(SQUARE), nom="Ailleurs"))

    assert (plan.read, plan.created, plan.outcome) == (1, 1, "warn")
    assert ("ROWS_OUTSIDE", True) in [(code, "« Ailleurs »" in said) for code, said in told(plan)]
    place = known.actor("Saint-Fons")
    card = field_card("territory", "outline")
    assert value_text(place.value("outline"), card).replace("\u202f", " ") == "contour de 4 points, environ 1,7 km²"
    assert "Ailleurs" not in "\n".join(known.exported())


def test_the_outline_of_a_whole_commune_is_flagged_and_that_of_a_quarter_is_not(known):
    commune = send(known, feature(polygon(SQUARE), nom="St-Fons", code="69199"))
    quarter = send(known, feature(polygon(SQUARE), nom="St-Fons"))

    assert [code for code, _ in told(commune)] == ["OUTLINE_OF_COMMUNE"]
    assert "OUTLINE_OF_COMMUNE" not in [code for code, _ in told(quarter)]


def test_an_unknown_key_is_named_and_script_stays_text(office):
    plan = send(office, feature(point(4.8, 45.7), nom="<script>alert(1)</script>", popupContent="<b>x</b>"))

    assert [(w.code, w.column) for w in plan.warnings] == [("COLUMN_IGNORED", "popupContent")]
    assert office.names() == ["<script>alert(1)</script>"]


def test_a_null_geometry_is_legal_and_a_name_is_not_optional(office):
    plan = send(office, feature(None, nom="Atelier"), feature(point(4.9, 45.7)))

    assert (plan.outcome, plan.created, len(plan.set_aside)) == ("partial", 1, 1)
    assert [(p.code, "features[1]" in p.message) for p in plan.problems] == [("COLUMN_REQUIRED", True)]
    assert office.actor("Atelier").value("lat") is None


def test_a_map_without_feature_says_so(office):
    plan = send(office)

    assert (plan.outcome, [w.code for w in plan.warnings], plan.writes) == ("warn", ["NO_ROWS"], False)


# -- what is refused whole --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (collection(feature(point(842_000.5, 6_519_000.2), nom="A")), "CRS_UNSUPPORTED"),
        (collection(feature(point(4.8, 45.7), nom="A"), crs={"properties": {"name": "urn:ogc:def:crs:EPSG::2154"},
                    "type": "name"}), "CRS_UNSUPPORTED"),
        (collection(feature(point(4.8, 45.7), nom="A")).replace("45.7", "NaN"), "JSON_SYNTAX"),
        (collection(feature(point(4.8, 45.7), nom="A")).replace("45.7", "Infinity"), "JSON_SYNTAX"),
        (collection(feature(point(4.8, 45.7), nom="A"))[:-1] + ",}", "JSON_SYNTAX"),
        ("// carte\n" + collection(feature(point(4.8, 45.7), nom="A")), "JSON_SYNTAX"),
        ('{"type": "Topology", "objects": {}, "arcs": []}', "FILE_TYPE"),
        ('{"type": "FeatureCollection", "features": null}', "JSON_SHAPE"),
        (json.dumps(feature(point(4.8, 45.7), nom="A")), "JSON_SHAPE"),
        (json.dumps(point(4.8, 45.7)), "JSON_SHAPE"),
        (collection(feature({"type": "GeometryCollection", "geometries": []}, nom="A")).replace(
            '"geometries": []', '"geometries": [' * 80 + "]" * 80), "JSON_DEPTH"),
        (collection(feature(point(4.8, 45.7), nom="A", **{"date de naissance": "1970"})), "SENSITIVE_DATA"),
        (collection(feature(point(4.8, 45.7), nom="A", proprietaire="x")), "COLUMN_FORBIDDEN"),
    ],
    ids=["lambert", "crs", "nan", "infinity", "comma", "comment", "topojson", "null", "alone", "geometry", "deep", "births", "owner"],
)  # fmt: skip
def test_a_map_that_cannot_be_understood_is_refused_by_name(office, sent, code):
    with pytest.raises(FileRefused) as refused:
        office.read(sent, name="carte.geojson")

    assert refused.value.refusal == code
    assert "carte.geojson" in str(refused.value) or "Colonnes" in str(refused.value)


def test_wgs84_may_be_named(office):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}

    assert send(office, feature(point(4.8, 45.7), nom="A"), crs=crs).outcome == "accept"


LAMBERT = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}
#: The origin of the projection, by its definition, and the example that the address service publishes: « 8 Boulevard du Port, Amiens ».
PUBLISHED = [((700_000, 6_600_000), (3.0, 46.5)), ((648_952.58, 6_977_867.25), (2.290084, 49.897443))]


@pytest.mark.parametrize(("metres", "degrees"), PUBLISHED)
def test_a_published_position_in_lambert_is_the_published_one_in_degrees(metres, degrees):
    assert in_degrees(*metres) == pytest.approx(degrees, abs=1.5e-6)


@pytest.mark.parametrize(("metres", "degrees"), PUBLISHED)
def test_a_map_that_says_it_is_in_lambert_is_converted_and_says_what_was_understood(office, metres, degrees):
    plan = send(office, feature(point(*metres), nom="Atelier Exemple"), crs=LAMBERT)

    assert [(code, "converties en degrés" in said) for code, said in told(plan)] == [("COORDINATES_CONVERTED", True)]
    actor = office.actor("Atelier Exemple")
    assert (actor.value("lon"), actor.value("lat")) == pytest.approx(degrees, abs=1.5e-6)


def test_an_outline_in_lambert_keeps_its_shape_and_its_place(office):
    office.send("territoire;statut\nVal-Fleuri;habilité\n", "territoires")
    ring = [[842_000, 6_519_000], [843_000, 6_519_000], [843_000, 6_520_000], [842_000, 6_520_000], [842_000, 6_519_000]]

    send(office, feature({"type": "GeometryCollection", "geometries": [polygon(ring)]}, nom="Val-Fleuri"), crs=LAMBERT)

    place = office.actor("Val-Fleuri")
    assert json.loads(place.value("outline"))["coordinates"][0][0] == pytest.approx([4.82685, 45.75582], abs=2e-5)
    assert (place.value("lon"), place.value("lat")) == pytest.approx((4.8335, 45.7602), abs=2e-3)


def test_a_table_whose_position_can_only_be_in_lambert_is_converted_and_says_so(office):
    plan = office.send("nom;x lambert 93;y lambert 93\nAtelier Exemple;648 952,58;6977867.25\n")

    [warning] = plan.warnings
    assert (warning.code, warning.column) == ("COORDINATES_CONVERTED", "y lambert 93")
    assert "longitude 2,290084, latitude 49,897443" in warning.message
    actor = office.actor("Atelier Exemple")
    assert (actor.value("lon"), actor.value("lat")) == (2.290084, 49.897443)


@pytest.mark.parametrize("place", ["1842000;5174000", "6519000;842000", "842000;45,7", "842000;"])
def test_metres_of_another_system_are_never_kept_as_degrees(office, place):
    plan = office.plan(f"nom;longitude;latitude\nAtelier Exemple;{place}\n")

    assert "COORDINATES_RANGE" in {p.code for p in plan.problems}


# -- what is set aside, by its index ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        (point(4.8, 95.0), "COORDINATES_RANGE"),
        (point(200, 45.7), "COORDINATES_RANGE"),
        (point("4.8", "45.7"), "COORDINATES_RANGE"),
        (point(True, 45.7), "COORDINATES_RANGE"),
        (point(4.8), "COORDINATES_RANGE"),
        (polygon(SQUARE[:3]), "GEOMETRY_INVALID"),
        (polygon(SQUARE[:4]), "GEOMETRY_INVALID"),
        (polygon(), "GEOMETRY_INVALID"),
        ({"type": "Polygon", "coordinates": "x"}, "GEOMETRY_INVALID"),
        ({"type": "Circle", "coordinates": [4.8, 45.7]}, "GEOMETRY_INVALID"),
        ({"type": "GeometryCollection", "geometries": [3]}, "GEOMETRY_INVALID"),
    ],
)  # fmt: skip
def test_a_wrong_geometry_is_named_by_its_index_and_the_others_go_in(office, geometry, code):
    plan = send(office, feature(point(4.8, 45.7), nom="Bonne"), feature(geometry, nom="Autre", siret="99900003700013"))

    assert (plan.outcome, plan.created, [p.code for p in plan.problems]) == ("partial", 1, [code])
    assert "features[1]" in plan.problems[0].message


def test_a_feature_of_another_type_is_named_by_its_index(office):
    good, other = feature(point(4.8, 45.7), nom="Bonne"), {"type": "Point", "coordinates": [4.8, 45.7]}

    plan = send(
        office, good, other, {"properties": {"nom": "A"}}, 12, {**good, "properties": [1]}, {**good, "geometry": 3}
    )

    assert (plan.created, {p.code for p in plan.problems}) == (1, {"JSON_SHAPE"})
    assert [p.message.partition(" ")[0] for p in plan.problems] == [f"features[{n}]" for n in range(1, 6)]


# -- what is kept and flagged -----------------------------------------------------------------------------------------


def test_swapped_axes_are_told_and_not_moved(office):
    plan = send(office, feature(point(45.75, 4.85), nom="Atelier"), feature(point(55.3, -21.0), nom="La Réunion"))

    assert [(w.code, "features[0]" in w.message) for w in plan.warnings] == [("COORDINATES_SWAPPED", True)]
    assert (office.actor("Atelier").value("lat"), office.actor("Atelier").value("lon")) == (4.85, 45.75)


def test_swapped_columns_are_told_and_not_moved(office):
    plan = office.send("nom;latitude;longitude\nAtelier;4,85;45,75\nRégie;45,75;4,85\n")

    assert [(w.code, w.line, w.column) for w in plan.warnings] == [("COORDINATES_SWAPPED", 2, "latitude")]
    assert (office.actor("Atelier").value("lat"), office.actor("Atelier").value("lon")) == (4.85, 45.75)


def test_what_a_map_wholly_on_strangers_has_wrong_is_told_all_the_same(known):
    bow = [[4.8, 45.7], [4.82, 45.71], [4.82, 45.7], [4.8, 45.71], [4.8, 45.7]]

    plan = send(known, feature(polygon(bow), nom="Ailleurs"))

    assert [w.code for w in plan.warnings] == ["GEOMETRY_INVALID", "ROWS_OUTSIDE"]


def test_a_contour_that_crosses_itself_is_kept_and_flagged(known):
    bow = [[4.8, 45.7], [4.82, 45.71], [4.82, 45.7], [4.8, 45.71], [4.8, 45.7]]

    plan = send(known, feature(polygon(bow), nom="Saint-Fons"))

    assert (plan.outcome, [w.code for w in plan.warnings]) == ("warn", ["GEOMETRY_INVALID"])
    assert json.loads(str(known.actor("Saint-Fons").value("outline")))["coordinates"] == [bow]


def test_a_contour_of_many_vertices_is_simplified(known):
    turns = [n / 8_000 * math.pi for n in range(16_000)]
    ring = [[4.85 + 0.02 * math.cos(turn), 45.7 + 0.02 * math.sin(turn)] for turn in turns]

    plan = send(known, feature(polygon([*ring, ring[0]]), nom="Saint-Fons"))

    assert [(w.code, "16001 positions" in w.message) for w in plan.warnings] == [("GEOMETRY_TOO_LARGE", True)]
    kept = json.loads(str(known.actor("Saint-Fons").value("outline")))["coordinates"][0]
    assert 100 < len(kept) <= 500
    assert all(abs(math.hypot(x - 4.85, y - 45.7) - 0.02) < 0.0001 for x, y in kept)


def test_a_contour_too_large_to_be_read_is_refused_by_name(known):
    plan = send(known, feature({"type": "MultiPoint", "coordinates": [[4.8, 45.7]] * 200_001}, nom="Saint-Fons"))

    assert [(p.code, "features[0]" in p.message) for p in plan.problems] == [("GEOMETRY_TOO_LARGE", True)]


# -- results of the BAN -----------------------------------------------------------------------------------------------

BAN = "nom;siret;commune;latitude;longitude;result_label;result_score\n"


def test_a_sure_result_of_the_ban_gives_its_place_and_an_unsure_one_waits(known):
    plan = known.send(
        f"{BAN}Régie;99900003700013;;45.71;4.85;1 rue A;0.93\nAtelier;;Oullins;45.70;4.80;rue B;0.49\n"
        "Saint-Fons;;;45.702;4.853;Saint-Fons;0.5\nÉtrangère;;;45.1;4.1;rue C;0.8\n"
    )

    assert (plan.read, plan.created, [p.code for p in plan.problems]) == (3, 2, ["SCORE_LOW"])
    assert "ROWS_OUTSIDE" in [w.code for w in plan.warnings]
    assert [known.actor(name).value("lat") for name in ("Régie", "Atelier", "Saint-Fons")] == [45.71, None, 45.702]
    assert known.actor("Régie").kind == "organisation"


def test_an_answer_of_the_ban_places_a_territory(known):
    place = feature(
        point(4.853, 45.702), label="Saint-Fons", name="Saint-Fons", score=0.97, city="Saint-Fons", type="municipality"
    )

    plan = send(known, place, feature(point(4.8, 45.7), label="Rue A", name="Rue A", score=0.4))

    assert (plan.created, [p.code for p in plan.problems]) == (1, ["SCORE_LOW"])
    assert known.actor("Saint-Fons").value("lat") == 45.702


def test_several_answers_of_one_name_are_not_chosen_among(shared_data, office):
    office.send("Territoire\nSaint-Paul\n", "territoires")

    plan = office.send(shared_data / "ban" / "labonneboite" / "search-saint-paul.json")

    assert (plan.created, {p.code for p in plan.problems}) == (0, {"RESULT_AMBIGUOUS"})
    assert office.actor("Saint-Paul").value("lat") is None


# -- districts and communes -------------------------------------------------------------------------------------------


def test_a_district_has_its_two_codes_with_their_dates(known):
    plan = known.send(
        "code_qp;nom_qp;commune_qp\nQP069999;Arsenal;Saint-Fons\nQN06999A;Arsenal Carnot Parmentier;Saint-Fons\n"
        "QP009001;Coeur De Ville;Saint-Girons\nQP9;X;Y\n"
    )

    assert (plan.read, plan.created, [p.code for p in plan.problems]) == (3, 2, ["QPV_INVALID"])
    facts = [(f.as_of, str(f.value)[:8]) for f in known.actor("Saint-Fons").facts("qpv") if f.as_of]
    assert sorted(facts) == [("2015-01-01", "QP069999"), ("2024-01-01", "QN06999A")]


def test_the_published_districts_leave_the_base_alone(shared_data, known):
    before = known.exported()

    plan = known.send(shared_data / "qpv" / "hackaviz2021" / "qp.csv")

    assert (plan.read, plan.writes, plan.outcome) == (0, False, "warn")
    assert known.exported() == before


def test_the_published_communes_name_the_merged_ones(shared_data, known):
    plan = known.send(shared_data / "cog" / "decoupage-administratif" / "communes.csv")

    assert (plan.read, plan.created, plan.problems) == (2, 2, [])
    found = known.actor("Oullins")
    assert ["69149"] in [f.value for f in found.facts("insee_codes")]
    assert ["Oullins-Pierre-Bénite"] in [f.value for f in found.facts("communes")]


def test_a_territory_of_two_communes_has_both(known):
    known.send("Territoire;Communes;Code INSEE\nGivors et Grigny;Givors | Grigny;69091|69096\n", "territoires")

    plan = known.send("TYPECOM,COM,LIBELLE,COMPARENT\nCOM,69091,Givors,\nCOM,69096,Grigny,\nCOM,01001,Ailleurs,\n")

    assert (plan.read, plan.created, plan.problems) == (2, 2, [])
    place = known.actor("Givors et Grigny")
    assert {tuple(fact.value) for fact in place.facts("communes")} == {("Givors", "Grigny")}
    assert {tuple(fact.value) for fact in place.facts("insee_codes")} == {("69091", "69096")}


def test_the_published_outlines_find_their_territory(shared_data, known):
    plan = known.send(shared_data / "aides-territoires" / "communes-1000m-69.geojson")

    assert (plan.read, plan.created, plan.problems) == (2, 2, [])
    assert known.actor("Saint-Fons").value("outline")


def test_each_list_is_compared_with_its_own_editions(known):
    for name in ("geo.geojson", "geo-qpv.csv", "geo-ban.csv", "geo-communes.csv"):
        assert known.send(SAMPLES / name, source="lieux").vanished == {}


@pytest.mark.parametrize("count", [490, 20_000])
def test_a_scribble_is_flagged_in_a_moment(office, count):
    # A star whose branches all cross each other: mending it would take hours.
    ring = [[4.85 + (0.05 if n % 2 else 0.01) * math.cos(n * 2.5), 45.75 + (0.05 if n % 2 else 0.01) * math.sin(n * 2.5)] for n in range(count)]
    began = time.process_time()

    plan = send(office, feature(polygon([*ring, ring[0]]), nom="Atelier", siret="99900001100018"))

    assert within(time.process_time() - began, 5)
    assert "GEOMETRY_INVALID" in {w.code for w in plan.warnings}
    assert office.actor("Atelier").value("lat") == pytest.approx(45.75, abs=0.05)


def test_a_type_of_geometry_that_is_no_text_is_named(office):
    plan = send(office, feature({"type": ["Point"], "coordinates": [4.85, 45.75]}, nom="Atelier"))

    assert [(p.code, p.column) for p in plan.problems] == [("GEOMETRY_INVALID", "geometry")]
