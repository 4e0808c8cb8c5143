"""The forms of entries, drawn from the vocabulary: each declared field with its help, its layer and who states it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from api.cells import Cells, Errors, shown_again
from api.editing import REQUIRED, Clash
from api.entries import Held
from api.pages import Context
from kb.endings import ENTRY
from kb.graph import Actor
from kb.kinds import KINDS, FieldCard, Layer, layer_of
from kb.ledger import RANKS, Rank, Value
from kb.other_names import OTHER_NAMES
from kb.outlines import OUTLINE
from kb.view import View
from queries.standings import place_name, places_of
from queries.values import value_text
from queries.words import day, listed

_TYPES = {"long": "textarea", OTHER_NAMES: "textarea", "mail": "email"}
_HELP = {
    "list": "Plusieurs valeurs : une barre | entre deux.",
    OTHER_NAMES: "Plusieurs noms : une barre | entre deux.",
    "date": "Par exemple 31/12/2026, 03/2026 ou 2026.",
    "latitude": "En degrés, par exemple 45,7640.",
    "longitude": "En degrés, par exemple 4,8357.",
}


def groups_of(kind: str, cells: Cells, errors: Errors, held: Held | None = None, view: View | None = None) -> Context:
    """Return the fields of a kind's form in three groups: what all may see, the engagement plan, and what is rarer."""
    required = REQUIRED.get(KINDS[kind].family, ("name",))
    said = notes_on(view, held) if view and held else {}
    parts: dict[str, list[Context]] = {"open": [], "engaged": [], "rare": []}
    for name, card in KINDS[kind].fields.items():
        if card.form == OUTLINE:
            continue
        engaged = layer_of(kind, name) is Layer.ENGAGEMENT
        group = "engaged" if engaged else "open" if card.shown else "rare"
        parts[group].append(
            field_of(card, cells.get(name, ""), errors.get(name), name in required, said.get(name))
        )
    return {**parts, "rare_open": any(item["error"] for item in parts["rare"])}


def field_of(
    card: FieldCard, text: str, error: str | None = None, required: bool = False, note: str | None = None
) -> Context:  # fmt: skip
    """Return one field as the template's macro takes it."""
    unit = f" ({card.unit})" if card.unit else ""
    hint = " ".join(part for part in (card.explain, _HELP.get(card.form, ""), note or "") if part)
    made: Context = {
        "name": card.name, "label": card.label + unit, "value": text, "type": _TYPES.get(card.form, "text"),
        "hint": hint, "error": error, "required": required,
    }  # fmt: skip
    choices = card.choices if card.form == "choice" else ("oui", "non") if card.form == "bool" else ()
    if choices:
        known = ["", *choices, *([text] if text not in ("", *choices) else [])]
        made["options"] = [{"value": c, "label": card.word(c) or "—", "selected": c == text} for c in known]
    return made


def notes_on(view: View, held: Held) -> dict[str, str]:
    """Return, for each field that a file states, who does, and that it stays ahead of what is typed."""
    titles = {source.id: source.title or source.name for source in view.sources()}
    notes = {}
    for name in held.actor.fields():
        facts = [fact for fact in held.actor.facts(name) if fact.source != ENTRY.id]
        ahead = [fact for fact in facts if fact.rank < RANKS[Rank.HAND]]
        if not facts:
            continue
        card = KINDS[held.actor.kind].fields.get(name)
        if card and card.local and (places := dict.fromkeys(p for fact in held.actor.facts(name) for p in places_of(view, fact))):
            where = listed(sorted(place_name(view, place) for place in places), most=4)
            notes[name] = f"Ici, ce qui se dit sans territoire ; {where} : à part, par « Noter un échange » sur la fiche."
            continue
        who = listed(dict.fromkeys(titles.get(fact.source, fact.source) for fact in (ahead or facts)), most=2)
        notes[name] = f"Dit par {who}."
        if card and card.dated_by:
            notes[name] += " L'échange le plus récent l'emporte : dites aussi le jour du vôtre."
        elif ahead and name in held.fields and held.fields[name] != ahead[0].value:
            notes[name] = f"« {value_text(ahead[0].value, card)} », dit par {who}, reste en tête sur la fiche."
        elif ahead:
            notes[name] = f"Dit par {who} : l'emporte, votre valeur sera montrée à côté."
    return notes


