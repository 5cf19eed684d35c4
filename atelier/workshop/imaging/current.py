"""What of the installations that a device had is on it now: pure."""

from atelier.devices.lifecycle import State


def is_there(state: State) -> bool:
    """The software that was last written is still on the device, as far as we know.

    A state remembers it beyond its end: once its disk is erased or taken out, it is there no more.
    """
    if not state.imaged or not state.media:
        return False
    if state.image_medium is None:
        return state.imaged > state.last_erasure
    wiped = state.wiped.get(state.image_medium, 0)
    return state.image_medium in state.media and state.imaged > wiped


def is_current(state: State, writing_id: int) -> bool:
    """Not once it was written anew, its disk erased or taken out, or the device used or gone.

    With that the key of its first boot is worth nothing any more.
    """
    if state.image_evidence != writing_id or state.gone is not None:
        return False
    return state.image_medium is not None and is_there(state) and state.imaged > state.used
