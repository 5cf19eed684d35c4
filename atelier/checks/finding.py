from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold: of what (``device 12``), and in English how."""

    subject: str
    text: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.text}"
