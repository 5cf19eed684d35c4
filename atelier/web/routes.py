"""Every blueprint, registered in one place."""

from apiflask import APIFlask

from atelier.people.routes import people
from atelier.web.home import home


def init_app(app: APIFlask) -> None:
    for blueprint in (home, people):
        app.register_blueprint(blueprint)
