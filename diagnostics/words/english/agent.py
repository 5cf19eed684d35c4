"""The single run of the agent, in English."""

WORDS = {
    "Even wachten: dit toestel wordt gemeten…": "Please wait: measuring this machine…",
    "Het verslag kon niet naar %s: %s": "The report could not be written to %s: %s",
}
