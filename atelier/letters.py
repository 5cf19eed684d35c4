"""Letters to people: by mail, or by a gateway of text messages."""

import json
import smtplib
import ssl
import urllib.request
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path

from atelier.settings import Mail, Sms

_TIMEOUT_S = 20.0


class NotSent(Exception):
    """It did not go; the message says why, for the keeper of the system."""


def mail(settings: Mail, *, to: str, subject: str, text: str) -> None:
    """Hands one plain letter to the mail server. Raises NotSent."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = settings.sender, to, subject
    letter["Date"], letter["Message-ID"] = formatdate(), make_msgid(domain=_domain(settings))
    letter.set_content(text)
    try:
        with _connected(settings) as server:
            server.send_message(letter)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise NotSent(f"{type(error).__name__}: {error}") from error


def sms(settings: Sms, *, to: str, text: str) -> None:
    """Hands one text message to the gateway. Raises NotSent."""
    body = json.dumps({"to": to, "text": text}).encode()
    headers = {"Content-Type": "application/json"}
    if settings.token_file:
        headers["Authorization"] = f"Bearer {_secret(settings.token_file)}"
    request = urllib.request.Request(settings.url, data=body, headers=headers)  # noqa: S310 - settings.Sms lets only https and this machine through
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_S):  # noqa: S310 - as above
            pass
    except (OSError, ValueError) as error:
        raise NotSent(f"{type(error).__name__}: {error}") from error


def _connected(settings: Mail) -> smtplib.SMTP:
    host, _, port = settings.server.rpartition(":")
    context = ssl.create_default_context()
    if settings.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, int(port), timeout=_TIMEOUT_S, context=context
        )
    else:
        server = smtplib.SMTP(host, int(port), timeout=_TIMEOUT_S)
    try:
        if settings.security == "starttls":
            server.starttls(context=context)
        if settings.user:
            server.login(settings.user, _secret(settings.password_file))
    except BaseException:
        server.close()
        raise
    return server


def _secret(path: str) -> str:
    return Path(path).read_text().strip()


def _domain(settings: Mail) -> str:
    return settings.sender.rpartition("@")[2].rstrip(">") or "localhost"
