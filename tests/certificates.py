"""Contents of certificates for tests; made up, as are the people in them."""

from dataclasses import replace

from labels.certificates import (
    Acceptance,
    Attempt,
    Destruction,
    Device,
    Disk,
    Donation,
    Erasure,
    Errors,
    HiddenArea,
    Line,
    Person,
    Smart,
    Source,
    Tool,
    Verification,
    Work,
)

NUMBER = "421703852392"
AT = "2026-11-21T08:01:12+00:00"
HEAD = {
    "number": NUMBER,
    "issued": "2026-11-21T09:30:12+00:00",
    "issuer": "Testwerkplaats één",
    "check_at": "https://atelier.example.org/certificates/check",
}
SSD = Disk(
    maker="Testmaker",
    model="TM256-NVME-000L7",
    serial="TST4NX0M123456",
    wwn="eui.0025388b91d12345",
    firmware="5M2QEXH7",
    medium="nvme",
    media_type="Solid State Device",
    transport="nvme",
    apparent_bytes=256_060_514_304,
    real_bytes=256_060_514_304,
)
HDD = replace(
    SSD,
    medium="sata_hdd",
    media_type="7200 rpm",
    apparent_bytes=500_100_000_000,
    real_bytes=500_107_862_016,
    hidden_areas=(
        HiddenArea(kind="hpa", state="removed", hidden_bytes=7_862_016),
        HiddenArea(kind="dco", state="absent"),
    ),
)
BY = Person(name="Test Een", role="bench_worker", place="Bank 2", at=AT)
COORDINATOR = Person(name="Test Twee", role="coordinator", place="Atelier", at=AT)
DEVICE = Device(tag="4217038523", name="Testmaker Laptop 470")
SOURCE = Source(donor="Testgemeente", donation="2026-031")

ERASED = Erasure(
    **HEAD,
    result="erased",
    level="purge",
    caveats=("whole_controller",),
    disk=SSD,
    device=DEVICE,
    source=SOURCE,
    destination="reuse",
    work=Work(
        method="nvme_sanitize_block",
        commands=("nvme sanitize /dev/nvme0n1 -a 2", "nvme sanitize-log /dev/nvme0n1 -o json"),
        tools=(Tool(name="atelier-agent", version="0.4.0"), Tool(name="nvme-cli", version="2.3")),
        started=AT,
        ended="2026-11-21T08:05:59+00:00",
        duration_s=287.4,
    ),
    verification=Verification(
        method="sampled",
        fraction=0.1,
        bytes_read=25_606_051_430,
        strata=1000,
        samples=2000,
        seed="8f3a0b6c9d2e4f71",
        confidence=0.999954,
        left_over=0.005,
        content="constant",
        mismatches=0,
        unreadable=0,
        canaries=64,
        canaries_left=0,
    ),
    smart=Smart(passed=True, power_on_hours=8123, media_errors=0, percentage_used=9),
    performed_by=BY,
    verified_by=COORDINATOR,
    evidence_id="0c3f0d86-3e3c-4b43-9d5f-5d3f3a0b2a11",
    report_sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
)
WITH_EXCEPTIONS = replace(
    ERASED,
    result="erased_with_exceptions",
    level="clear",
    reasons=("write_errors",),
    disk=HDD,
    work=replace(
        ERASED.work,
        method="overwrite",
        pattern="00",
        commands=(),
        bytes_written=500_107_862_016,
        passes=1,
        duration_s=7321,
        errors=(Errors(kind="write", count=3, retries=9),),
        interruptions=1,
        attempts=(Attempt(method="ata_security_enhanced", outcome="failed", reasons=("frozen",)),),
    ),
    accepted=Acceptance(by=COORDINATOR, reason="Drie sectoren van 500 €, voor de school."),
)
NOT_ERASED = replace(
    WITH_EXCEPTIONS,
    result="not_erased",
    level=None,
    reasons=("disk_gone",),
    verification=None,
    accepted=None,
)
DESTROYED = Destruction(
    **HEAD,
    disk=HDD,
    device=DEVICE,
    source=SOURCE,
    reason="Ze laat zich niet ontgrendelen.",
    reasons=("locked",),
    destroyed_by=BY,
    witnessed_by=COORDINATOR,
)
_LINE = Line(
    tag="4217038523",
    device="Testmaker Laptop 470",
    model=SSD.model,
    serial=SSD.serial,
    result="erased",
    level="purge",
    number=NUMBER,
)
ALL_DONE = Donation(
    **HEAD, source=SOURCE, devices=2, lines=(_LINE, replace(_LINE, result="destroyed"))
)
SOME_LEFT = replace(
    ALL_DONE,
    devices=40,
    lines=(*[_LINE] * 60, replace(_LINE, result="not_erased"), replace(_LINE, result=None)),
)
SOME_ATTESTED = replace(
    ALL_DONE, lines=(_LINE, replace(_LINE, result="attested", level=None, number=None))
)
EVERY = {
    "erased": ERASED,
    "with exceptions": WITH_EXCEPTIONS,
    "not erased": NOT_ERASED,
    "destroyed": DESTROYED,
    "all done": ALL_DONE,
    "some left": SOME_LEFT,
    "some attested": SOME_ATTESTED,
}
