"""What is agreed with whoever borrows a device."""

from labels.agreements import words
from labels.agreements.content import Agreement, Deed, Party
from labels.agreements.page import Page
from labels.certificates.speech import Speech
from labels.tags import format_tag

_PROMISES = (words.CARE, words.KEEP, words.BROKEN, words.LOST, words.STOLEN, words.WIPE)


def draw(content: Agreement, speech: Speech) -> bytes:
    """As PDF. The same content gives the same bytes."""
    say = speech.say
    page = Page(speech, say(words.AGREEMENT), content.number)
    page.side_by_side(
        (say(words.LENDER), party(content.lender)),
        (say(words.BORROWER), [*party(content.borrower), reference(content, speech)]),
    )
    what(page, content, content.state_note)
    page.heading(say(words.WHEN))
    since, until = page.day(content.since), page.day(content.until)
    page.text(say(words.UNTIL, since=since, until=until), strong=True)
    page.text(say(words.LONGER))
    page.heading(say(words.PRICE))
    page.text(_price(page, content))
    page.heading(say(words.PROMISES))
    page.points(say(text) for text in _PROMISES)
    if content.helper is not None:
        page.heading(say(words.HELP))
        page.text(say(words.HELPED))
        page.points([", ".join(party(content.helper))])
    page.heading(say(words.PRIVACY))
    page.text(say(words.KEPT))
    _signatures(page, content)
    return page.end()


def party(told: Party) -> list[str]:
    return [told.name, *filter(None, told.reached)]


def reference(content: Agreement | Deed, speech: Speech) -> str:
    return speech.say(words.REFERENCE, reference=content.reference)


def what(page: Page, content: Agreement | Deed, state_note: str = "") -> None:
    """The device with its number, and what goes along."""
    say = page.speech.say
    page.heading(say(words.WHAT))
    page.text(content.device, strong=True)
    if content.tag:
        page.text(say(words.TAG, tag=format_tag(content.tag)))
    page.points(say(words.GOODS, count=count, name=name) for name, count in content.goods)
    if state_note:
        page.text(say(words.STATE, note=state_note))


def _price(page: Page, content: Agreement) -> str:
    if not content.price_cents:
        return page.speech.say(words.FREE)
    return page.speech.say(words.A_MONTH, price=page.money(content.price_cents))


def _signatures(page: Page, content: Agreement) -> None:
    say = page.speech.say
    on = content.signed_on
    page.signatures(
        say(words.SIGN_BORROWER),
        say(words.SIGN_LENDER),
        drawn=content.signature,
        note=say(words.ON_SCREEN, day=page.day(on)) if on else "",
    )
