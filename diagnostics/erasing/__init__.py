"""``atelier-agent erase``: erase disks at a bench without a server; the evidence is kept."""
