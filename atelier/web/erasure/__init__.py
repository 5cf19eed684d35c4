"""Pages of erasure: the plan of a device, the asking, and the disks that are left to deal with."""
