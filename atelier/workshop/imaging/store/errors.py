"""What can go wrong with the store of images, in a sentence that says what to do."""


class StoreError(Exception):
    """Base of these: for whoever keeps the system, in English."""


class NoRoom(StoreError):
    """The disk of the server has too little room."""


class Unreadable(StoreError):
    """What should become an image cannot be read as one."""


class NotThere(StoreError):
    """The image, or a file of it, is not in the folder."""


class Damaged(StoreError):
    """A file of an image is not what its hash says."""
