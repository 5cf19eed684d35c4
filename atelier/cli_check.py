"""``atelier check`` and ``atelier recompute``: does everything still hold?"""

from collections.abc import Iterator

import click
from flask.cli import with_appcontext

from atelier import checks
from atelier.checks import images
from atelier.db import db, reading
from atelier.edge import settings

_SHOWN = 20


@click.command("check")
@with_appcontext
def check() -> None:
    """Look whether everything holds that must always hold; changes nothing."""
    wrong = 0
    with reading():
        for name, findings in (*checks.run(db.session), *_of_files()):
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


def _of_files() -> Iterator[tuple[str, list[checks.Finding]]]:
    """The demo's images are descriptions without files."""
    chosen = settings()
    if not chosen.demo.enabled:
        found = images.missing_files(db.session, chosen.imaging.folder)
        yield "images that may be ordered have their files", list(found)


@click.command("recompute")
@with_appcontext
def recompute() -> None:
    """Fold places and next steps anew from moves and facts; nothing else changes."""
    done = checks.recompute(db.session)
    db.session.commit()
    for what, count in done.items():
        click.echo(f"{count} {what} put right")
