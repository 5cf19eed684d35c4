"""Certificates on the screen: making and downloading them, and the page where anyone checks one."""
