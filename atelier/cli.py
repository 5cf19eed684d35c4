"""Commands of the system keeper: ``atelier --help``."""

import click
from flask import Flask
from flask.cli import AppGroup, FlaskGroup, with_appcontext

from atelier.cli_announce import announce
from atelier.cli_certificates import certificates
from atelier.cli_check import check, recompute
from atelier.cli_demo import demo
from atelier.cli_image import image
from atelier.cli_jobs import tick
from atelier.db import db
from atelier.people import service
from atelier.people.roles import Role
from atelier.stock import places
from atelier.upgrading import migrate

database = AppGroup("db", help="The database and its migrations.")
accounts = AppGroup("account", help="People who sign in.")


def init_app(app: Flask) -> None:
    for command_ in (
        database,
        accounts,
        certificates,
        demo,
        check,
        recompute,
        announce,
        image,
        tick,
    ):
        app.cli.add_command(command_)


def main() -> None:
    from atelier import create_app  # noqa: PLC0415 - a cycle otherwise

    FlaskGroup(
        create_app=create_app,
        add_default_commands=False,
        add_version_option=False,
        help="Atelier: workshop and stock for donated devices.",
    )()


@database.command("upgrade")
@with_appcontext
def upgrade() -> None:
    """Bring the database to the newest form; nothing is lost."""
    migrate()
    click.echo("The database is at its newest form.")


@accounts.command("create")
@click.option("--organisation", required=True, help="Made when it does not exist yet.")
@click.option("--login", required=True)
@click.option("--name", required=True)
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.password_option()
@with_appcontext
def create_account(organisation: str, login: str, name: str, role: str, password: str) -> None:
    """Make an account; the first one of an installation is made here."""
    owner = service.find_or_create_organisation(db.session, organisation)
    places.ensure_virtual(db.session, owner.id)
    service.create_account(
        db.session,
        organisation_id=owner.id,
        login=login,
        name=name,
        role=Role(role),
        password=password,
    )
    db.session.commit()
    click.echo(f"{login} can sign in.")
