"""Reading what SnelStart has on our accounts: added up, or row by row.

A booking has about five mutations. Of what SnelStart says nobody touched since we
booked it the sums are asked for, and prove it; the rest is read. A small period is read
whole, and so is everything where SnelStart does not add up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from snelsync.app.ports import Administration
from snelsync.domain.booking import folded
from snelsync.domain.ledger_checks import Books
from snelsync.domain.matching import Matching
from snelsync.domain.months import MonthsOfBooks
from snelsync.domain.mutation_sums import (
    SLACK,
    MutationSum,
    Only,
    disagreeing,
    own_journal,
    shares,
)
from snelsync.domain.proof import Mutation
from snelsync.domain.tally import Tally

FEW = 100
"""Up to so many documents all mutations are read: that takes a call or two."""
SPARE = 10
"""So many calls more than all pages take are spent on asking for numbers, at most."""
NOT_ADDED_UP = (
    "SnelStart does not add up its ledger mutations, so each of them was read:"
    " that takes more calls"
)
MANY_TOUCHED = (
    "so much was changed in SnelStart since it was booked that each ledger mutation was"
    " read: that takes more calls"
)


@dataclass(slots=True)
class LedgerReader:
    """Takes in SnelStart's mutations of a period, as few as prove it.

    Attributes:
        few: up to how many documents all are read.
        books, months: what they are taken in by.
        notes: what there is to say of how it was done.
    """

    tally: Tally
    administration: Administration
    matching: Matching
    few: int = FEW
    books: Books = field(init=False)
    months: MonthsOfBooks = field(init=False)
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Say which numbers are ours."""
        ours = frozenset(
            folded(one.decision.number)
            for one in self.tally.entries
            if one.decision.number
        )
        aliases = self.matching.aliases
        self.books = Books(self.tally, ours | set(aliases), aliases)
        self.months = MonthsOfBooks(self.tally, self.books.ours)

    def read(self) -> None:
        """Read what proves the accounts we book on, or explains them."""
        if len(self.tally.entries) <= self.few:
            self._take(self._mutations())
            return
        why = self._by_sums()
        if why:
            self.notes.append(why)
            self._take(self._mutations())

    def _mutations(self, only: Only | None = None) -> Iterable[Mutation]:
        period = self.tally.period
        return self.administration.mutations(period.first, period.last, only=only)

    def _take(self, mutations: Iterable[Mutation]) -> None:
        for mutation in mutations:
            self.books.add(mutation)
            self.months.add(mutation)

    def _by_sums(self) -> str:
        """Go by sums; gives why they cannot be used, before anything was taken in."""
        period = self.tally.period
        found = self.administration.sums(period.first, period.last)
        if found is None:
            return NOT_ADDED_UP
        ledger = self.tally.ledger
        sums = [one for one in found if one.account in ledger.accounts]
        journal = own_journal(sums, ledger)
        if not self._find_changes(journal):
            return NOT_ADDED_UP
        matching = self.matching
        # Twenty numbers a call, or pages of 500 with five mutations a document.
        if len(matching.look) // 20 > len(self.tally.entries) // 100 + SPARE:
            return MANY_TOUCHED
        but = matching.doubts()
        rows = [*self._of_numbers(journal), *self._of_others(sums, journal)]
        apart = disagreeing(sums, ledger, rows, but=but)
        for account in ledger.accounts.keys() - apart:
            self._suppose(account)
        self._take(one for one in rows if one.account not in apart)
        if apart:
            self._take(self._mutations(Only(accounts=apart)))
        return ""

    def _find_changes(self, journal: str) -> bool:
        """Doubt what was changed after our last booking, whatever its invoice says.

        Returns:
            False when SnelStart does not say.
        """
        last = self.matching.booked_last
        if last is None:
            return True
        period, after = self.tally.period, last + SLACK
        found = self.administration.sums(period.first, period.last, changed_after=after)
        if found is None:
            return False
        accounts = frozenset(
            one.account
            for one in found
            if one.journal == journal and one.account in self.tally.ledger.accounts
        )
        if accounts:
            only = Only(
                accounts=accounts, journals=frozenset({journal}), changed_after=after
            )
            for mutation in self._mutations(only):
                if mutation.number:
                    self.matching.doubt(mutation.number)
        return True

    def _of_numbers(self, journal: str) -> Iterable[Mutation]:
        spelled = (one for some in self.matching.look.values() for one in some)
        numbers = tuple(sorted(spelled))
        if not (numbers and journal):
            return ()
        return self._mutations(Only(numbers=numbers, journals=frozenset({journal})))

    def _of_others(
        self, sums: Iterable[MutationSum], journal: str
    ) -> Iterable[Mutation]:
        """Read what is in other journals: whatever it is, it is not our booking."""
        others = [one for one in sums if one.journal != journal]
        if not others:
            return ()
        return self._mutations(
            Only(
                accounts=frozenset(one.account for one in others),
                journals=frozenset(one.journal for one in others),
            )
        )

    def _suppose(self, account: int) -> None:
        """Take an account to be as it was booked, but for what was read."""
        tally, but = self.tally, self.matching.doubtful
        left_out = shares(tally.ledger, account, but)
        for (month, of), amount in tally.by_month.items():
            if of == account:
                more = amount - left_out.get(month, 0)
                self.months.put(month, account, more)
        tally.ledger.suppose(account, but)
