"""The words that bands are written with, folded, in the singular: those of ages, levels, situations, services and trades; no name of a person."""

from __future__ import annotations

#: Of acronyms: what is received, a status, a diploma, a contract, a service.
_ACRONYMS = """
detld detd tld cld ld boe th mdph pi nsp nc ns cej pacea plie pjj spip epide geiq esat ea ei ai etti aci eiti iae opco cer css rmi aer ars apl caf ccas cpam
msa ft pe ctie mmie mdm mds mde tzcld tzc ulis segpa upe nsa efs sdf chrs cada huda hlm qp zus etp pmsmp pce pch dut bts deug dea dess daeu cqp vae capes bp
cm cddi cui infra pro abc ab defm boeth bpi caces hf fh tig ald ase ue neet niv cat env nb dt
"""
#: Of ages, of time, of order and of quantity.
_TIME = """
adolescent majeur aine trentaine quarantaine cinquantaine soixantaine trimestre semestre semaine jour fin debut janvier fevrier mars avril mai juin juillet aout
septembre octobre novembre decembre premier premiere deuxieme troisieme quatrieme deux trois quatre cinq six sept huit neuf dix onze douze quinze vingt trente
quarante cinquante soixante cent mille ier er eme ii iii iv vi bis ter avant apres pendant jusqu entre encore deja jamais toujours actuel actuelle ancien
ancienne recent recente court courte moyenne complet complete exercice campagne habilitation jury bilan comite hiver printemps ete automne rentree mi dernier derniere janv fev fevr avr juil sept oct nov dec nombre taux somme cumul stock flux taille type profil classe axe vague phase nes
"""
#: Of a home, a family, health, an origin, a journey.
_SITUATION = """
solo seul seule celibataire pacse divorce divorcee separe separee charge mere pere conjoint conjointe fratrie certification cle ecole etude universite terminale
seconde general generale technologique professionnel professionnelle generaliste agricole apprenti apprentie apprentissage alternance alternant alternante
stagiaire etudiant etudiante lyceen lyceenne ecriture lecture lire ecrire parler parle parlant oral ecrit maitrise maitrisant francophone arabe anglais turc
portugais espagnol roumain albanais maternelle debutant debutante union pays tiers titre sejour papier asile protection subsidiaire apatride voyageur difficulte
frein obstacle besoin souhait souhaite souhaitant projet voulant pouvant ayant etant vivant beneficiant percevant touchant domicilie domiciliee domicile fixe
stable instable abri rue loge logee locatif bailleur accession mode voiture transport commun conduire velo scooter moto distance loin eloigne eloignee
isolement ordinateur internet telephone addiction psychique psychologique physique moteur motrice sensoriel sensorielle mental mentale chronique arret conge
parental parentale maternite enceinte judiciaire main levee prison detention libere liberee peine ordre protege protegee tutelle curatelle violence conjugale
victime exil exile exilee surendette surendettee endette endettee revenu ressource minimum solidarite specifique retour aide seuil pauvrete pauvre droit ouvert
ouverte radie radiee sanction prime activite reprise reduite plein occasionnel occasionnelle intermittent intermittente independant independante auto
entrepreneur micro entreprise fonction publique interimaire vacataire technicien technicienne agent profession intermediaire artisan commercant commercante
agriculteur agricultrice intellectuel politique priorite veille sensible marginalise marginalisee expose exposee fragile fragilise decroche decrochage
decrocheur decrocheuse rupture risque eloignement inclusion exclusion illectronisme sociaux minimaux subi subie socle majore majoree college primaire parc locomotion sorti sortie lever savoir base competence probleme frequent
handicape lourd solution global globale renforce renforcee grande nord sud est ouest
"""
#: Of how far they have come with a project of full employment.
_JOURNEY = """
volontariat positif positive negatif dynamique durable durablement transition abandon demenagement deces perdu perdue vue contact contacte contactee attente file
candidat candidate candidature recu recue entretien repere reperee recense recensee estime estimee estimation potentiel potentielle eligible valide validee pret
prete pre recrute recrutee integre integree engage engagee mobilise mobilisee immersion present presente absent absente reste restant restante cible objectif
demarrage initial initiale population individu usager usagere declare declaree connu connue invisible repondant repondante reponse donnee valeur precise precisee
specifie specifiee defini definie centre mission locale local locaux pole maison insertion relais associatif association service structure partenaire organisme
departement conseil commune acces depart arrivee recensement sens
participation reunion atelier rendez signe signee periode travaille international internationale francais
"""
#: Of trades and of what is learned.
_TRADES = """
metier filiere domaine secteur menuiserie maraichage restauration cuisine batiment travaux nettoyage espace vert vente commerce secretariat logistique couture
textile recyclage reemploi bricolage jardinage conciergerie manutention administratif administrative soin animation securite gardiennage mecanique artisanat
agriculture tourisme hotellerie industrie informatique peinture electricite plomberie maconnerie
"""
WORDS = frozenset(" ".join((_ACRONYMS, _TIME, _SITUATION, _JOURNEY, _TRADES)).split())
#: The small words of any sentence.
SMALL = frozenset(
    ["a", "au", "aux", "avec", "ce", "d", "dans", "de", "des", "depuis", "du", "en", "et", "est", "hors", "l", "la", "le", "les", "leur", "n", "ne", "ni", "ou", "par", "pas", "pour", "qu", "que", "qui", "sans", "se", "ses", "son", "sont", "sous", "sur", "un", "une", "y", "chez", "vers", "ont", "h", "f"]
)
#: Words after which any other may stand, to the end of what they say: they name a place, or what one does.
OPENS = frozenset(
    ["qpv", "qp", "quartier", "quartiers", "secteur", "secteurs", "zone", "commune", "communes", "ville", "villes", "canton", "bassin", "cite", "residence", "territoire", "arrondissement", "metropole", "departement", "iris", "ilot", "metier", "metiers", "filiere", "domaine", "relais", "ebe", "plie", "ccas"]
)
