"""Every table, for Alembic and for tests: importing this module fills ``Base.metadata``."""

from atelier.bench import models as bench
from atelier.db import Base
from atelier.devices import models as devices
from atelier.lending import models as lending
from atelier.people import models as people
from atelier.printing import models as printing
from atelier.stock import models as stock
from atelier.workshop.diagnosis import models as diagnosis
from atelier.workshop.erasure import models as erasure
from atelier.workshop.erasure.certificates import models as certificates
from atelier.workshop.imaging import models as imaging
from atelier.workshop.inspection.checking import models as checking
from atelier.workshop.inspection.checklists import models as checklists
from atelier.workshop.intake import models as intake
from atelier.workshop.repair import models as repair

__all__ = [
    "Base",
    "bench",
    "certificates",
    "checking",
    "checklists",
    "devices",
    "diagnosis",
    "erasure",
    "imaging",
    "intake",
    "lending",
    "people",
    "printing",
    "repair",
    "stock",
]
