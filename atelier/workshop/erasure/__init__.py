"""Erasure: the plan, the asking, the evidence, and what to do where it did not work.

The promise: no disk is ever called erased that is not. The fact that a disk is erased is written
from evidence alone (``evidence``), after the server has judged it anew (``judging``).
"""
