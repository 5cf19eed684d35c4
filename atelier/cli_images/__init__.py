"""The commands of ``atelier image``."""
