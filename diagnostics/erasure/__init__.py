"""Erasure: plan, methods, verification, evidence. No disk is ever called erased that is not."""
