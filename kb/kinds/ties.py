"""All the kinds of ties, each one declaration with its two readings."""

from __future__ import annotations

from kb.kinds.base import Family, TieKind
from kb.privacy import Layer

ORG, BODY, PLACE = Family.ORGANISATION.value, Family.BODY.value, Family.PLACE.value
DOING, PERSON, RECORD = Family.DOING.value, Family.PERSON.value, Family.RECORD.value
ACTORS = (ORG, BODY)
ANY = (ORG, BODY, PLACE, DOING, RECORD)

PRESENT_IN = TieKind(
    "present_in",
    "est présent sur",
    "accueille",
    ACTORS,
    (PLACE,),
    ("présent sur", "intervient sur", "est présente sur", "agit sur"),
    letter="•",
    nature="présent",
    cost=3,
)
GOVERNS = TieKind(
    "governs", "pilote", "est piloté par", (BODY,), (PLACE,), ("est le cle de",), letter="T",
    nature="fait partie du territoire", cost=1
)
SEATS_ON = TieKind(
    "seats_on",
    "siège à",
    "a pour membre",
    (ORG, BODY),
    (BODY,),
    ("siège au", "siège au cle", "est membre de", "membre du cle", "siege"),
    letter="S",
    nature="siège au CLE",
    cost=1,
    own=("college",),
    bearers=("membre du CLE", "membre du comité local", "membre du comité local pour l'emploi"),
)
OPERATES_IN = TieKind(
    "operates_in", "est l'EBE de", "a pour EBE", (ORG,), (PLACE,), ("est l'ebe du", "opère sur"),
    letter="T", nature="fait partie du territoire", cost=1
)
FOLLOWED_BY = TieKind(
    "followed_by", "est suivi par", "suit", (ORG,), (BODY,), ("est suivie par le", "est suivie par"), cost=1
)
FUNDS = TieKind(
    "funds",
    "finance",
    "est financé par",
    (ORG,),
    (ORG, BODY, PLACE, DOING),
    ("subventionne", "a financé", "verse une subvention à"),
    letter="€",
    nature="finance",
    money=True,
    cost=2,
    own=("amount", "amount_paid", "nature", "basis", "year", "scheme"),
    coming=("doit financer", "doit être financé par"),
    bearers=("financeur", "financeuse", "cofinanceur", "co-financeur", "financeur du projet"),
)
SOLICITS = TieKind(
    "solicits",
    "sollicite",
    "est sollicité par",
    (ORG, BODY, PLACE),
    (ORG,),
    ("a sollicité", "demande à"),
    layer=Layer.ENGAGEMENT,
    letter="D",
    nature="sollicite",
    presence=False,
    cost=4,
    coming=("doit solliciter", "doit être sollicité par"),
)
PARTNER = TieKind(
    "partner",
    "est partenaire de",
    "est partenaire de",
    ANY,
    ANY,
    ("partenaire", "partenaire de", "coopère avec", "travaille avec"),
    symmetric=True,
)
SUPPORTS = TieKind("supports", "accompagne", "est accompagné par", ACTORS, ANY, ("appuie", "soutient", "conseille"))
CLIENT_OF = TieKind(
    "client_of",
    "est client de",
    "a pour client",
    (ORG,),
    (ORG,),
    ("client", "cliente de", "est cliente de", "achète à"),
    backwards=("fournisseur", "fournisseur de", "est fournisseur de", "fournit", "vend à"),
    letter="C",
    nature="client ou donneur d'ordre",
    own=("amount", "cpv", "social"),
)
SUBCONTRACTS = TieKind(
    "subcontracts",
    "est sous-traitant de",
    "a pour sous-traitant",
    (ORG,),
    (ORG,),
    ("sous-traite pour",),
    backwards=("sous-traite à",),
    letter="C",
    nature="client ou donneur d'ordre",
)
SHAREHOLDER = TieKind(
    "shareholder",
    "est actionnaire de",
    "a pour actionnaire",
    (ORG,),
    (ORG,),
    ("actionnaire", "associé de"),
    own=("share", "amount"),
)
MEMBER_OF = TieKind(
    "member_of",
    "adhère à",
    "a pour adhérent",
    (ORG, PLACE),
    (ORG, BODY),
    ("adhérent de", "est membre du réseau", "est affilié à", "adhérent"),
    cost=2,
)
HOSTS = TieKind(
    "hosts", "héberge", "est hébergé par", (ORG,), ANY, ("prête un local à", "met un local à disposition de"),
    bearers=("hébergeur", "hébergeuse", "hôte", "prêteur de locaux"),
)
ORIENTS = TieKind(
    "orients",
    "oriente des personnes vers",
    "reçoit des personnes orientées par",
    (ORG,),
    ACTORS,
    ("oriente vers", "oriente", "prescrit vers"),
)
RUNS = TieKind("runs", "porte l'activité", "est portée par", ACTORS, (DOING,), ("réalise", "porte l'activite"), cost=1)
TAKES_PLACE_IN = TieKind(
    "takes_place_in", "se déroule sur", "est le lieu de", (DOING, RECORD), (PLACE,), ("a lieu à",), cost=2
)
PART_OF = TieKind(
    "part_of",
    "dépend de",
    "a pour composante",
    (ORG, BODY, PLACE),
    (ORG, BODY, PLACE),
    ("est une composante de", "filiale de", "fait partie de", "établissement de"),
    cost=1,
)
CARRIES = TieKind(
    "carries",
    "porte le projet de",
    "est porté par",
    (ORG,),
    (PLACE, BODY, RECORD),
    ("porte", "est la collectivité porteuse de"),
    cost=1,
    bearers=("collectivité porteuse", "commune porteuse", "structure porteuse", "association porteuse", "porteur", "porteuse", "porteur du projet",
             "porteur de projet", "porteuse du projet", "porteuse de projet", "collectivité porteuse du projet"),
)
MET = TieKind(
    "met",
    "a rencontré",
    "a rencontré",
    (ORG, BODY, PLACE),
    (ORG, BODY, PLACE),
    ("rencontre", "a échangé avec"),
    layer=Layer.ENGAGEMENT,
    symmetric=True,
    letter="R",
    nature="rencontre",
    presence=False,
    cost=2,
    coming=("doit rencontrer", "doit rencontrer"),
)
CONTACT_OF = TieKind(
    "contact_of",
    "est contact de",
    "a pour contact",
    (PERSON,),
    ACTORS,
    ("contact",),
    layer=Layer.ENGAGEMENT,
    presence=False,
    cost=1,
)
CONTRIBUTES = TieKind(
    "contributes",
    "contribue aux activités de",
    "reçoit la contribution de",
    (ORG,),
    (ORG, BODY, PLACE),
    ("contribue au portefeuille de", "contribue à"),
)
CONVENTIONS = TieKind(
    "conventions",
    "conventionne",
    "est conventionné par",
    (ORG,),
    ACTORS,
    ("a signé une convention avec",),
    letter="€",
    nature="finance",
    cost=1,
    own=("amount", "year", "scheme"),
)
COVERS = TieKind(
    "covers", "couvre", "est couvert par", ACTORS, (PLACE,), ("a pour périmètre",), letter="•", nature="présent", cost=3
)
SUCCESSOR = TieKind(
    "successor", "succède à", "devient", (ORG, BODY), (ORG, BODY), ("remplace", "anciennement"), presence=False
)
OPINION = TieKind(
    "opinion", "a rendu un avis sur", "a reçu un avis de", ACTORS, (DOING,), ("valide", "arbitre"), presence=False
)
SHARES = TieKind(
    "shares",
    "partage l'activité avec",
    "partage l'activité avec",
    (ORG, DOING),
    (ORG, DOING),
    ("mutualise avec",),
    symmetric=True,
)
COMPLETES = TieKind("completes", "complète", "est complété par", (ORG, DOING), (ORG, DOING), ("est complémentaire de",))
QUESTIONS_ACTIVITY = TieKind(
    "contests",
    "fait examiner l'activité de",
    "voit son activité examinée par",
    (ORG,),
    (ORG, DOING),
    ("conteste",),
    layer=Layer.ENGAGEMENT,
    presence=False,
)
SIGNATORY = TieKind("signatory", "est signataire de", "a pour signataire", (ORG,), (ORG, RECORD, BODY), ("a signé",))
CONCERNS = TieKind("concerns", "concerne", "est concerné par", (RECORD,), ANY, presence=False)
ATTENDS = TieKind("attends", "participe à", "a pour participant", ACTORS, (RECORD,), presence=False)
NEEDS = TieKind("needs", "a besoin de", "est un besoin de", (ORG, BODY, PLACE), (RECORD, DOING), presence=False)
OFFERS = TieKind("offers", "propose", "est proposé par", (ORG, BODY, PLACE), (RECORD, DOING), presence=False)

ALL = (
    PRESENT_IN,
    GOVERNS,
    SEATS_ON,
    OPERATES_IN,
    FOLLOWED_BY,
    FUNDS,
    SOLICITS,
    PARTNER,
    SUPPORTS,
    CLIENT_OF,
    SUBCONTRACTS,
    SHAREHOLDER,
    MEMBER_OF,
    HOSTS,
    ORIENTS,
    RUNS,
    TAKES_PLACE_IN,
    PART_OF,
    CARRIES,
    MET,
    CONTACT_OF,
    CONTRIBUTES,
    CONVENTIONS,
    COVERS,
    SUCCESSOR,
    OPINION,
    SHARES,
    COMPLETES,
    QUESTIONS_ACTIVITY,
    SIGNATORY,
    CONCERNS,
    ATTENDS,
    NEEDS,
    OFFERS,
)
