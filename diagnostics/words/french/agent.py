"""The single run of the agent, in French."""

WORDS = {
    "Even wachten: dit toestel wordt gemeten…": "Un instant : on mesure cet appareil…",
    "Het verslag kon niet naar %s: %s": "Le rapport n'a pas pu être écrit dans %s : %s",
}
