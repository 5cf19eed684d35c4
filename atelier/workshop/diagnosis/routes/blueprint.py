from flask import Blueprint

from atelier.people.actor import Actor
from atelier.people.guard import me

diagnosis = Blueprint("diagnosis", __name__, template_folder="../templates")


def actor() -> Actor:
    return Actor(account_id=me().id)
