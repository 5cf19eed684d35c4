"""Orders and their results, in French."""

WORDS: dict[str, str] = {
    "De opdracht wordt aangenomen.": "La demande est acceptée.",
    "De schijf wordt gewist.": "Le disque est en cours d’effacement.",
    "De server antwoordt niet. Het gaat vanzelf verder.": "Le serveur ne répond pas. Cela continue tout seul.",
    "Wacht tot de server de software naar alle toestellen samen stuurt.": "Attente de l’envoi des logiciels à tous les appareils ensemble.",
    "De software wordt op de schijf gezet.": "Les logiciels sont en cours d’installation sur le disque.",
    "De software op de schijf wordt gecontroleerd.": "Les logiciels sur le disque sont en cours de vérification.",
    "De software wordt klaargemaakt voor dit toestel.": "Les logiciels sont en cours de préparation pour cet appareil.",
    "Het resultaat wordt bewaard.": "Le résultat est en cours d’enregistrement.",
    "Wacht tot een ander deel van dezelfde schijf gewist is.": "Attendez qu’une autre partie du même disque soit effacée.",
    "De schijf test zichzelf.": "Le disque se teste lui-même.",
    "Het toestel gaat uit.": "L’appareil s’éteint.",
    "Het toestel start opnieuw op.": "L’appareil redémarre.",
    "Het toestel wordt opnieuw gemeten.": "L’appareil est mesuré à nouveau.",
    "Processor en geheugen worden getest: het toestel werkt hard en wordt warm.": "Le processeur et la mémoire sont testés : l’appareil travaille dur et chauffe.",
    "Wissen": "Effacement",
    "Er is niets begonnen.": "Rien n’a commencé.",
    "Gewist en nagelezen.": "Effacé et relu.",
    "Gewist, maar niet alles ging goed.": "Effacé, mais tout ne s’est pas bien passé.",
    "Niet gewist.": "Pas effacé.",
    "Niet gewist: gestopt bij %s.": "Pas effacé : arrêté à %s.",
}
