"""Imaging: the catalogue of images, the asking, the evidence, and the first boot.

The promise: no device counts as having software unless the whole image was written, read back from
its disk and found the same, and the device itself said once that it started.
"""
