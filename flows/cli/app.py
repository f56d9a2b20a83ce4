"""What can be typed: commands and their options. The work is done by the modules beside this one, imported when needed.

Nothing but typer is imported here, so that ``winnow --help`` answers at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from inspect import Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from flows.cli.folder import Wishes
    from flows.config.settings import Settings

app = typer.Typer(
    name="winnow",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # help by rich costs four times as much time
    epilog="Begin with: winnow clean FILE --report. winnow COMMAND --help tells what else a command can do.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
rules = typer.Typer(help="List, test and show the rules.", rich_markup_mode=None)
app.add_typer(rules, name="rules")

LABELS = (
    "Labels: advertisement, author-bio, boilerplate, byline, caption, comments, consent-notice, copyright, credit, "
    "navigation, newsletter, off-main, paywall, promo, related, repeat, residue, share-bar, site, title; "
    "and dateline, deck, editors-note, heading, which stay if you do not drop them."
)
"""What every command says that can be told to keep or drop a label."""


File = Annotated[str, typer.Argument(metavar="FILE", help="A text or a page, also gzipped; - reads standard input.")]
MediaType = Annotated[
    str | None,
    typer.Option("--type", metavar="TYPE", help="text/plain, text/markdown or text/html, if not told by name."),
]
Url = Annotated[str | None, typer.Option(help="Where the page came from.")]
Language = Annotated[
    str | None, typer.Option(metavar="CODE", help="Do not detect the language: it is this (en, de, …).")
]
Drop = Annotated[list[str] | None, typer.Option(metavar="LABEL", help="Take this out too (say it again for more).")]
Keep = Annotated[list[str] | None, typer.Option(metavar="LABEL", help="Leave this in (say it again for more).")]
Cautious = Annotated[bool, typer.Option("--cautious", help="Take out less: only what is quite sure.")]
RulesOnly = Annotated[bool, typer.Option("--rules-only", help="Take out of a text only what a rule names; faster.")]
RuleFolders = Annotated[
    list[Path] | None,
    typer.Option("--rules", metavar="DIR", help="A folder with rules of your own (say it again for more)."),
]
Workers = Annotated[int | None, typer.Option(min=1, metavar="N", help="Processes; all cores if not said.")]
On = Annotated[
    str | None,
    typer.Option("--on", metavar="CLUSTER", help="Clean on dask or ray, started here, or at dask://… or ray://…."),
]
Log = Annotated[
    Literal["plain", "json"] | None, typer.Option(help="How to tell what goes on: plain, or json, one object a line.")
]
InFormat = Annotated[
    Literal["text", "markdown"] | None,
    typer.Option("--format", help="Write text, or markdown with a page's headings, lists and tables (text)."),
]
Links = Annotated[bool, typer.Option("--links", help="With --format markdown: keep a page's links.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@dataclass(frozen=True)
class Run:
    """What a run is told on the command line, whoever starts it: each field is an argument or an option."""

    raw: Annotated[
        str | None, typer.Argument(metavar="RAW", help="The folder or address to read (raw); never written to.")
    ] = None
    clean: Annotated[
        str | None, typer.Argument(metavar="CLEAN", help="The folder or address (s3://…) to write (clean).")
    ] = None
    workers: Workers = None
    on: On = None
    prefect: Annotated[
        Literal["auto", "always", "never"] | None,
        typer.Option(help="Record the run: auto (if a Prefect API is reachable), always (starts one), or never."),
    ] = None
    also: Annotated[
        list[str] | None,
        typer.Option(metavar="FORMAT", help="Write all documents as jsonl, jsonl.gz or parquet too (say it for each)."),
    ] = None
    gone: Annotated[
        Literal["keep", "remove"] | None,
        typer.Option(help="Keep or remove documents whose raw files are no longer there (keep)."),
    ] = None
    log: Log = None
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False
    json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False
    format: InFormat = None
    links: Links = False
    drop: Drop = None
    keep: Keep = None
    cautious: Cautious = False
    rules_only: RulesOnly = False
    rules: RuleFolders = None
    raw_option: Annotated[str | None, typer.Option("--raw", hidden=True)] = None
    clean_option: Annotated[str | None, typer.Option("--clean", hidden=True)] = None
    """As `schedule` and `config` have them."""

    def settings(self, **more: Any) -> Settings:
        """The settings of the run, over the configuration. Raises `ConfigurationError`."""
        from flows.cli import configure

        flags = configure.flags(
            drop=self.drop, keep=self.keep, cautious=self.cautious, rules_only=self.rules_only, rules=self.rules,
            format=self.format, links=self.links,
        )  # fmt: skip
        return configure.settings(
            flags,
            raw=_once(self.raw, self.raw_option),
            clean=_once(self.clean, self.clean_option),
            workers=self.workers,
            on=self.on,
            also=tuple(self.also) if self.also else None,
            gone=self.gone,
            **more,
        )

    def wishes(self) -> Wishes:
        """How the run goes and looks."""
        from flows.cli import folder
        from flows.config.configuration import configured

        found = configured()
        return folder.Wishes(self.prefect or found.prefect, quiet=self.quiet, json=self.json, log=self.log or found.log)


def _once(argument: str | None, option: str | None) -> str | None:
    """A place that can be said in two ways."""
    if argument and option:
        from cleaners.errors import ConfigurationError

        raise ConfigurationError(f"{argument} and {option} are one place said twice; name one of them")
    return argument or option


def with_run(command: Callable[..., int]) -> Callable[..., int]:
    """A command whose first parameter is a `Run`, as typer wants it: with the fields of `Run` for parameters."""
    fields = signature(Run, eval_str=True).parameters
    _, *own = signature(command, eval_str=True).parameters.values()

    @wraps(command)
    def told(**values: Any) -> int:
        run = Run(**{name: values.pop(name) for name in fields})
        return command(run, **values)

    told.__signature__ = Signature([*fields.values(), *own])  # type: ignore[attr-defined]
    return told


def _version(wanted: bool) -> None:
    if wanted:
        from cleaners import __version__

        typer.echo(f"winnow {__version__}")
        raise typer.Exit


@app.callback()
def winnow(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Scraped text and pages in, clean documents with metadata out, and a record of everything that was taken out.

    Exit codes: 0 all is well, 1 the run failed, 2 wrong usage or configuration, 3 finished with documents set aside.
    """


