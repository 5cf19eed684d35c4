"""The kinds of device as people name and draw them."""

from atelier.words import N_

KIND_NAMES = {
    "laptop": N_("Laptop"),
    "desktop": N_("Computer"),
    "all_in_one": N_("Alles-in-één"),
    "tablet": N_("Tablet"),
    "smartphone": N_("Smartphone"),
    "screen": N_("Scherm"),
    "other": N_("Iets anders"),
}

KIND_ICONS = {
    "laptop": "laptop",
    "desktop": "pc",
    "all_in_one": "pc-display",
    "tablet": "tablet",
    "smartphone": "phone",
    "screen": "display",
    "other": "box",
}
