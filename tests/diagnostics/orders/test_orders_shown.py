"""What stands on the machine's screen of an order, from its beginning to its end."""

from diagnostics.orders.running import shown
from tests.diagnostics.erasure.faulty import FaultyDisk
from tests.diagnostics.orders.doubles import disk, eventually
from tests.diagnostics.orders.erasing import SIZE, Shelf, SlowDisk, eraser
from tests.diagnostics.orders.keeping import MakeBench

ONE, TWO = disk(1), disk(2)


def test_what_is_over_is_not_shown_as_at_work(bench: MakeBench) -> None:
    """It may take a moment until the server has the result, or the stick."""
    found = Shelf({str(ONE.serial): SlowDisk(SIZE), str(TWO.serial): FaultyDisk(SIZE)})
    slow = found.disks[str(ONE.serial)]
    assert isinstance(slow, SlowDisk)
    b = bench(erase=eraser(found))
    b.issue("erase", ONE)
    assert slow.waits.wait(5)
    (work,) = b.keeper._works.values()
    assert eventually(lambda: shown(work, None).fraction is not None)
    slow.let(99)
    assert eventually(lambda: work.entry.final is not None)
    told = shown(work, None)
    assert (told.sentence, told.fraction) == ("Het resultaat wordt bewaard.", None)
