"""Why what came is no evidence, or no first boot that counts, in words; a test has each code."""

from collections.abc import Mapping

from atelier.words import N_
from atelier.workshop.imaging import first_boots, judging

#: Of ``Refused``; what to do is always the same: ``AGAIN``.
PROBLEMS: Mapping[judging.ProblemCode, str] = {
    "malformed": N_("Wat het toestel over de software vertelde, klopt niet met zichzelf."),
    "unasked": N_("Er kwam een bewijs van software die niemand gevraagd heeft."),
    "other_order": N_("Het bewijs is van een andere opdracht."),
    "other_machine": N_("Het bewijs is van een ander toestel."),
    "other_disk": N_("Het bewijs is van een andere schijf."),
    "other_image": N_("Het bewijs is van andere software dan gevraagd was."),
    "other_end": N_("Het bewijs zegt iets anders dan het toestel zelf."),
    "incomplete": N_("Niet alle software is geschreven en nagelezen."),
    "repeated": N_("Dit bewijs kwam al eens, voor iets anders."),
    "late": N_("Het bewijs kwam pas nadat iemand de opdracht had afgesloten. Het telt niet mee."),
}
AGAIN = N_("Zet de software er opnieuw op.")

#: Of ``FirstBoot.problem``.
BOOT_PROBLEMS: Mapping[first_boots.ProblemCode, str] = {
    "malformed": N_("We konden niet lezen wat het toestel bij zijn eerste start vertelde."),
    "other_image": N_("Het toestel startte met andere software dan we erop gezet hebben."),
    "other_machine": N_("De schijf zat bij de eerste start in een ander toestel."),
    "outdated": N_("De software is intussen opnieuw gezet of gewist. Deze start telt niet mee."),
}

#: Where the gate stays shut after that.
BOOT_ADVICE: Mapping[first_boots.ProblemCode, str] = {
    "malformed": N_("Zet het toestel nog eens aan zonder stick, of vraag een coördinator."),
    "other_image": AGAIN,
    "other_machine": N_("Zet de schijf terug in haar toestel, of zet de software er opnieuw op."),
    "outdated": N_("Zet het toestel nog eens aan zonder stick."),
}
