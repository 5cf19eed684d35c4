from atelier.workshop.diagnosis.routes import by_hand, reports, set_aside, upload
from atelier.workshop.diagnosis.routes.blueprint import diagnosis

__all__ = ["by_hand", "diagnosis", "reports", "set_aside", "upload"]
