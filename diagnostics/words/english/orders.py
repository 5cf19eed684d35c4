"""Orders and their results, in English."""

WORDS: dict[str, str] = {
    "De opdracht wordt aangenomen.": "The order is being taken up.",
    "De schijf wordt gewist.": "The disk is being erased.",
    "De server antwoordt niet. Het gaat vanzelf verder.": "The server does not answer. It goes on by itself.",
    "Wacht tot de server de software naar alle toestellen samen stuurt.": "Waiting until the server sends the software to all machines together.",
    "De software wordt op de schijf gezet.": "The software is being put on the disk.",
    "De software op de schijf wordt gecontroleerd.": "The software on the disk is being checked.",
    "De software wordt klaargemaakt voor dit toestel.": "The software is being made ready for this device.",
    "Het resultaat wordt bewaard.": "The result is being kept.",
    "Wacht tot een ander deel van dezelfde schijf gewist is.": "Waiting until another part of the same disk is erased.",
    "De schijf test zichzelf.": "The disk is testing itself.",
    "Het toestel gaat uit.": "The machine is switching off.",
    "Het toestel start opnieuw op.": "The machine is restarting.",
    "Het toestel wordt opnieuw gemeten.": "The machine is being measured again.",
    "Processor en geheugen worden getest: het toestel werkt hard en wordt warm.": "Processor and memory are being tested: the machine works hard and gets warm.",
    "Wissen": "Erasure",
    "Er is niets begonnen.": "Nothing was begun.",
    "Gewist en nagelezen.": "Erased and read back.",
    "Gewist, maar niet alles ging goed.": "Erased, but not everything went well.",
    "Niet gewist.": "Not erased.",
    "Niet gewist: gestopt bij %s.": "Not erased: stopped at %s.",
}