def summary_of(errors: Errors, labels: Mapping[str, str]) -> list[Context]:
    """Return the list of what is wrong, each leading to its field."""
    return [{"text": f"{labels.get(n, n)} : {said}", "href": f"#champ-{n}"} for n, said in errors.items()]


def labels_of(kind: str) -> dict[str, str]:
    """Return the labels of a kind's fields by name."""
    return {name: card.label for name, card in KINDS[kind].fields.items()}


def family_options(kind: str) -> list[Context]:
    """Return the kinds an actor may be typed as: those of its family that a stakeholder list holds."""
    family = KINDS[kind].family
    return [
        {"value": k.code, "label": k.label, "selected": k.code == kind}
        for k in KINDS.values()
        if k.family is family and (k.stakeholder or k.code == kind)
    ]


def clash_rows(clashes: Iterable[Clash], labels: Mapping[str, str]) -> list[Context]:
    """Return the fields two people typed, as the page shows them side by side."""
    return [
        {"name": c.name, "label": labels[c.name], "mine": shown_again({c.name: c.mine}).get(c.name, ""), "theirs": c.theirs, "keep": c.keep}
        for c in clashes
    ]


def moved_at(view: View, rev: int, sources: Iterable[str], note: str) -> str:
    """Return when the base took what is there now: the last batch since a rev that speaks of it."""
    since = [batch for batch in view.batches(500) if batch.rev > rev]
    known = set(sources)
    told = [b for b in since if b.note == note] or [b for b in since if b.source in known] or since
    return f"le {day(told[0].moment[:10])} à {told[0].moment[11:16]} (temps universel)" if told else ""


def entry_said(view: View, lot: str) -> str:
    """Return what was just saved, told from the journal: an address never brings its own words."""
    if lot == "aucun":
        return "Rien n'a changé : ce que vous avez envoyé était déjà là."
    batch = next((b for b in view.batches(50) if b.id == lot and b.kind in ("entry", "judge")), None)
    if batch is None or batch.undone_by is not None:
        return ""
    return f"Enregistré comme une saisie, lot {batch.id}." if batch.kind == "entry" else f"Noté : {batch.note}, lot {batch.id}."


def still_shown(view: View, actor: Actor, typed: Iterable[str]) -> str:
    """Return what says of some fields just typed that a file stays ahead, what is shown and what to do; empty when all are shown."""
    cards, told, dated = KINDS[actor.kind].fields, [], False
    titles = {source.id: source.title or source.name for source in view.sources()}
    for name in dict.fromkeys(typed):
        mine = next((fact for fact in actor.facts(name) if fact.source == ENTRY.id), None)
        if name not in cards or mine is None or actor.facts(name)[0].source == ENTRY.id or _tells(actor.value(name), mine.value):
            continue
        first = actor.facts(name)[0]
        dated = dated or bool(cards[name].dated_by)
        told.append(f"{cards[name].label} « {value_text(actor.value(name), cards[name])} », dit par {titles.get(first.source, first.source)}")
    if not told:
        return ""
    why = "Votre saisie est gardée à côté : un fichier l'emporte sur elle. Pour changer ce qui est montré, corrigez-le dans le fichier, puis importez-le"
    recent = " ; ou dites, avec la position, le jour d'un échange plus récent" if dated else ""
    return f"La fiche montre toujours : {listed(told)}. {why}{recent}."


def _tells(shown: Value, typed: Value) -> bool:
    """Tell whether what is shown holds what was typed, alone or among the values of several sources."""
    return shown == typed or (isinstance(shown, list) and isinstance(typed, list) and set(typed) <= set(shown))
