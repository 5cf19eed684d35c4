"""The words of erasure, each once: methods, levels, and codes that both sides turn into sentences.

Levels are those of NIST SP 800-88 Rev. 2; *Destroy* is never earned by a program.
"""

from typing import Literal, get_args

Level = Literal["clear", "purge"]
#: The weaker first.
LEVELS: tuple[Level, ...] = get_args(Level)

#: Only *erased* opens the gate by itself.
Result = Literal["erased", "erased_with_exceptions", "not_erased"]

MediumKind = Literal[
    "nvme",
    "sata_ssd",
    "sata_hdd",  # parallel ATA too
    "sas",  # SCSI disks: overwritten
    "emmc",
    "usb",  # a stick, or any disk behind a USB bridge
    "card",  # SD and the like
    "virtual",
    "other",  # not known how it is attached: overwritten, nothing else
]
MEDIA: tuple[MediumKind, ...] = get_args(MediumKind)

Method = Literal[
    "nvme_sanitize_block",
    "nvme_sanitize_crypto",
    "nvme_sanitize_overwrite",
    "nvme_format_crypto",
    "nvme_format",
    "ata_sanitize_block",
    "ata_sanitize_crypto",
    "ata_sanitize_overwrite",
    "ata_security_enhanced",
    "ata_security",  # only where the policy says so
    "mmc_sanitize",
    "overwrite",
]
METHODS: tuple[Method, ...] = get_args(Method)
#: These make the data unreadable rather than gone: what is read afterwards looks random.
CRYPTO: frozenset[Method] = frozenset(
    {"nvme_sanitize_crypto", "nvme_format_crypto", "ata_sanitize_crypto"}
)
#: Methods that may earn Purge at all; every other one earns Clear at most.
MAY_PURGE: frozenset[Method] = frozenset(
    {
        "nvme_sanitize_block",
        "nvme_sanitize_crypto",
        "ata_sanitize_block",
        "ata_sanitize_crypto",
        "ata_sanitize_overwrite",
        "ata_security_enhanced",
    }
)

#: Why a method is offered: what the disk itself says it can do.
Why = Literal[
    "sanitize_block",
    "sanitize_crypto",
    "sanitize_overwrite",
    "format_crypto",
    "format",
    "security_enhanced",
    "security",
    "mmc_sanitize",
    "writable",  # every block can be written and read back: nothing better is known of it
]

#: What a method does not do, or what to know of it; none of them hinders.
Caveat = Literal[
    "flash_spare",  # spare and worn-out blocks of flash are out of reach of an overwrite
    "rotation_unknown",  # it does not say whether it turns: held to the rules for flash
    "whole_controller",  # it erases every namespace, also those that were not asked for
    "this_namespace",  # it erases this namespace only; the controller has others
    "unallocated",  # the controller has capacity in no namespace, which is not reached
    "boot_areas",  # an eMMC's boot and RPMB partitions are not reached
    "sets_password",  # a known password stands on the disk while it is erased
    "may_stall",  # this model is known to stand still for days
    "hidden_unknown",  # whether part of it is hidden is only known when it is begun
    "sleep_first",  # frozen: the machine has to sleep and wake before
    "weak_health",  # it reports itself failing: expect errors, keep a destroy order in mind
]

ObstacleCode = Literal[
    # Blocking, whatever the method:
    "boot_medium",  # this system runs from it
    "mounted",  # detail: where
    "swap",
    "raid",  # detail: md127
    "volume",  # LVM; detail: dm-0
    "mapping",  # any other device-mapper device; detail: dm-0
    "held",  # by something else; detail: its name
    "sibling_in_use",  # the same controller's other namespace or area; detail: which, and how
    "surroundings_unread",  # what stands upon it could not be found out
    "read_only",
    "no_size",  # an empty reader, or a disk that answers no more
    "zoned",  # host-managed zones take writes in their own order only: no method here can
    "no_sufficient_method",  # nothing it can do earns the level the policy asks: destroy it
    # Not blocking; a worse method may be left, or something has to be done first:
    "no_number",  # neither serial nor WWN: model and size have to identify it
    "frozen",
    "locked",  # the engine tries our own password; with another one it ends "not erased"
    "password_set",  # by somebody, and not locked now
    "count_expired",  # too many wrong passwords: it has to be without power once
    "hidden_area",  # part of it is hidden (HPA or DCO); detail: bytes
    "bridge",  # behind USB, or not known behind what: firmware methods are out of the question
]

#: Why a result is not plainly *erased*, or (the first group) why a method was left for another.
Reason = Literal[
    "method_refused",  # the drive aborted or refused the command
    "method_failed",  # it began, and reported a failure
    "method_stalled",  # it stood still for longer than the policy's ``stall_s``
    "method_unproven",  # it said done, and the disk's own state does not show that it ran
    "frozen",
    "locked",
    "missing_tool",
    "canary_found",  # what we had planted is still there
    "known_block_found",  # a block whose hash we took before is still there
    "wrong_content",  # what is read is not what this method leaves
    "write_errors",
    "read_errors",
    "too_many_errors",  # more than the policy's ``max_errors``
    "flush_failed",
    "hidden_area_left",
    "not_verified",  # the verification could not be done, or not to its end
    "identity_changed",  # serial, WWN or size are no longer those of the order
    "capacity_changed",
    "disk_gone",  # pulled out, or fell silent
    "in_use",  # it was mounted or taken meanwhile
    "level_too_low",  # what it can do, or what was done, earns less than the policy asks
    "stopped",  # a person stopped it
    "interrupted",  # the agent ended, and nobody went on with it
    "error",  # anything else; ``Evidence.messages`` says what
]
