"""What proves that a device was given for good."""

from labels.agreements import words
from labels.agreements.agreement import party, reference, what
from labels.agreements.content import Deed
from labels.agreements.page import Page
from labels.certificates.speech import Speech


def draw(content: Deed, speech: Speech) -> bytes:
    """As PDF. The same content gives the same bytes."""
    say = speech.say
    page = Page(speech, say(words.DEED), content.number)
    page.side_by_side(
        (say(words.GIVER), party(content.lender)),
        (say(words.RECEIVER), [*party(content.borrower), reference(content, speech)]),
    )
    what(page, content)
    page.heading(say(words.PROMISES))
    page.text(say(words.GIVEN, day=page.day(content.on)), strong=True)
    page.points(say(text) for text in (words.YOURS, words.NO_WARRANTY, words.DISCARD))
    page.signatures(say(words.SIGN_RECEIVER), say(words.SIGN_GIVER))
    return page.end()
