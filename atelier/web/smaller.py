"""What is sent smaller: the files of the look, which are the most of a first visit.

Pages and answers are not: what is both secret and beside something that others can make us say
must not be told apart by its size (BREACH, CVE-2013-3587).
"""

from flask import Flask, Response
from flask_compress import Compress

_FILES = ["text/css", "text/javascript", "application/javascript", "image/svg+xml"]


def init_app(app: Flask) -> None:
    app.config.update(
        COMPRESS_MIMETYPES=_FILES,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=5,
    )
    Compress(app)
    app.after_request(_close_file)  # runs before what compresses


def _close_file(response: Response) -> Response:
    """A file that is read and sent as something else is closed with the answer all the same."""
    close = getattr(response.response, "close", None)
    if close is not None:
        response.call_on_close(close)
    return response
