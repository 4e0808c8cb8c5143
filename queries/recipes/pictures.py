"""The two pictures: the infographic on one A3 page, and the whole network as one interactive file."""

from __future__ import annotations

from kb.kinds import STAKEHOLDERS
from kb.privacy import READER
from kb.view import View
from queries.answers import Column, Matrix, NetNode, Network, Table, Told
from queries.drawing import edge_of, told_among
from queries.network import counted_actors
from queries.recipes.base import Ask, Content, RecipeRefused, recipe
from queries.ties import claims_of
from queries.words import counted, sentences

#: Above this, a drawing of everything cannot be read: the network around a territory is asked instead.
DRAWN_MOST = 1_000


@recipe(
    "infographie",
    rank=7,
    title="Infographie des rapports entre acteurs",
    explain="Une page A3 : qui soutient quels territoires, et comment.",
    stem="infographie",
    formats=("svg", "pdf", "png"),
    viewer=READER,
)
def make_infographic(view: View, ask: Ask) -> Content:
    """Return the matrix of territories and actors; refuses to be built without a territory."""
    answer = ask("infographie")
    picture = answer.picture()
    if not isinstance(picture, Matrix) or not picture.territories:
        raise RecipeRefused("L'infographie a besoin de territoires et de liens : importez-les d'abord.")
    return Content(answer.title, answer.sentence, [(answer.title, answer.table())], picture, answer.gaps, answer)


@recipe(
    "reseau",
    rank=8,
    title="Réseau interactif",
    explain="Un fichier HTML autonome : le réseau, sa recherche, et le même en tableau.",
    stem="reseau",
    formats=("html",),
    viewer=READER,
)
def make_network(view: View, ask: Ask) -> Content:
    """Return the network of the stakeholders and territories; refuses above what a drawing can tell."""
    actors = {actor.id: actor for actor in view.actors((*STAKEHOLDERS, "territory"))}
    told = told_among(view, actors)
    ties = [tie for tie, *_ in told]
    tied = {end for tie in ties for end in (tie.start, tie.end)}
    if not ties:
        raise RecipeRefused("Aucun lien entre acteurs : le réseau serait vide. Importez des liens ou des financements.")
    if len(tied) > DRAWN_MOST:
        said = f"{counted(len(tied), 'acteur')} : trop pour un dessin lisible."
        raise RecipeRefused(
            f"{said} Demandez le réseau d'un territoire : maillage ask reseau --territory … --format html."
        )
    nodes = [NetNode(a.id, a.name, a.kind) for a in actors.values() if a.id in tied]
    network = Network(nodes, [edge_of(view, tie) for tie in ties])
    columns = [Column("start", "De"), Column("reading", "Lien"), Column("end", "Vers")]
    rows = [{"start": actors[t.start].name, "reading": t.reading(t.start), "end": actors[t.end].name} for t in ties]
    proofs = [{"reading": claims_of(same)} for same in told]
    alone = counted(len(actors) - len(tied), "acteur")
    sentence = sentences(
        [
            f"{counted_actors(actor.kind for actor in actors.values())}, et {counted(len(ties), 'lien')}, "
            "activités, rencontres et sollicitations non comptées",
            f"{alone} sans lien connu, non dessinés" if len(actors) > len(tied) + 1 else "",
        ]
    )
    answer = Told(
        title="Le réseau des parties prenantes",
        sentence=sentence,
        drawing=network,
        rows=Table(columns, rows, proofs, "Liens"),
    )
    return Content(answer.title, answer.sentence, [("Liens", answer.rows)], network, (), answer)
