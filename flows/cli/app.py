"""What can be typed: commands and their options. The work is done by the modules beside this one, imported when needed.

Nothing but typer is imported here, so that ``winnow --help`` answers at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, is_dataclass
from functools import wraps
from inspect import Parameter, Signature, signature
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
rules = typer.Typer(rich_markup_mode=None)
app.add_typer(rules, name="rules")

LABELS = (
    "Labels: advertisement, author-bio, boilerplate, byline, caption, comments, consent-notice, copyright, credit, "
    "navigation, newsletter, off-main, paywall, promo, related, repeat, residue, share-bar, site, title; "
    "and dateline, deck, editors-note, heading, which stay if you do not drop them."
)
"""What every command says that can be told to keep or drop a label."""


File = Annotated[
    str, typer.Argument(metavar="FILE", help="A text or a page, or a row such as a.jsonl#17; - reads standard input.")
]
MediaType = Annotated[
    str | None,
    typer.Option("--type", metavar="TYPE", help="text/plain, text/markdown or text/html, if the name does not tell."),
]
Url = Annotated[str | None, typer.Option(help="Where the page came from.")]
Language = Annotated[
    str | None, typer.Option(metavar="CODE", help="The language (en, de, …), instead of detecting it.")
]
RuleFolders = Annotated[
    list[Path] | None,
    typer.Option("--rules", metavar="DIR", help="A folder with rules of your own (may be repeated)."),
]
Workers = Annotated[int | None, typer.Option(min=1, metavar="N", help="How many processes (all cores).")]
On = Annotated[
    str | None,
    typer.Option("--on", metavar="CLUSTER", help="Clean on dask or ray, started here, or at dask://… or ray://…."),
]
Log = Annotated[
    Literal["plain", "json"] | None, typer.Option(help="Messages as plain text, or as json, one object a line.")
]
InFormat = Annotated[
    Literal["text", "markdown"] | None,
    typer.Option("--format", help="Write text, or markdown with a page's headings, lists and tables (text)."),
]
Links = Annotated[bool, typer.Option("--links", help="With --format markdown: keep a page's links.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@dataclass(frozen=True)
class Cleaning:
    """What every command is told that cleans: each field is an option."""

    drop: Annotated[list[str] | None, typer.Option(metavar="LABEL", help="Take this out too (may be repeated).")] = None
    keep: Annotated[list[str] | None, typer.Option(metavar="LABEL", help="Leave this in (may be repeated).")] = None
    cautious: Annotated[bool, typer.Option("--cautious", help="Take out less: only what is quite sure.")] = False
    rules_only: Annotated[
        bool, typer.Option("--rules-only", help="Take out of a text only what a rule names; faster.")
    ] = False
    rules: RuleFolders = None


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
        typer.Option(metavar="FORMAT", help="Write all documents as jsonl, jsonl.gz or parquet too (may be repeated)."),
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
    raw_option: Annotated[str | None, typer.Option("--raw", hidden=True)] = None
    clean_option: Annotated[str | None, typer.Option("--clean", hidden=True)] = None
    """As `schedule` and `config` have them."""

    def settings(self, cleaning: Cleaning, **more: Any) -> Settings:
        """The settings of the run, over the configuration. Raises `ConfigurationError`."""
        from flows.cli import configure

        return configure.settings(
            configure.flags(cleaning, format=self.format, links=self.links),
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


def with_options(command: Callable[..., int]) -> Callable[..., int]:
    """A command as typer wants it: a parameter that is a group of options has given way to those."""
    parameters = signature(command, eval_str=True).parameters
    kinds: dict[str, Callable[..., Any]] = {name: each.annotation for name, each in parameters.items()}
    groups = {name: kind for name, kind in kinds.items() if is_dataclass(kind)}
    options = {name: signature(group, eval_str=True).parameters for name, group in groups.items()}

    @wraps(command)
    def told(**values: Any) -> int:
        for name, group in groups.items():
            values[name] = group(**{option: values.pop(option) for option in options[name]})
        return command(**values)

    flat = [one for name, each in parameters.items() for one in options.get(name, {name: each}).values()]
    told.__signature__ = Signature([one.replace(kind=Parameter.KEYWORD_ONLY) for one in flat])  # type: ignore[attr-defined]
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
@with_options
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
    *,
    cleaning: Cleaning,
) -> int:
    """Clean one document and print it."""
    from flows.cli import configure, single

    flags = configure.flags(cleaning, language=language, format=format, links=links)
    with single.about(file):
        raw = single.read(file, type, url)
        return single.clean(raw, flags(configure.policy(raw.url, file)), json=json, report=report)


@app.command(epilog=LABELS)
@with_options
def explain(
    file: File,
    json: Json = False,
    type: MediaType = None,
    url: Url = None,
    language: Language = None,
    *,
    cleaning: Cleaning,
) -> int:
    """Show what rules and models say about one document.

    For each line that somebody speaks about: the label, who gave it, why, and whether it was followed.
    """
    from flows.cli import configure, explanation, single

    flags = configure.flags(cleaning, language=language)
    with single.about(file):
        raw = single.read(file, type, url)
        return explanation.explain(raw, flags(configure.policy(raw.url, file)), json=json)


@app.command(epilog=LABELS)
@with_options
def ingest(run: Run, cleaning: Cleaning) -> int:
    """Clean what is new or changed in a folder."""
    from flows.cli import folder

    return folder.ingest(run.settings(cleaning), run.wishes())


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
    """List the rules; its commands show, test and propose some."""
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
