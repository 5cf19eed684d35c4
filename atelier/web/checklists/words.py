"""What meanings and drawings are called."""

from atelier.words import N_

MEANING_NAMES = {
    "good": N_("Goed"),
    "light": N_("Een spoor: telt mee voor de klasse"),
    "worn": N_("Minder goed: noteer het"),
    "broken": N_("Stuk: eerst herstellen"),
    "absent": N_("Dat heeft dit toestel niet"),
}
MEANING_ICONS = {
    "good": "check-circle",
    "light": "slash-lg",
    "worn": "bandaid",
    "broken": "x-octagon",
    "absent": "dash-circle",
}
#: The drawings of static/pictures/cards.svg that a card can have.
PICTURES = {
    "question": N_("Vraag"),
    "clean": N_("Schoonmaken"),
    "account": N_("Slot"),
    "looks": N_("Bekijken"),
    "works": N_("Proberen"),
    "screen": N_("Scherm"),
    "keyboard": N_("Toetsenbord"),
    "charger": N_("Lader"),
    "battery": N_("Batterij"),
    "sound": N_("Geluid"),
    "camera": N_("Camera"),
}