@app.command(epilog=LABELS)
def clean(
    file: File,
    json: Annotated[
        bool, typer.Option("--json", help="Print the whole record: text, metadata, removals, repairs.")
    ] = False,
    report: Annotated[
        bool, typer.Option("--report", help="Tell on standard error what was taken out, and why.")
    ] = False,
    format: InFormat = None,
    links: Links = False,
    type: MediaType = None,
    url: Url = None,
    language: Language = None,
    drop: Drop = None,
    keep: Keep = None,
    cautious: Cautious = False,
    rules_only: RulesOnly = False,
    rules: RuleFolders = None,
) -> int:
    """Clean one document and print it."""
    from flows.cli import configure, single

    flags = configure.flags(
        drop=drop, keep=keep, cautious=cautious, rules_only=rules_only, language=language, rules=rules,
        format=format, links=links,
    )  # fmt: skip
    with single.about(file):
        raw = single.read(file, type, url)
        return single.clean(raw, flags(configure.policy(raw.url, file)), json=json, report=report)


@app.command(epilog=LABELS)
def explain(
    file: File,
    json: Json = False,
    type: MediaType = None,
    url: Url = None,
    language: Language = None,
    drop: Drop = None,
    keep: Keep = None,
    cautious: Cautious = False,
    rules_only: RulesOnly = False,
    rules: RuleFolders = None,
) -> int:
    """Show every opinion about one document.

    What it is about, who says so, why, and whether it was acted on.
    """
    from flows.cli import configure, explanation, single

    flags = configure.flags(
        drop=drop, keep=keep, cautious=cautious, rules_only=rules_only, language=language, rules=rules
    )
    with single.about(file):
        raw = single.read(file, type, url)
        return explanation.explain(raw, flags(configure.policy(raw.url, file)), json=json)


@app.command(epilog=LABELS)
@with_run
def ingest(run: Run) -> int:
    """Clean what is new or changed in a folder."""
    from flows.cli import folder

    return folder.ingest(run.settings(), run.wishes())


@rules.callback(invoke_without_command=True)
def list_rules(
    context: typer.Context,
    label: Annotated[str | None, typer.Option(help="Only the rules for this label.")] = None,
    language: Annotated[
        str | None, typer.Option(metavar="CODE", help="Only the rules for this language (any: all).")
    ] = None,
    folders: RuleFolders = None,
    json: Json = False,
) -> int:
    """List the rules; winnow rules test runs their examples, winnow rules show ID prints one."""
    from flows.cli import rulebooks

    if context.invoked_subcommand in ("new", "learn"):  # configured folders may be what is about to be made
        return 0
    context.obj = rulebooks.folders(folders)
    if context.invoked_subcommand:
        return 0
    return rulebooks.show_list(context.obj, label=label, language=language, json=json)


@rules.command("test")
def test_rules(
    context: typer.Context,
    benchmark: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Also count how often each rule is right on labelled lines (.jsonl, .gz)."),
    ] = None,
    json: Json = False,
) -> int:
    """Run the rules on the texts that they must catch and spare."""
    from flows.cli import rulebooks

    return rulebooks.test(context.obj, benchmark=benchmark, json=json)


@rules.command("show")
def show_rule(context: typer.Context, id: Annotated[str, typer.Argument(metavar="ID")], json: Json = False) -> int:
    """Print one rule: what it looks for and why, with its examples."""
    from flows.cli import rulebooks

    return rulebooks.show(context.obj, id, json=json)
