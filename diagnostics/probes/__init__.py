"""One module a subsystem of the machine; see ``diagnostics.probes.base`` for what a probe is."""
