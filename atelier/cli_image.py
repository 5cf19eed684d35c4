"""``atelier image``: the images of basic software. Each command has a module of its own."""

from flask.cli import AppGroup

from atelier.cli_images.build import build

image = AppGroup("image", help="Images of basic software: build, import, verify, list.")
image.add_command(build)
