"""The words of imaging, each once: codes that both sides turn into sentences."""

from typing import Literal, get_args

#: Only *installed* opens the gate, and only together with the first boot.
Result = Literal["installed", "not_installed"]

System = Literal["debian", "linux", "windows", "other"]

#: How the firmware finds what it starts.
Boot = Literal["bios", "uefi"]

Role = Literal[
    "bios",  # GRUB's own second part, on a GPT disk
    "efi",
    "boot",
    "root",
    "swap",
    "recovery",
    "other",
]

Reason = Literal[
    "disk_too_small",
    "other_hardware",  # the manifest asks for what this machine has not; the message says what
    "not_blank",  # there is something on the disk that no order of ours wrote
    "wrong_manifest",  # what the server gives is not what was ordered, or cannot be read
    "wrong_block",  # a block is not what the map says, also when it was asked for again
    "no_image",  # the server does not have it (any more)
    "read_back_differs",  # the disk gives back something else than was written
    "write_errors",
    "read_errors",
    "disk_gone",  # pulled out, or fell silent
    "identity_changed",  # serial, WWN or size are no longer those of the order
    "in_use",  # it was mounted or taken meanwhile
    "not_finished",  # written and read back, but partition, names or boot could not be set
    "missing_tool",
    "stopped",  # a person stopped it
    "interrupted",  # the agent ended, and nobody went on with it
    "error",  # anything else; ``Evidence.messages`` says what
]
REASONS: tuple[Reason, ...] = get_args(Reason)
