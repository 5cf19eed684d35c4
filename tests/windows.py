"""One person's browser over real HTTP, with as many windows as a test has threads."""

import re
import threading
from urllib.parse import urlencode

import urllib3

from tests.factories import PASSWORD

_TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Browser:
    """Signs in from one window; the others are signed in with it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.pool = urllib3.PoolManager(maxsize=100, retries=False, timeout=60)
        self.cookie = self.token = ""

    def get(self, path: str) -> str:
        answer = self.pool.request(
            "GET", self.url + path, headers={"Cookie": self.cookie}, redirect=False
        )
        self._keep(answer)
        text = answer.data.decode()
        if found := _TOKEN.search(text):
            self.token = found.group(1)
        return text

    def post(self, path: str, **form: str) -> int:
        body = urlencode({"csrf_token": self.token, **form})
        headers = {**_FORM, "Cookie": self.cookie}
        answer = self.pool.request(
            "POST", self.url + path, body=body, headers=headers, redirect=False
        )
        self._keep(answer)
        return answer.status

    def send(self, path: str, **body: str) -> int:
        """As a pile sends its scans."""
        headers = {"X-CSRFToken": self.token, "Cookie": self.cookie}
        answer = self.pool.request("POST", self.url + path, json=body, headers=headers)
        return answer.status

    def sign_in(self, login: str) -> None:
        self.get("/sign-in")
        assert self.post("/sign-in", login=login, password=PASSWORD) == 302
        self.get("/me")

    def _keep(self, answer: urllib3.BaseHTTPResponse) -> None:
        if (cookie := answer.headers.get("Set-Cookie")) and not self._is_held():
            self.cookie = cookie.partition(";")[0]

    def _is_held(self) -> bool:
        return threading.current_thread() is not threading.main_thread()
