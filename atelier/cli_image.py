"""``atelier image``: the images of basic software. Each command has a module of its own."""

from flask.cli import AppGroup

from atelier.cli_images.bring import bring
from atelier.cli_images.build import build
from atelier.cli_images.listing import add, show, verify
from atelier.cli_images.multicast import multicast

image = AppGroup("image", help="Images of basic software: build, import, verify, list.")
for command in (build, bring, add, show, verify, multicast):
    image.add_command(command)
