"""Those who work with Atelier, each in a browser of their own: what they click, in their words."""

import re
from collections.abc import Callable

from playwright.sync_api import Browser, BrowserContext, Page, expect

from atelier.demo import PASSWORD
from atelier.demo.places import NORTH
from tests.browser.clock import LaterServer
from tests.browser.hands import Fingers, Hands, Keys
from tests.browser.site import scan_in
from tests.browser.test_desk import sign

PHONE, WIDE = 360, 1280


class Person:
    """Signs in through the page, as ``login``; works it with fingers or with keys alone."""

    def __init__(
        self,
        browser: Browser,
        server: LaterServer,
        login: str,
        width: int,
        hands: Callable[[Page], Hands] = Fingers,
    ) -> None:
        self.server = server
        self.context: BrowserContext = browser.new_context(
            base_url=server.url, viewport={"width": width, "height": 800}, locale="nl-BE"
        )
        self.context.set_default_timeout(45_000)
        self.page: Page = self.context.new_page()
        self.hands = hands(self.page)
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.sign_in(login)

    def sign_in(self, login: str, password: str = PASSWORD) -> None:
        self.go("/sign-in")
        self.fill("[name=login]", login)
        self.fill("[name=password]", password)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: "/sign-in" not in url)

    def leave(self) -> None:
        self.page.wait_for_load_state("load")
        self.context.close()
        assert self.complaints == []

    def go(self, address: str) -> None:
        self.page.goto(address)
        self.page.wait_for_load_state("load")

    def press(self, name: str) -> None:
        """A button."""
        self.hands.press(self.page.get_by_role("button", name=name).first)

    def fill(self, field: str, text: str) -> None:
        self.hands.fill(self.page.locator(field), text)

    def follow(self, name: str) -> None:
        self.hands.press(self.page.get_by_role("link", name=name).first)
        self.page.wait_for_load_state("load")

    def menu(self, group: str, name: str) -> None:
        """Where there is too much for one row, the menu has groups."""
        self.hands.press(self.page.locator("nav.menu .menu-group summary", has_text=group))
        self.hands.press(self.page.locator("nav.menu").get_by_role("link", name=name))
        self.page.wait_for_load_state("load")

    def next_step(self) -> None:
        """The one big button of the page."""
        self.hands.press(self.page.locator("#next .btn-next"))
        self.page.wait_for_load_state("load")

    def scan(self, code: str) -> None:
        """By a hand scanner."""
        self.page.wait_for_load_state("load")
        scan_in(self.page, code)

    def scan_on_pile(self, code: str) -> None:
        """Until the pile says that it took it."""
        expect(self.page.locator("#pile")).to_be_visible()
        self.scan(code)
        expect(self.page.locator(".pile .scan-received")).to_have_count(1)

    def open_device(self, code: str) -> None:
        """Its tag scanned on any page."""
        self.go("/")
        self.scan(code)
        self.page.wait_for_url(re.compile(r"/devices/\d+"))
        self.page.wait_for_load_state("load")

    def is_told(self, words: str) -> None:
        expect(self.page.locator(".message-good").first).to_contain_text(words)

    def sees_next(self, words: str) -> None:
        expect(self.page.locator("#next")).to_contain_text(words)

    def choose(self, words: str) -> None:
        """One of the big choices of a form."""
        self.hands.choose(self.page.locator("label.choice", has_text=words).first)


class Keeper(Person):
    """Who keeps the system."""

    def take_on(self, name: str, login: str, role: str) -> None:
        self.menu("Beheer", "Mensen")
        self.follow("Voeg iemand toe")
        self.fill("[name=name]", name)
        self.fill("[name=login]", login)
        self.fill("[name=password]", PASSWORD)
        self.choose(role)
        self.press("Bewaar")
        expect(self.page.locator("main")).to_contain_text(name)


class Coordinator(Person):
    def make_station(self, name: str) -> str:
        """The token of a new bench stick."""
        self.menu("Beheer", "Stations")
        self.follow("Maak een station")
        self.fill("[name=name]", name)
        self.press("Maak het token")
        return self.page.locator("#token").inner_text().strip()

    def sees_recalled(self, tag: str, words: str) -> None:
        """On the list of what is to be inspected."""
        self.go("/inspections")
        row = self.page.locator("ul.rows > li", has_text=tag[:4])
        expect(row.filter(has_text=tag[4:8]).locator(".chip")).to_have_text(words)


class Volunteer(Person):
    def receive(self, serial: str, tag: str) -> None:
        """At the door: whose it is once; then its number is scanned, and the tag stuck on it."""
        self.begin_to_receive()
        self.receive_one(serial, tag)

    def begin_to_receive(self) -> None:
        self.go("/intake")
        for chosen in ("Demo", "Laptop", "Rek A"):
            self.choose(chosen)
        self.press("Begin te scannen")

    def receive_one(self, serial: str, tag: str) -> None:
        self.scan_on_pile(serial)
        self.scan(tag)
        expect(self.page.locator(".pile .scan-tagged")).to_contain_text(tag[:4])

    def move(self, tag: str, place: str) -> None:
        self.go("/stock/move")
        self.follow(place)
        self.scan_on_pile(tag)


