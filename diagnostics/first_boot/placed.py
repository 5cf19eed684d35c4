"""Where on the installed system everything of the first boot stands: relative to its root."""

FOLDER = "usr/local/lib/atelier-first-boot"
PROGRAM = f"{FOLDER}/first-boot.pyz"
SETTINGS = f"{FOLDER}/settings.json"
#: How often it was begun.
STARTS = f"{FOLDER}/starts"
UNIT_NAME = "atelier-first-boot.service"
UNIT_PATH = f"etc/systemd/system/{UNIT_NAME}"
WANTED = f"etc/systemd/system/multi-user.target.wants/{UNIT_NAME}"
#: In this order nothing is left that still starts and finds nothing.
ALL = (WANTED, UNIT_PATH, FOLDER)

#: Nothing waits for it: whoever switches the machine on can use it at once.
UNIT = f"""\
[Unit]
Description=Say once to the workshop how this machine started
After=network.target
ConditionPathExists=/{SETTINGS}

[Service]
Type=simple
ExecStart=/usr/bin/python3 -I /{PROGRAM}
StandardOutput=journal+console
SyslogIdentifier=atelier
Nice=10
TimeoutStopSec=5

[Install]
WantedBy=multi-user.target
"""
