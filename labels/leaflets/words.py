"""What the sheet says: short sentences, for somebody who never had a computer."""

from labels.words import N_

WELCOME = N_("Welkom!")
FIRST_TIME = N_("De eerste keer")

SWITCH_ON = N_("Druk op deze knop.\nWacht even.")
CHOOSE_LANGUAGE = N_("Kies je taal.")
CHOOSE_NAME = N_("Kies een naam en een wachtwoord.")
#: Where the system comes from elsewhere, nobody knows what it asks.
READ_SCREEN = N_("Lees wat er op het scherm staat.")
PRESS_NEXT = N_("Vul in wat het vraagt.")

REMEMBER = N_("Onthoud je wachtwoord goed. Geef het aan niemand.")

WIFI = N_("Wifi")
WIFI_HOW = N_("Klik rechts onder op dit teken. Kies je netwerk. Typ het wachtwoord van je wifi.")

ON_IT = N_("Dit staat erop: %(title)s")
ON_IT_UNTITLED = N_("Dit staat erop")

CHARGE = N_("Zorg er goed voor")
CHARGE_HOW = N_("Gebruik alleen deze lader. Hou eten en drinken weg van het toestel.")
PLUG_HOW = N_("Zet het uit voor je de stekker uittrekt. Hou eten en drinken weg van het toestel.")

HELP = N_("Hulp nodig? Iets stuk?")
HELP_WHERE = N_("Kom met het toestel naar een digibankpunt. Elk punt is goed.")
ADDRESS = N_("Waar")
PHONE = N_("Telefoon")
HOURS = N_("Open")

NUMBER = N_("Nummer van je toestel:")
