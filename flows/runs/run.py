"""One run over raw/, step by step: `discover`, `clean`, `commit`. The Prefect flow and the direct run take the same
steps; nothing here knows which of them is going."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import replace

from cleaners import fingerprints
from cleaners.policy import Policy
from flows.books import duplicates, exemptions, forgotten
from flows.books.catalog import Catalog, Journaled
from flows.books.changes import Feed
from flows.books.ledger import Ledger
from flows.books.migration import migrate
from flows.books.pending import Due, History, pending
from flows.books.plan import Job, Plan
from flows.config.settings import Settings
from flows.raw.names import digest, file_key, readable
from flows.raw.settling import settled, unfinished
from flows.raw.sites import Recipe
from flows.raw.sources import Source, Trouble, discover
from flows.runs.state import RunState
from flows.runs.summary import Progress, Summary, Watcher
from flows.workers.batches import LEAST, LEAST_AWAY, batches_of
from flows.workers.ingest import Tally, quarantine
from flows.workers.pool import Executor, Limits, Pool
from flows.writers import atomic, files, readme, shards

SCHEMA = 1
"""Of receipts and metadata; a new number makes every document due."""
OWN_JOURNAL = 9999
"""The number of the journal that no worker writes."""

MakeExecutor = Callable[[Plan, int], Executor]
"""Finds workers elsewhere than on this machine, for a plan and the number of a run."""


class Run:
    """The state of one run, between its steps. The caller holds the lock on clean/."""

    def __init__(
        self,
        settings: Settings,
        *,
        lock: int | None = None,
        progress: Watcher | None = None,
        make_executor: MakeExecutor | None = None,
    ) -> None:
        self.settings = settings
        self.catalog = Catalog(settings.clean.absolute())
        self.plan = Plan(
            raw=settings.raw_url or str(settings.raw.resolve()),
            clean=self.catalog.root,
            policy=settings.policy,
            fingerprint=fingerprint(settings.policy),
            now=settings.timestamp(),
            max_bytes=settings.max_bytes,
            by_host={host: Recipe(policy, fingerprint(policy)) for host, policy in settings.sites.items()},
            fields=settings.fields,
            spared=exemptions.by_source(exemptions.read(self.catalog.root)),
            forgotten=forgotten.read(self.catalog.root),
        )
        self.state = RunState(started=time.monotonic())
        self._progress = progress or (lambda _: None)
        self._lock = () if lock is None else (lock,)
        self._make_executor = make_executor or self._local_pool
        self._executor: Executor | None = None
        self._wanted: Set[str] = frozenset()

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *_: object) -> None:
        if self._executor is not None:
            self._executor.stop()

    def discover(self) -> list[Job]:
        """What is due: walks raw/, compares it with the books, puts right what an unfinished run left."""
        self._progress(Progress("discover"))
        state = self.state
        sources: list[Source] = []
        passed_over: list[Source] = []
        for source in sources_of(self.settings):
            if source.key not in self.plan.forgotten:
                (passed_over if unfinished(source.relative) else sources).append(source)
        if passed_over and not self.settings.rest:  # where arrivals are watched it is how they arrive
            told = f"{len(passed_over):,} passed over that are called unfinished or backup"
            state.notes += (f"{told}, such as {readable(passed_over[0].relative)}; rename what is a document",)
        state.files = {source.key: source for source in sources}
        torn = self.catalog.listed("plan")
        recovered = self._read_books(torn)
        wanted = asked_for(sources, self.settings, torn)
        self._wanted = frozenset() if self.settings.only is None else {source.key for source in wanted}
        history = self._history(torn, recovered)
        found = pending(wanted, history, self.plan, retry=self.settings.retry)
        due = arrived(found, self.settings)
        self.plan = replace(self.plan, damaged=due.damaged)
        state.absent = self.catalog.listed("gone")
        state.begin(due)
        state.is_all = len(wanted) == len(sources) and due == found
        if due.reached and not history.rules_checked:
            total = len(state.receipts)
            state.notes += (f"{due.reached:,} of {total:,} documents can be touched by changed rules; cleaned again",)
        state.touched = set(torn)
        state.recovered = set(recovered.receipts) | self.catalog.listed("stale")
        if due.jobs or due.troubles or torn or self._leaving():
            self._intend([job.source.key for job in due.jobs] + [source.key for source in due.troubles])
            for source in due.troubles:
                assert source.trouble is not None
                self._quarantine(source, source.trouble)
        return due.jobs

    def clean(self, jobs: Sequence[Job]) -> None:
        """Have these documents cleaned and written. Raises `WorkFailed`; what was done by then need not be repeated."""
        if not jobs:
            return
        settings = self.settings
        self._executor = executor = self._executor or self._make_executor(self.plan, self.state.number)
        least = LEAST_AWAY if settings.on else LEAST
        self._tick(Tally())
        try:
            executor.run(
                list(batches_of(jobs, workers=settings.processes, most=settings.batch_size, least=least)),
                report=self._tick,
                culprit=lambda job, trouble: self._quarantine(job.source, trouble),
            )
        except BaseException:
            executor.stop()
            raise

    def left(self, jobs: Sequence[Job]) -> list[Job]:
        """Those that this run has not finished yet."""
        done = self.catalog.journaled(since=self.state.number).seen
        return [job for job in jobs if job.source.key not in done]

    def promote(self) -> list[Job]:
        """Settle duplicates; returns the documents that have to be published now although they are not due."""
        state = self.state
        if not state.changed:
            return []
        state.take(self.catalog.journaled(since=state.number, files=state.files))
        for source in self._leaving():
            del state.receipts[source]
        promoted = duplicates.settle(state.receipts, present=state)
        jobs = [Job(state.files[key]) for key in sorted({file_key(source) for source in promoted})]
        if jobs:
            self._intend(job.source.key for job in jobs)
        return jobs

    def commit(self) -> Summary:
        """Publish the receipts, then drop what they do not speak of any more."""
        state, catalog = self.state, self.catalog
        self._progress(Progress("commit", state.done, state.todo))
        formats = shards.kept_up(catalog.root, self.settings.also)
        looked_through = state.is_all and catalog.rules() != self.plan.rules
        changed = state.changed or state.is_migrated or not catalog.manifest.exists()
        if changed or not shards.complete(catalog.root, formats):
            self._publish(formats)
        elif state.is_unseen or looked_through:
            self._make_room()
            catalog.write_seen(state.seen, state.files)
            catalog.vouch(atomic.digest(catalog.manifest))
        if looked_through:
            catalog.write_rules(self.plan.rules)
        removed = sum(source not in self.plan.forgotten for source in state.dropped())
        if removed:
            state.notes += (f"{removed} removed whose raw files are gone",)
        workers = 0 if self._executor is None else self._executor.size
        return state.summary(workers=workers)

    def _read_books(self, torn: Set[str]) -> Journaled:
        """Begin with the receipts there are, and those that an unfinished run left, which are returned."""
        catalog, state, feed = self.catalog, self.state, Feed(self.catalog.root)
        state.before = catalog.receipts(state.files)
        state.is_migrated = migrate(state.before, catalog.root)
        feed.publish()  # what a run that was killed behind its manifest left
        feed.check(state.before, self.plan.forgotten)
        recovered = self._recover(torn)
        state.receipts = Ledger(state.before)
        state.recover(recovered)
        if not catalog.seen_holds():
            catalog.forget_seen()
            state.is_unseen = True
        return recovered

    def _history(self, torn: Set[str], recovered: Journaled) -> History:
        """What earlier runs know."""
        root = self.catalog.root
        return History(
            receipts=self.state.receipts,
            seen=self.catalog.seen(),
            seen_since=recovered.seen,
            torn=torn - recovered.seen.keys(),
            rules_checked=self.catalog.rules() == self.plan.rules,
            all_needed=not shards.complete(root, shards.kept_up(root, self.settings.also)),
        )

    def _publish(self, formats: Sequence[str]) -> None:
        """Replace the manifest and everything that goes with it. The order makes a kill at any point harmless: shards,
        and notes on what is about to happen, come before the manifest; what it does not speak of goes after it."""
        state, catalog, feed = self.state, self.catalog, Feed(self.catalog.root)
        self._make_room()
        shards.update(catalog.root, formats, state.receipts, earlier=state.before)
        about = readme.readme(formats, markdown=self.settings.policy.markdown)
        atomic.write(catalog.root / "README.md", about, staging=catalog.staging)
        stale = state.stale()
        catalog.write_list("stale", stale)
        feed.forget(state.before, self.plan.forgotten)
        manifest = atomic.StagedFiles(catalog.staging)
        digest = catalog.stage_manifest(state.receipts, manifest)
        feed.intend(state.before, state.receipts, digest, self.plan.forgotten)
        if digest != (before := atomic.digest(catalog.manifest)):
            catalog.vouch(before, digest)
            manifest.publish()
        feed.publish()
        self._drop(stale)
        catalog.write_seen(state.seen, state.files)
        catalog.write_list("gone", (source for source in state.gone() if file_key(source) in state.files))
        catalog.vouch(digest)
        catalog.settle()

    def _leaving(self) -> set[str]:
        """What is to leave clean/: what is forgotten, documents that are gone if the settings say so, and folders that
        could not be looked into and can be now. A run that looks at some files alone cannot tell of others that they
        are gone."""
        gone = self.state.gone() if self.settings.gone == "remove" else self.state.mended()
        if self.settings.only is not None:
            gone = {source for source in gone if file_key(source) in self._wanted}
        forgotten = self.plan.forgotten
        return gone | {source for source in (self.state.receipts if forgotten.by_id else ()) if source in forgotten}

    def _make_room(self) -> None:
        """The folders of clean/, unless this run has them already."""
        if self.state.changed:
            return
        atomic.empty(self.catalog.staging)
        self.catalog.journals.mkdir(parents=True, exist_ok=True)
        for folder in (files.DOCUMENTS, files.QUARANTINE):
            (self.catalog.root / folder).mkdir(exist_ok=True)

    def _recover(self, torn: Set[str]) -> Journaled:
        """What an unfinished run wrote but did not publish, as far as its files are here."""
        found = self.catalog.journaled() if torn else Journaled()
        root = self.catalog.root
        for source in list(found.receipts):
            receipt = found.receipts[source]
            if not all((root / path).exists() for path in files.expected_paths(receipt)):
                del found.receipts[source]
                found.seen.pop(file_key(source), None)
        return found

    def _intend(self, sources: Iterable[str]) -> None:
        """Write down what is about to be touched; the first time, make the room for it."""
        state, catalog = self.state, self.catalog
        if not state.changed:
            self._make_room()
            state.number = catalog.next_run()
            state.changed = True
            if catalog.rules() != self.plan.rules:
                catalog.write_rules(None)  # from now on there are documents by these rules and by those
        state.touched.update(sources)
        catalog.write_list("plan", state.touched)

    def _quarantine(self, source: Source, trouble: Trouble) -> None:
        lines = quarantine(source, trouble, self.plan)
        atomic.append(self.catalog.journal(self.state.number, OWN_JOURNAL), lines)

    def _local_pool(self, plan: Plan, run: int) -> Executor:
        limits = Limits(self.settings.processes, self.settings.deadline, self.settings.memory)
        return Pool(plan, lambda worker: self.catalog.journal(run, worker), limits=limits, inherited=self._lock)

    def _tick(self, tally: Tally) -> None:
        state = self.state
        state.done += tally.files
        state.cleaned += tally.cleaned
        state.quarantined += tally.quarantined
        self._progress(Progress("clean", state.done, state.todo, state.cleaned, state.quarantined))

    def _drop(self, stale: Iterable[str]) -> None:
        """Remove the files of these documents that their receipts do not speak of."""
        state, root = self.state, self.catalog.root
        for source in sorted(stale):
            receipt = state.receipts.get(source)
            expected = files.expected_paths(receipt) if receipt else set()
            for path in files.possible_paths(source) - expected:
                if atomic.remove(root / path):
                    top = root / path.split("/", 1)[0]
                    atomic.remove_empty_folders((root / path).parent, up_to=top)


def fingerprint(policy: Policy) -> str:
    """What a receipt says of how its document was cleaned, if there is no text to see by which rules concern it."""
    return digest(f"{SCHEMA} {fingerprints.foundation(policy)}")[:8] + fingerprints.rules_fingerprint(policy)


def sources_of(settings: Settings) -> list[Source]:
    """Everything that is owed a receipt, wherever it lies."""
    if not settings.raw_url:
        return discover(settings.raw, leave_out=settings.clean)
    from flows.raw import remote  # and with it fsspec

    return remote.discover(settings.raw_url, leave_out=settings.clean_url)


def asked_for(sources: list[Source], settings: Settings, torn: Set[str] = frozenset()) -> list[Source]:
    """The files to look at: all, or those that the settings name and those that an unfinished run may have touched."""
    if settings.only is None:
        return sources
    only = settings.only | torn
    return [source for source in sources if source.key in only]


def arrived(due: Due, settings: Settings) -> Due:
    """What is due, without that which is still on its way into raw/, if the settings say to look."""
    if not settings.rest or settings.raw_url:
        return due
    return replace(
        due,
        jobs=[job for job in due.jobs if settled(job.source, settings.raw, rest=settings.rest)],
        troubles=[source for source in due.troubles if settled(source, settings.raw, rest=settings.rest)],
    )
