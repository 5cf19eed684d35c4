"""Every blueprint, registered in one place."""

from apiflask import APIFlask

from atelier import api
from atelier.paging import Key
from atelier.people.routes import accounts, badges, people, stations
from atelier.stock.routes import places
from atelier.web import metrics
from atelier.web.bench.routes import bench
from atelier.web.certificates.routes import certificates
from atelier.web.checking.routes import checking
from atelier.web.checklists.routes import checklists
from atelier.web.devices.routes import devices
from atelier.web.erasure.routes import erasure
from atelier.web.glossary import glossary
from atelier.web.health import health
from atelier.web.helping import helping
from atelier.web.home import home
from atelier.web.icons import icons
from atelier.web.imaging.routes import imaging
from atelier.web.inspections.routes import inspections
from atelier.web.lending.asked_routes import picking, reservations, window
from atelier.web.lending.routes import borrowers, desk, desks, feeds, loans, visits
from atelier.web.my_bench.routes import my_bench
from atelier.web.offline import offline
from atelier.web.printing.routes import printing
from atelier.web.repair.routes import parts, repairs
from atelier.web.screens import screens
from atelier.web.stock.move_one import move
from atelier.web.stock.routes import stock
from atelier.web.styleguide import styleguide
from atelier.workshop.diagnosis.routes import diagnosis
from atelier.workshop.intake.routes import donations, donors, intake, labels, photos


def init_app(app: APIFlask) -> None:
    app.url_map.converters["int"] = Key
    for blueprint in (home, health, icons, devices, bench, diagnosis, places, move):
        app.register_blueprint(blueprint)
    for blueprint in (erasure, imaging, certificates):
        app.register_blueprint(blueprint)
    for blueprint in (desk, loans, desks, feeds, borrowers, visits):
        app.register_blueprint(blueprint)
    for blueprint in (window, reservations, picking):
        app.register_blueprint(blueprint)
    for blueprint in (people, accounts, badges, screens, stations):
        app.register_blueprint(blueprint)
    for blueprint in (intake, donors, donations, labels, photos):
        app.register_blueprint(blueprint)
    app.register_blueprint(checking)
    app.register_blueprint(checklists)
    for blueprint in (my_bench, helping):
        app.register_blueprint(blueprint)
    app.register_blueprint(inspections)
    app.register_blueprint(repairs)
    app.register_blueprint(parts)
    app.register_blueprint(offline)
    app.register_blueprint(stock)
    app.register_blueprint(printing)
    app.register_blueprint(styleguide)
    app.register_blueprint(glossary)
    api.init_app(app)
    metrics.init_app(app)
