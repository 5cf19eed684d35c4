"""The frame around everything, in English."""

WORDS = {
    "nog geen etiket": "no tag yet",
    "%s meer": "%s more",
    "nog minder dan 1 min": "less than 1 min left",
    "nog %s min": "%s min left",
    "nog %s u": "%s h left",
    "nog %s u %s min": "%s h %s min left",
    "%s s": "%s s",
    "%s min": "%s min",
    "%s u %s min": "%s h %s min",
}
