"""Whether an installation is the one that is on a device now: pure."""

from atelier.devices.lifecycle import State


def is_current(state: State, writing_id: int) -> bool:
    """Not once it was written anew, its disk erased or taken out, or the device used or gone.

    With that the key of its first boot is worth nothing any more.
    """
    if state.image_evidence != writing_id or state.gone is not None:
        return False
    medium = state.image_medium
    if medium is None or medium not in (state.media or ()):
        return False
    return state.imaged > max(state.wiped.get(medium, 0), state.used)
