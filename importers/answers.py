"""What became of a demand of money, in the words of a sheet: granted, refused, or still waited for."""

from __future__ import annotations

import re

from kb.text import fold

GRANTED, UNSURE, UNKNOWN, _FILED = "", "doute", "?", "envoyée"
_WAITED, _OWED = "en attente", "versement attendu"

#: Whole states that say more, or otherwise, than the words in them.
_WHOLE = {
    "en cours": "envoyée", "demande": "envoyée", "demandee": "envoyée", "relance": "sans réponse", "relancee": "sans réponse",
    "reserve": "réservée", "reservee": "réservée", "en preparation": "en préparation",
}  # fmt: skip
_CLAUSES = re.compile(r"[,;:.()/|–—]|\s-\s|\b(?:mais|puis|et)\b", re.IGNORECASE)
_NOT = r"\b(?:non|pas|jamais|aucune?)\b(?: \w+){0,2}? "
_AGREED = (
    r"(?:accord|vot(?!re\b)|attribu|valid|accept|obten|octroy|favorable|positi|reten|retien|recond|renouvel|financ|subventionn|conventionn"
    r"|engag|recevable|eligible|selectionn|suite\b)"
)
_ACT = "accord|vote|validation|convention|signature|renouvellement|reconduction|attribution|avis favorable"
#: Words of one clause, the first found: what is refused or waited for is said with the very words of what is granted.
_WORDS = (
    ("sans réponse", re.compile(rf"(?:{_NOT}|\bsans )(?:reponse|retour|nouvelle)s?\b")),
    (_WAITED, re.compile(
        rf"\b(?:pas|non) (?:\w+ )?encore\b|\b(?:pas de|aucun) vote\b|{_NOT}(?:avis\b|decision|decide|sign|notifi|statu|arbitr|tranch)"
    )),
    ("refusée", re.compile(
        rf"^non$|^ko$|\brefus|\brejet|\bdefavorable|\bnegati|\bdeclin|\bsans suite|\birrecevab|\binelig|\bdeboute|\becarte|{_NOT}{_AGREED}"
    )),
    ("réservée", re.compile(r"\bsous reserve")),
    ("en préparation", re.compile(r"^a (?:valider|voter|signer|confirmer)\b|\ba (?:envoyer|deposer|demander|solliciter|preparer)\b")),
    (_WAITED, re.compile(
        rf"\b(?:{_ACT})s? (?:\w+ )?(?:demande|sollicite)e?s?\b|\bdemandes? (?:de |d )(?:{_ACT})s?\b(?!.* (?:accord|vot|valid|accept|obten|reten))"
        r"|\battente\b|\battend|\bprevue?s?\b|\bprochain|\bespere|\bpressenti|\benvisag|\bajourn|\breportee?s?\b|\bdifferee?s?\b|\bsuspens\b"
        r"|\binstruction\b|\betude\b|\bexamen\b|\ba (?:valider|voter|signer|confirmer|instruire|etudier|examiner|decider)\b"
        r"|\b(?:sera|seront|devra|devrait|devraient|pourrait|va|vont)\b|\ben (?:discussion|negociation)|\baccuse de reception\b"
        r"|\b(?:demande|dossier|candidature)s? (?:\w+ ){0,2}?(?:recue?s?|complete?s?|transmise?s?)\b"
        r"|\ben cours (?:de |d )(?:la |l )?(?:accord|vot|attribu|valid|conventionn|sign|notifi|decision|depot|traitement|redaction|arbitr)"
    )),
    (GRANTED, re.compile(
        r"^ok$|\baccord|\bverse|\bvot(?!re\b)|\bnotifi|\bsold|\bconventionn|\bobten|\bpaye|\bpaie|\battribu|\bacqui|\bvalid|\bsign(?!al)|\bdecid"
        r"|\baccept|\bfavorable|\bpositi|\boctroy|\bengag|\bmandat|\bconfirm|\bretenu|\bactif|\ben vigueur|\bexecut|\brealis"
        r"|\btermin|\bclos|\brecu|\brecond|\brenouvel|\boui\b"
    )),
    (_FILED, re.compile(r"\bdepos|\benvoy|\bsollicit|\bdemand|\bdossier\b|\bcommission\b|\bjury\b|\bpromesse|\bpromis|\brelanc")),
)  # fmt: skip
#: What is waited for once the money is agreed.
_PAYMENT = re.compile(r"\bverse|\bpaye|\bpaie|\bsold|\bmandat|\bacompte|\bvirement")
#: A grant that is done, whatever is still waited for beside it: « accordé, en attente de signature ».
_DONE = re.compile(r"\b(?:accord|vot|attribu|octroy|notifi|vers|conventionn|sold|pay|sign)ée?s?\b|\bobtenue?s?\b|\bacquise?s?\b", re.IGNORECASE)


def answer_of(state: str) -> str:
    """Return the state of a demand, empty for money that is granted, « ? » when the words tell neither.

    Nothing that is only asked, waited for or refused is money given.

    >>> answer_of("En attente d'accord"), answer_of("n'a pas été retenu"), answer_of("à l'étude, vote en commission")
    ('envoyée', 'refusée', 'envoyée')
    >>> answer_of("demande accordée"), answer_of("voté, en attente de versement"), answer_of("mi-figue")
    ('', '', '?')
    """
    if (said := fold(state)) in _WHOLE:
        return _WHOLE[said]
    told = [(clause, answer) for clause in _CLAUSES.split(state) if (answer := _of_clause(fold(clause))) is not None]
    answers = [answer for _, answer in told]
    done = [at for at, (clause, answer) in enumerate(told) if answer == GRANTED and _DONE.search(clause)]
    if "refusée" in answers:
        # « Refus partiel, accordé à 50 % » : somebody has to look.
        return UNSURE if done and done[-1] > answers.index("refusée") else "refusée"
    if done:
        return GRANTED
    if waits := [answer for answer in answers if answer not in (GRANTED, _OWED, _FILED)]:
        return _FILED if waits[0] == _WAITED else waits[0]
    if GRANTED in answers or (answers and _FILED not in answers):
        return GRANTED
    return _FILED if answers else UNKNOWN


def _of_clause(said: str) -> str | None:
    """Return what one clause tells of the demand, None when nothing."""
    for answer, words in _WORDS:
        if words.search(said):
            return _OWED if answer in (_WAITED, _FILED) and _PAYMENT.search(said) else answer
    return None