class BenchWorker(Volunteer):
    def erase(self, tag: str) -> None:
        """Looked at first; its own tag begins it."""
        self.open_device(tag)
        self.sees_next("Wis de schijf")
        self.next_step()
        expect(self.page.locator(".gone")).to_contain_text("gaat voorgoed weg")
        self.scan(tag)
        expect(self.page.locator("#bench .order").first).to_contain_text("Schijf wissen")

    def put_software(self, tag: str) -> None:
        """What the page advises."""
        self.open_device(tag)
        self.choose_software()

    def choose_software(self) -> None:
        self.sees_next("software")
        self.next_step()
        self.press("Zet de software erop")
        self.is_told("De software komt op dit toestel.")

    def look_at(self, tag: str, grade: str) -> None:
        self.open_device(tag)
        self.answer_cards(grade)

    def answer_cards(self, grade: str) -> None:
        """Nothing is wrong with it; the grade is the one suggested."""
        self.sees_next("Kijk het toestel na")
        self.next_step()
        for words in ("Het is schoon", "Niets beschadigd", "Alles werkt goed"):
            self.press(words)
            self.page.wait_for_load_state("load")
        self.hands.press(self.page.locator(".grade-suggested"))
        self.is_told(f"Nagekeken: klasse {grade}.")

    def inspect(self, tag: str, *changed: str) -> None:
        """What changed in a year stands above the question."""
        self.open_device(tag)
        self.sees_next("controle")
        self.next_step()
        for words in changed:
            expect(self.page.locator("main")).to_contain_text(words)
        self.choose("Goed")
        self.press("Bewaar")
        self.is_told("Gecontroleerd en goed.")

    def pick(self, tag: str, desk: str) -> None:
        """Taken from its shelf for a desk, and sent with the van."""
        self.go("/picking")
        self.follow(desk)
        shelf = self.page.locator("section", has_text=f"{tag[:4]} {tag[4:8]}")
        self.hands.press(shelf.get_by_role("button", name="Scan wat je neemt"))
        self.page.wait_for_url("**/picking/transfers/*")
        self.scan_on_pile(tag)
        self.press("Klaar")
        self.follow("Toon de zending")
        self.press("Verstuur")
        self.is_told("is vertrokken")


class Host(Person):
    """At the loan desk called ``desk``, which may be one of several."""

    desk = NORTH

    def sit_down(self) -> None:
        self.go("/desk")
        if self.page.locator("h1").inner_text() != self.desk:
            self.hands.select(self.page.locator("#desk"), self.desk)
            expect(self.page.locator("h1")).to_have_text(self.desk)
            self.page.wait_for_load_state("load")

    def reserve(self, tag: str, who: str) -> None:
        """One certain device, in the shop window."""
        self.go("/window/devices?kind=laptop")
        self.hands.press(self.page.get_by_role("link", name=f"Reserveer dit {tag}"))
        self.hands.select(self.page.locator("[name=desk]"), self.desk)
        self.hands.fill(self.page.get_by_label("Voor wie?"), who)
        self.press("Reserveer dit toestel")
        self.is_told("Gereserveerd")

    def unpack(self, tag: str, who: str) -> None:
        """What the van brought; then it is laid ready."""
        self.sit_down()
        self.hands.press(self.page.locator("#coming-title ~ .rows .row-link").first)
        self.scan_on_pile(tag)
        self.sit_down()
        kept = self.page.locator("#kept-title ~ .rows li", has_text=who)
        self.hands.press(kept.get_by_role("link", name="Leg klaar"))
        self.press("Ligt klaar")

    def hand_over(self, tag: str, name: str, contact: str) -> None:
        self.sit_down()
        self.scan(tag)
        self.page.wait_for_url("**/devices/*")
        self.sees_next("Klaar om mee te geven")
        self.next_step()
        self.fill("[name=name]", name)
        self.fill("[name=contact]", contact)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/hand-over/*")
        self.choose("Kansentarief")
        self.press("Geef mee")
        self.page.wait_for_url("**/sign")
        self.page.wait_for_load_state("load")
        self.have_signed()
        self.is_told("is getekend")

    def have_signed(self) -> None:
        """Drawn with a finger; who has none for it signs on paper."""
        if isinstance(self.hands, Keys):
            self.press("Getekend op papier")
            return
        sign(self.page)
        self.press("Getekend")

    def take_back(self, tag: str, name: str) -> None:
        self.sit_down()
        self.scan(tag)
        self.page.wait_for_url("**/devices/*")
        self.sees_next(name)
        self.next_step()
        self.page.wait_for_url("**/back*")
        for question in ("Werkt het?", "overal afgemeld"):
            asked = self.page.locator("fieldset", has_text=question)
            self.hands.choose(asked.locator("label", has_text="Ja"))
        self.press("Neem terug")
        expect(self.page.locator(".next-gone")).to_contain_text("Dit toestel is terug.")

    def is_refused(self, tag: str, words: str) -> None:
        """It is nothing to hand out now."""
        self.sit_down()
        self.scan(tag)
        self.page.wait_for_url("**/devices/*")
        self.sees_next(words)
        expect(self.page.locator("#next .btn-next")).to_have_count(0)
