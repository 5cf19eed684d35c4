"""The agent that runs on a donated machine: it reports what the machine is."""

__version__ = "0.1.0"
