"""What a person works a page with: fingers on glass, or the keys of a keyboard and nothing else."""

from typing import Protocol

from playwright.sync_api import Locator, Page, expect

#: More stops than any page has.
_MOST_STOPS = 400
_HAS_FOCUS = "element => element === document.activeElement"
_SAME_QUESTION = """element => {
  const at = document.activeElement;
  if (at === element) return true;
  return at.type === "radio" && at.name === element.name && at.form === element.form;
}"""


class Hands(Protocol):
    page: Page

    def press(self, target: Locator) -> None:
        """A button or a link."""

    def choose(self, label: Locator) -> None:
        """The radio button or check box of a label."""

    def fill(self, field: Locator, text: str) -> None: ...

    def select(self, field: Locator, label: str) -> None: ...


class Fingers:
    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
        target.click()

    def choose(self, label: Locator) -> None:
        label.click()

    def fill(self, field: Locator, text: str) -> None:
        field.fill(text)

    def select(self, field: Locator, label: str) -> None:
        field.select_option(label=label)


class Keys:
    """Goes to everything by the Tab key, from where it stands."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
        self._reach(target)
        self.page.keyboard.press("Enter")

    def choose(self, label: Locator) -> None:
        field = label.locator("input")
        self._reach(field, _SAME_QUESTION)
        if field.get_attribute("type") == "checkbox":
            self.page.keyboard.press("Space")
            return
        if field.evaluate(_HAS_FOCUS):  # where nothing is chosen yet, the first is only stood on
            self.page.keyboard.press("Space")
        for _ in range(_MOST_STOPS):
            if field.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no arrow leads to {label}")

    def fill(self, field: Locator, text: str) -> None:
        self._reach(field)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def select(self, field: Locator, label: str) -> None:
        self._reach(field)
        self.page.keyboard.type(label, delay=5)
        assert field.evaluate("element => element.selectedOptions[0].label.trim()") == label

    def _reach(self, target: Locator, there: str = _HAS_FOCUS) -> None:
        expect(target).to_be_attached()
        for _ in range(_MOST_STOPS):
            if target.evaluate(there):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no Tab leads to {target}")
