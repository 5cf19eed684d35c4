"""The frame around everything, in French."""

WORDS = {
    "nog geen etiket": "pas encore d'étiquette",
    "%s meer": "%s suite",
    "nog minder dan 1 min": "encore moins d'1 min",
    "nog %s min": "encore %s min",
    "nog %s u": "encore %s h",
    "nog %s u %s min": "encore %s h %s min",
    "%s s": "%s s",
    "%s min": "%s min",
    "%s u %s min": "%s h %s min",
}
