"""``atelier check`` and ``atelier recompute``: does everything still hold?"""

import click
from flask.cli import with_appcontext

from atelier import checks
from atelier.db import db, reading

_SHOWN = 20


@click.command("check")
@with_appcontext
def check() -> None:
    """Look whether everything holds that must always hold; changes nothing."""
    wrong = 0
    with reading():
        for name, findings in checks.run(db.session):
            click.echo(f"{'wrong' if findings else 'good '}  {name}")
            for finding in findings[:_SHOWN]:
                click.echo(f"         {finding}")
            if len(findings) > _SHOWN:
                click.echo(f"         and {len(findings) - _SHOWN} more")
            wrong += len(findings)
    if wrong:
        raise click.ClickException(
            f"{wrong} things are wrong. What is only a cache, `atelier recompute` puts right."
        )


@click.command("recompute")
@with_appcontext
def recompute() -> None:
    """Fold places and next steps anew from moves and facts; nothing else changes."""
    done = checks.recompute(db.session)
    db.session.commit()
    for what, count in done.items():
        click.echo(f"{count} {what} put right")
