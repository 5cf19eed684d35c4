"""Which disks, whether really, and then to the end: nothing is erased that nobody typed for."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from diagnostics.erasing import keeping, showing
from diagnostics.erasing.at_work import carry_out
from diagnostics.erasing.beginning import Begin
from diagnostics.erasing.confirming import Confirmed, confirmed, own_number, read_tag
from diagnostics.erasing.hand import Hand
from diagnostics.erasing.offers import Offer, by_serial, offers, read_again
from diagnostics.erasure.planning import CAVEATS
from diagnostics.identity import Changed, Identity
from diagnostics.link.sentences import Sentence
from diagnostics.measure import clock_sure
from diagnostics.probes.host import Host
from diagnostics.screen.signs import WARNING, WRONG, Sign, clean
from diagnostics.wire.erasure import Policy
from diagnostics.words import Words, in_language

_TRIES = 3
#: In characters.
_LONGEST_NAME = 80
DONE, NOT_ERASED, WRONGLY_ASKED, STOPPED = 0, 1, 2, 130

#: Raises EOFError where nobody can answer.
Ask = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    disks: tuple[str, ...] = ()
    yes_erase: tuple[str, ...] = ()
    full: bool = False
    tag: str | None = None
    by: str | None = None
    may_sleep: bool = False
    language: str = "nl"
    spool: Path | None = None


def ask_person(question: str) -> str:
    """Only somebody at a keyboard: what comes out of a pipe is no person."""
    if not sys.stdin.isatty():
        raise EOFError
    return input(question)


def run(
    options: Options,
    host: Host | None = None,
    ask: Ask = ask_person,
    out: Console | None = None,
) -> int:
    words = in_language(options.language)
    console = out or Console(highlight=False)
    talk = Talk(options, host or Host(), ask, console, words)
    try:
        return talk.hold()
    except EOFError:
        talk.say(Sentence("Niemand kan hier antwoorden: er is niets gewist."), WRONG)
        return WRONGLY_ASKED
    except KeyboardInterrupt:
        talk.say(Sentence("Er is niets gewist."), WARNING)
        return STOPPED


@dataclass(frozen=True, slots=True)
class Talk:
    options: Options
    host: Host
    ask: Ask
    out: Console
    words: Words

    def say(self, sentence: Sentence, sign: Sign) -> None:
        showing.tell(self.out, sentence.say(self.words), sign)

    def hold(self) -> int:
        if not self.host.is_root:
            self.say(
                Sentence("Start dit als root: een gewone gebruiker kan geen schijf wissen."), WRONG
            )
            return WRONGLY_ASKED
        tag = read_tag(self.options.tag or "")
        if self.options.tag and not tag:
            self.say(
                Sentence("%s is geen etiket: controleer de cijfers.", (self.options.tag,)), WRONG
            )
            return WRONGLY_ASKED
        found = offers(self.host, Policy(), full=self.options.full)
        showing.show_offers(self.out, found, self.words)
        self.out.print()
        chosen = self._by_serial(found) if self.options.yes_erase else self._asked_for(found)
        if not chosen:
            return WRONGLY_ASKED
        begin = Begin(self.host, keeping.place(self.host, self.options.spool), self.options, tag)
        hands = [hand for hand in self._begun(begin, chosen) if hand]
        if len(hands) < len(chosen):
            return WRONGLY_ASKED
        return self._end(begin, hands, self._name())

    # Which.

    def _by_serial(self, found: tuple[Offer, ...]) -> list[Offer]:
        chosen: list[Offer] = []
        for serial in self.options.yes_erase:
            fitting = by_serial(found, serial)
            if len(fitting) != 1 or not (self._is_named(fitting[0]) and self._may(fitting[0])):
                self.say(Sentence("Geen schijf om te wissen met nummer %s.", (serial,)), WRONG)
                return []
            chosen += fitting if fitting[0] not in chosen else []
        return chosen

    def _is_named(self, offer: Offer) -> bool:
        return not self.options.disks or offer.disk.name in self.options.disks

    def _asked_for(self, found: tuple[Offer, ...]) -> list[Offer]:
        names = self.options.disks or self._numbered(found)
        chosen = []
        for name in dict.fromkeys(names):
            offer = next((one for one in found if one.disk.name == name), None)
            if offer is None:
                self.say(Sentence("Hier is geen schijf %s.", (name,)), WRONG)
                return []
            if not self._may(offer):
                return []
            chosen.append(offer)
        if not chosen:
            self.say(Sentence("Er is niets gewist."), WARNING)
        return chosen

    def _numbered(self, found: tuple[Offer, ...]) -> tuple[str, ...]:
        if not any(offer.plan.chosen for offer in found):
            return ()
        question = self.words(
            "Welke schijf wissen? Typ het nummer (of meer, met een spatie ertussen): "
        )
        given = self.ask(question).replace(",", " ").split()
        by_number = {str(n): offer.disk.name for n, offer in enumerate(found, start=1)}
        return tuple(by_number.get(one, one) for one in given)

    def _may(self, offer: Offer) -> bool:
        if offer.plan.chosen is None:
            self.say(
                Sentence("Schijf %s kan nu niet gewist worden: zie hierboven.", (offer.disk.name,)),
                WRONG,
            )
        return offer.plan.chosen is not None

    # Whether really.

    def _begun(self, begin: Begin, chosen: Sequence[Offer]) -> Iterator[Hand | None]:
        """All are confirmed before the first is begun."""
        for offer in chosen:
            try:
                seen = read_again(self.host, offer)
            except Changed:
                self.say(
                    Sentence(
                        "Schijf %s is veranderd of weg: er is niets gewist.", (offer.disk.name,)
                    ),
                    WRONG,
                )
                yield None
                return
            if (given := self._confirm(offer, seen, begin.tag)) is None:
                self.say(Sentence("Dat klopt niet: er is niets gewist."), WRONG)
                yield None
                return
            begin.tag = begin.tag or given.tag
            yield begin.prepare(seen, given)

    def _confirm(self, offer: Offer, seen: Identity, tag: str | None) -> Confirmed | None:
        """``tag``: of this machine, where that was said already; no other one confirms."""
        self.out.print()
        showing.tell(self.out, showing.what_goes(seen.disk, self.words), WARNING)
        for caveat in offer.plan.chosen.caveats if offer.plan.chosen else ():
            self.say(Sentence(CAVEATS[caveat]), WARNING)
        if self.options.yes_erase:
            return Confirmed()
        for _ in range(_TRIES):
            given = confirmed(self.ask(self._question(seen)), seen.disk)
            if given and (tag is None or given.tag in (None, tag)):
                return given
        return None

    def _question(self, seen: Identity) -> str:
        if own_number(seen.disk):
            return self.words(
                "Typ het etiket van het toestel, of de laatste 4 tekens van het schijfnummer: "
            )
        return self.words("Typ het etiket van het toestel: ")

    def _name(self) -> str | None:
        """Who erases, for the evidence; nobody has to say, and nobody checks it."""
        given = self.options.by or ""
        if not (given or self.options.yes_erase):
            with suppress(EOFError):
                given = self.ask(self.words("Wie wist? Typ je naam voor het bewijs, of Enter: "))
        return " ".join(clean(given).split())[:_LONGEST_NAME].strip() or None

    # To the end.

    def _end(self, begin: Begin, hands: list[Hand], name: str | None) -> int:
        self.out.print()
        stopped = carry_out(begin, hands, self.out, self.words)
        kept = [self._told(begin, hand, name) for hand in hands]
        if stopped:
            return STOPPED
        erased = all(hand.evidence and hand.evidence.result == "erased" for hand in hands)
        return DONE if erased and all(kept) else NOT_ERASED

    def _told(self, begin: Begin, hand: Hand, name: str | None) -> bool:
        if hand.evidence:
            sure = clock_sure(self.host, datetime.now(UTC))
            hand.evidence = replace(hand.evidence, typed_name=name, clock_sure=sure)
        kept_at = keeping.keep(begin.place, hand.evidence) if hand.evidence else None
        if kept_at:
            hand.notes.drop(hand.note_id)
        for text, sign in showing.result(hand, kept_at, self.words):
            showing.tell(self.out, text, sign)
        return kept_at is not None
