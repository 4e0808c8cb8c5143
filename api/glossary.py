"""The words of the field, for the help page."""

from __future__ import annotations

GLOSSARY: list[dict[str, str]] = [
    {
        "term": "ACI, AI, EI, ETTI, EITI",
        "long": "Types de SIAE",
        "text": "Atelier et chantier d'insertion, association intermédiaire, entreprise "
        "d'insertion, entreprise de travail temporaire d'insertion, entreprise d'insertion par le travail indépendant.",
    },
    {
        "term": "Cartographie",
        "long": "",
        "text": "Qui sont les acteurs et comment ils sont liés : partagée par tous, sans coordonnées de personnes.",
    },
    {
        "term": "CDE",
        "long": "Contribution au développement de l'emploi",
        "text": "La part de l'État et du département (ici la Métropole) versée pour chaque emploi d'une EBE.",
    },
    {
        "term": "CLE",
        "long": "Comité local pour l'emploi",
        "text": "L'instance qui pilote le projet d'un territoire TZCLD. À ne pas confondre avec le comité "
        "local pour l'emploi de la loi plein emploi.",
    },
    {
        "term": "CTIE",
        "long": "Coordinateurs territoriaux insertion-emploi",
        "text": "Les relais de la Métropole et de la MMIE sur les territoires.",
    },
    {
        "term": "EBE",
        "long": "Entreprise à but d'emploi",
        "text": "Elle embauche en CDI des personnes privées durablement d'emploi, sous convention avec le Fonds.",
    },
    {
        "term": "Engagement",
        "long": "",
        "text": "Le plan d'engagement : positions, échanges, sollicitations, contacts. Vu par ceux à qui il appartient.",
    },
    {
        "term": "Énoncé",
        "long": "",
        "text": "Ce que dit une source en une ligne de fichier ou une saisie ; le territoire ou l'instance "
        "qu'une ligne ne fait que nommer est un énoncé de plus.",
    },
    {
        "term": "ETCLD",
        "long": "Fonds d'expérimentation territoriale contre le chômage de longue durée",
        "text": "Le Fonds qui instruit et finance. À ne pas confondre avec l'association TZCLD.",
    },
    {
        "term": "IAE",
        "long": "Insertion par l'activité économique",
        "text": "Le secteur ; ses structures sont les SIAE.",
    },
    {
        "term": "MMIE",
        "long": "Maison métropolitaine d'insertion pour l'emploi",
        "text": "Groupement qui mobilise les entreprises et les clauses sociales.",
    },
    {
        "term": "PPDE",
        "long": "Personnes privées durablement d'emploi",
        "text": "Maillage n'en connaît que des effectifs, jamais une personne.",
    },
    {
        "term": "Proximité",
        "long": "Recouvrements",
        "text": "100 % porte à porte, 50 % à la distance jusqu'où le service le plus large des deux attire d'ordinaire : la même "
        "distance compte donc plus pour une laverie que pour un maraîchage.",
    },
    {
        "term": "QPV",
        "long": "Quartier prioritaire de la politique de la ville",
        "text": "Deux générations de codes : 2015 (QP…) et 2024 (QN…).",
    },
    {
        "term": "Score d'un recouvrement",
        "long": "Sur 100",
        "text": "Même service × clientèle × proximité × période. Clientèle ou période inconnues ne retirent rien, un lieu "
        "inconnu compte pour moitié : le score dit ce qui est à examiner d'abord, pas ce qui est vrai.",
    },
    {
        "term": "SIAE",
        "long": "Structure d'insertion par l'activité économique",
        "text": "Une structure conventionnée ; un établissement peut porter plusieurs conventions.",
    },
    {
        "term": "SIREN, SIRET",
        "long": "",
        "text": "Le SIREN désigne l'organisme (9 chiffres), le SIRET un de ses établissements (14 chiffres).",
    },
    {
        "term": "TZCLD",
        "long": "Territoires zéro chômeur de longue durée",
        "text": "L'expérimentation, et l'association nationale qui la soutient.",
    },
]
