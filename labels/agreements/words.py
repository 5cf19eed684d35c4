"""Short sentences in plain words: what a person signs, that person has to understand."""

from labels.words import N_

AGREEMENT = N_("Afspraken over een geleend toestel")
DEED = N_("Bewijs van schenking")
NUMBER = N_("Nummer %(number)s")

LENDER = N_("Wie leent uit")
BORROWER = N_("Wie leent")
GIVER = N_("Wie geeft")
RECEIVER = N_("Wie krijgt")
REFERENCE = N_("Kenmerk: %(reference)s")

WHAT = N_("Wat je meekrijgt")
TAG = N_("Nummer op het toestel: %(tag)s")
GOODS = N_("%(count)s × %(name)s")
STATE = N_("Zo ziet het eruit: %(note)s")

WHEN = N_("Tot wanneer")
UNTIL = N_("Je leent het van %(since)s tot en met %(until)s. Dan breng je alles terug.")
LONGER = N_("Wil je het langer houden? Vraag het voor die dag aan ons.")

PRICE = N_("Wat het kost")
FREE = N_("Lenen is gratis.")
A_MONTH = N_("Je betaalt %(price)s per maand. Breng je het vroeger terug, dan stopt dat.")

PROMISES = N_("Wat we afspreken")
CARE = N_("Je zorgt goed voor het toestel en voor wat erbij hoort.")
KEEP = N_("Je leent of verkoopt het niet aan iemand anders.")
WIPE = N_(
    "Als het terug is, wissen wij alles wat erop staat. Bewaar eerst zelf wat je wil houden, en"
    " meld je overal af."
)
BROKEN = N_(
    "Is het stuk? Kom ermee naar ons. Herstel het niet zelf. Je betaalt de herstelling niet."
)
LOST = N_("Is het kwijt? Zeg het ons meteen.")
STOLEN = N_("Is het gestolen? Doe aangifte bij de politie, en zeg het ons meteen.")

HELP = N_("Hulp nodig?")
HELPED = N_("Hier leren ze je graag werken met je toestel:")

PRIVACY = N_("Je gegevens")
KEPT = N_(
    "We bewaren je naam en hoe we je bereiken, alleen om dit toestel uit te lenen. Een tijd nadat"
    " je het terugbracht, wissen we die."
)

GIVEN = N_("Op %(day)s geven wij dit toestel voor altijd aan wie hierboven staat.")
YOURS = N_("Het is nu van jou. Je hoeft het niet terug te brengen en niets te betalen.")
NO_WARRANTY = N_(
    "Het is een gebruikt toestel dat wij nakeken. Gaat het later stuk, dan kan je vragen of wij je"
    " kunnen helpen. We kunnen dat niet beloven."
)
DISCARD = N_("Wil je het ooit weg? Breng het naar het recyclagepark, of terug naar ons.")

SIGN_BORROWER = N_("Handtekening van wie leent")
SIGN_LENDER = N_("Voor wie uitleent")
SIGN_RECEIVER = N_("Handtekening van wie krijgt")
SIGN_GIVER = N_("Voor wie geeft")
ON_SCREEN = N_("Op het scherm, %(day)s")
DATE = N_("Datum:")
PAGE = N_("Blad %(page)s")
