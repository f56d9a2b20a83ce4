"""Does a receipt still hold? Documents that no changed rule can reach need not be cleaned again, and are not.

A fingerprint says of code, models and policy all there is, and of the rules only those that can reach the document. So
it can be found out from what is published, without cleaning anything, whether it would be the same today. That is done
once for every change of the rules; `.winnow/rules` says for which rules it was done last.
"""

from __future__ import annotations

from dataclasses import dataclass

from cleaners.document import restore
from flows.books.plan import Plan
from flows.books.receipts import Receipt
from flows.raw.sites import Recipe
from flows.writers import files


@dataclass(slots=True)
class Validity:
    """What holds under a plan."""

    plan: Plan
    rules_checked: bool
    """Was everything that lay in raw/ looked through under the same rules?"""
    reached: int = 0
    """Documents found that changed rules can reach, or of which there is no text to see it by."""

    def holds(self, receipt: Receipt, *, known: bool) -> bool:
        """Would cleaning the same content give the same receipt? `known`: it lay in raw/ at the last check."""
        settled = self.by_fingerprint(receipt.source, receipt.fingerprint, receipt.host, known=known)
        if settled is not None:
            return settled
        if self._would_be_the_same(receipt, self.plan.recipe(receipt.host, receipt.source)):
            return True
        self.reached += 1
        return False

    def by_fingerprint(self, source: str, fingerprint: str, host: str | None, *, known: bool) -> bool | None:
        """What `holds` answers, as far as the fingerprint of the receipt settles it; None if it does not."""
        recipe = self.plan.recipe(host, source)
        if fingerprint == recipe.fingerprint:
            return True
        if not recipe.base or not fingerprint.startswith(recipe.base):
            return False
        return True if self.rules_checked and known else None

    def _would_be_the_same(self, receipt: Receipt, recipe: Recipe) -> bool:
        if receipt.outcome != "cleaned" or not str(receipt.path).endswith(".txt"):
            return False
        try:
            text, removals = files.read_back(self.plan.clean, receipt)
            return receipt.fingerprint == recipe.fingerprint_of(restore(text, removals), removals)
        except (OSError, ValueError, TypeError, KeyError):
            return False
