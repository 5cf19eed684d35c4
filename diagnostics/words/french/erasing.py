"""Erasing at a bench without a server, in French."""

WORDS: dict[str, str] = {
    "Niemand kan hier antwoorden: er is niets gewist.": "Personne ne peut répondre ici : rien n’a été effacé.",
    "Er is niets gewist.": "Rien n’a été effacé.",
    "Start dit als root: een gewone gebruiker kan geen schijf wissen.": "Lancez ceci en tant que root : un utilisateur ordinaire ne peut pas effacer de disque.",
    "%s is geen etiket: controleer de cijfers.": "%s n’est pas une étiquette : vérifiez les chiffres.",
    "Geen schijf om te wissen met nummer %s.": "Aucun disque à effacer avec le numéro %s.",
    "Hier is geen schijf %s.": "Il n’y a pas de disque %s ici.",
    "Welke schijf wissen? Typ het nummer (of meer, met een spatie ertussen): ": "Quel disque effacer ? Tapez le numéro (ou plusieurs, séparés par une espace) : ",
    "Schijf %s kan nu niet gewist worden: zie hierboven.": "Le disque %s ne peut pas être effacé maintenant : voir ci-dessus.",
    "Schijf %s is veranderd of weg: er is niets gewist.": "Le disque %s a changé ou a disparu : rien n’a été effacé.",
    "Dat klopt niet: er is niets gewist.": "Ce n’est pas correct : rien n’a été effacé.",
    "Typ het etiket van het toestel, of de laatste 4 tekens van het schijfnummer: ": "Tapez l’étiquette de l’appareil, ou les 4 derniers caractères du numéro du disque : ",
    "Typ het etiket van het toestel: ": "Tapez l’étiquette de l’appareil : ",
    "Alles wat op deze schijf staat, is straks voorgoed weg: %s.": "Tout ce qui se trouve sur ce disque va disparaître pour toujours : %s.",
    "Er staat een besturingssysteem op: %s.": "Il contient un système d’exploitation : %s.",
    "Waarom: %s.": "Pourquoi : %s.",
    "Het bewijs staat in %s.": "La preuve se trouve dans %s.",
    "Het bewijs kon nergens bewaard worden. Schrijf het resultaat op.": "La preuve n’a pu être conservée nulle part. Notez le résultat.",
    "Stoppen kan met Ctrl+C. De schijf geldt dan als niet gewist.": "Ctrl+C pour arrêter. Le disque compte alors comme non effacé.",
}
