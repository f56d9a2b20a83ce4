"""What may stand in a configuration, key by key, and what is said to somebody who wrote something else."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from cleaners.document import Label
from cleaners.errors import ConfigurationError
from cleaners.mark.rules import nearest
from cleaners.policy import DEFAULT, Caution, Policy, ProblemPages, contradiction, is_language
from flows.config import schedule_times
from flows.config.clusters import cluster
from flows.config.configuration import ENVIRONMENT, RESERVED, Configuration, Layer, shown
from flows.config.rule_folders import checked_folder
from flows.raw.places import is_url, named
from flows.raw.sites import meant_host
from flows.readers.fields import FieldMapping


def _label(name: str) -> str:
    if name not in set(Label):
        raise ValueError(f"no such label {name!r}; {nearest(name, tuple(Label))}")
    return name


def _language(code: str) -> str:
    if not is_language(code):
        raise ValueError(f"{code!r} is no language code of two small letters, such as en")
    return code


def _cluster(text: str) -> str:
    try:
        cluster(text)
    except ConfigurationError as error:
        raise ValueError(str(error)) from None
    return text


def _site(name: str) -> str:
    host = meant_host(name)
    if host != name.lower():
        what = f"write it as {_heading(host)}" if host else f"name one, such as {_heading('example.org')}"
        raise ValueError(f"{name!r} is no host name; {what}")
    return name


def _heading(host: str) -> str:
    return f'[site."{host}"]'


def _interval(text: str) -> str:
    schedule_times.seconds(text)
    return text


Labels = list[Annotated[str, AfterValidator(_label)]]
Share = Annotated[float, Field(ge=0, le=1)]


class Section(BaseModel):
    """Unknown keys and values of another type are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class PolicySection(Section):
    """How documents are cleaned. `drop` and `keep` change the list of labels that leave the text."""

    drop: Labels = []
    keep: Labels = []
    budget: Share = DEFAULT.budget
    min_kept_chars: Annotated[int, Field(ge=1)] = DEFAULT.min_kept_chars
    max_removed_share: Share = DEFAULT.max_removed_share
    max_chars: Annotated[int, Field(ge=1)] = DEFAULT.max_chars
    language: Annotated[str, AfterValidator(_language)] | None = None
    caution: Caution = DEFAULT.caution
    markdown: bool = False
    keep_links: bool = False
    problem_pages: ProblemPages = DEFAULT.problem_pages

    @model_validator(mode="after")
    def _decided(self) -> Self:
        if wrong := contradiction(set(self.drop), set(self.keep)):
            raise ValueError(wrong)
        return self

    def over(self, policy: Policy) -> Policy:
        """`policy` with everything that this section states."""
        names = self.model_fields_set - {"drop", "keep", "rules"}
        drop = (policy.drop | {Label(name) for name in self.drop}) - {Label(name) for name in self.keep}
        return replace(policy, drop=drop, **{name: getattr(self, name) for name in names})


class SiteSection(PolicySection):
    """A policy for one site: what it does not state is as in the section `policy`."""

    rules: list[str] = []


class IngestSection(Section):
    """Where raw and clean documents lie, and what a run may cost."""

    raw: str = "raw"
    clean: str = "clean"
    workers: Annotated[int, Field(ge=1, le=1024)] | None = None
    on: Annotated[str, AfterValidator(_cluster)] = ""
    deadline: Annotated[float, Field(gt=0)] = 60.0
    retry: bool = False
    gone: Literal["keep", "remove"] = "keep"
    wait: bool = True
    prefect: Literal["auto", "always", "never"] = "auto"
    max_quarantine: Share = 0.5
    also: list[Literal["jsonl", "jsonl.gz", "parquet"]] = []


class RulesSection(Section):
    """Folders with rules of the user's own, laid out like the bundled ones."""

    folders: list[str] = []


class ScheduleSection(Section):
    """What `winnow schedule` serves when nothing is said on the command line."""

    cron: Annotated[str, AfterValidator(schedule_times.cron)] | None = None
    every: Annotated[str, AfterValidator(_interval)] | None = None
    timezone: Annotated[str, AfterValidator(schedule_times.timezone)] | None = None
    name: Annotated[str, AfterValidator(schedule_times.called)] = "ingest"

    @model_validator(mode="after")
    def _one(self) -> Self:
        if self.cron and self.every:
            raise ValueError("say either cron or every, not both")
        return self


class LogSection(Section):
    """How winnow speaks while it works."""

    format: Literal["plain", "json"] = "plain"


def _several(value: Any) -> Any:
    """One table ``[fields]`` is as good as a list of one, ``[[fields]]``."""
    return [value] if isinstance(value, dict) else value


class Schema(Section):
    """The whole file."""

    ingest: IngestSection = IngestSection()
    policy: PolicySection = PolicySection()
    rules: RulesSection = RulesSection()
    site: dict[Annotated[str, AfterValidator(_site)], SiteSection] = {}
    fields: Annotated[list[dict[str, str]], BeforeValidator(_several)] = []
    schedule: ScheduleSection = ScheduleSection()
    log: LogSection = LogSection()


@dataclass(frozen=True, slots=True)
class Checked:
    """Values that have been checked, and where each that is not a default comes from (by dotted key)."""

    schema: Schema
    origins: Mapping[str, str]
    file: Path | None

    def configuration(self) -> Configuration:
        """The same for the program. Raises `ConfigurationError` for a folder that is not there or a rule that fails."""
        schema, ingest, schedule = self.schema, self.schema.ingest, self.schema.schedule
        rules = self._folders("rules.folders", schema.rules.folders)
        usual = replace(schema.policy.over(DEFAULT), rules=rules)
        sites = {
            host.lower(): replace(site.over(usual), rules=rules + self._folders(f'site."{host}".rules', site.rules))
            for host, site in schema.site.items()
        }
        self._check_links(usual, sites)
        return Configuration(
            file=self.file,
            policy=usual,
            sites=sites,
            **self._place("raw", ingest.raw),
            **self._place("clean", ingest.clean),
            fields=self._fields(),
            log=schema.log.format,
            also=tuple(ingest.also),
            **ingest.model_dump(exclude={"raw", "clean", "also"}),
            **schedule.model_dump(),
        )

    def _check_links(self, usual: Policy, sites: Mapping[str, Policy]) -> None:
        """Raise `ConfigurationError` if links are to be kept where none can be written."""
        stated = {"policy.keep_links": [usual, *sites.values()]}
        stated |= {dotted(("site", host, "keep_links")): [sites[host.lower()]] for host in self.schema.site}
        for key, policies in stated.items():
            origin = self.origins.get(key)
            if origin and policies[0].keep_links and not any(each.keep_links and each.markdown for each in policies):
                raise ConfigurationError(
                    f"{origin}: {key} needs markdown = true beside it, for plain text has no links"
                )

    def _fields(self) -> tuple[FieldMapping, ...]:
        try:
            return tuple(map(FieldMapping.of, self.schema.fields))
        except ConfigurationError as error:
            raise ConfigurationError(f"{shown(self.file) if self.file else 'fields'}: {error}") from None

    def rows(self) -> Iterable[tuple[str, Any, str]]:
        """Every value that holds, by dotted key, with where it comes from."""
        for key, value in _leaves(self.schema.model_dump(exclude={"site"})):
            yield dotted(key), value, self.origins.get(dotted(key), "default")
        for key, value in _leaves(self.schema.model_dump(include={"site"}, exclude_unset=True)):
            if value != {}:
                yield dotted(key), value, self.origins.get(dotted(key), "default")

    def _place(self, name: str, value: str) -> dict[str, Any]:
        return named(**{name: value if is_url(value) else self._path(f"ingest.{name}", value)})

    def _path(self, key: str, value: str) -> Path:
        """Paths in a file count from the folder that the file lies in, all others from here; ~ is the user's own."""
        if value == "~" or value.startswith("~/"):
            return Path(value).expanduser()
        if self.file is None or self.origins.get(key) != shown(self.file) or self.file.parent.samefile(Path()):
            return Path(value)
        return self.file.parent / value

    def _folders(self, key: str, values: Iterable[str]) -> tuple[str, ...]:
        where = f"{self.origins.get(key, '')}: {key}"
        return tuple(str(checked_folder(self._path(key, value), where)) for value in values)


def checked(layers: Iterable[Layer], file: Path | None) -> Checked:
    """Lay the layers over each other, check each, say where every value comes from. Raises `ConfigurationError`."""
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for origin, layer in layers:
        _valid(layer, origin)
        for key, value in _leaves(layer):
            origins[dotted(key)] = origin
            place = values
            for part in key[:-1]:
                place = place.setdefault(part, {})
            place[key[-1]] = value
    return Checked(_valid(values, ", ".join(dict.fromkeys(origins.values()))), origins, file)


def from_environment(environment: Mapping[str, str]) -> list[Layer]:
    """A layer for every variable ``WINNOW_<SECTION>_<KEY>``. Raises `ConfigurationError` for one that means nothing."""
    layers: list[Layer] = []
    for name in sorted(environment):
        section, _, key = name.removeprefix(ENVIRONMENT).lower().partition("_")
        field = Schema.model_fields.get(section)
        if not name.startswith(ENVIRONMENT) or name in RESERVED or field is None or not key:
            continue
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section):
            value = _read_value(environment[name], field.annotation, key)
            layers.append((name, {section: {key: value}}))
    return layers


def dotted(key: tuple[str, ...]) -> str:
    """A key as TOML writes it.

    >>> dotted(("site", "example.org", "keep"))
    'site."example.org".keep'
    """
    return ".".join(part if part.replace("_", "").replace("-", "").isalnum() else f'"{part}"' for part in key)


def _read_value(text: str, section: type[Section], key: str) -> Any:
    """A variable's text as TOML would have it: numbers and truth values; lists also with commas; else the text."""
    field = section.model_fields.get(key)
    kinds = set(_kinds(field.annotation)) if field else {str}
    if list in kinds and not text.startswith("["):
        return [entry.strip() for entry in text.split(",") if entry.strip()]
    if kinds & {bool, int, float, list}:
        try:
            return tomllib.loads(f"value = {text}")["value"]
        except tomllib.TOMLDecodeError:
            return text
    return text


def _kinds(annotation: Any) -> Iterable[Any]:
    """The plain types that an annotation is made of."""
    origin = get_origin(annotation)
    if origin is list or not get_args(annotation):
        yield origin or annotation
    else:
        for part in get_args(annotation)[: 1 if origin is Annotated else None]:
            yield from _kinds(part)


def _leaves(table: Mapping[str, Any], above: tuple[str, ...] = ()) -> Iterable[tuple[tuple[str, ...], Any]]:
    for name, value in table.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, (*above, name))
        else:
            yield (*above, name), value


def _valid(values: Mapping[str, Any], origin: str) -> Schema:
    try:
        return Schema.model_validate(values)
    except ValidationError as error:
        raise ConfigurationError(f"{origin}: {_said(error.errors(include_url=False)[0])}") from None


KINDS = {
    "string_type": "a text in quotes", "int_type": "a whole number", "float_type": "a number", "list_type": "a list",
    "bool_type": "true or false", "model_type": "a table", "dict_type": "a table",
    "int_from_float": "a whole number", "model_attributes_type": "a table",
}  # fmt: skip
BOUNDS = {
    "greater_than": ("more than", "gt"), "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"), "less_than_equal": ("at most", "le"),
}  # fmt: skip


def _said(error: ErrorDetails) -> str:
    """One mistake in plain words: the key, what is wrong with it, and what would be right."""
    at = tuple(part for part in error["loc"] if isinstance(part, str))
    kind, value = error["type"], error["input"]
    key, context = dotted(at), error.get("ctx", {})
    if kind == "extra_forbidden" and at[0] == "site" and len(at) > 2 and isinstance(value, dict):
        return f'{key}: a dot begins a table of its own; put the host in quotes: [site."{_host(at[1:], value)}"]'
    if kind == "extra_forbidden" and len(at) == 1 and (sections := _sections_with(at[0])):
        return f"{key} stands outside of a section; it belongs under {' or '.join(sections)}"
    if kind == "extra_forbidden":
        noun = "section" if len(at) == 1 else "key"
        return f"unknown {noun} {key}; {nearest(at[-1], _known(at[:-1]))}"
    if kind in KINDS:
        return f"{key} must be {KINDS[kind]}, not {value!r}"
    if kind in BOUNDS:
        words, name = BOUNDS[kind]
        return f"{key} must be {words} {context[name]:g}, not {value!r}"
    if kind == "literal_error":
        return f"{key} must be {context['expected']}, not {value!r}"
    if kind == "value_error" and at[-1:] == ("[key]",):
        return f"{dotted(at[:1])}: {context['error']}"
    if kind == "value_error":
        return f"{key}: {context['error']}"
    return f"{key}: {error['msg'].lower()}, not {value!r}"


def _host(names: Sequence[str], inside: Any) -> str:
    """The host whose dots have become tables."""
    while isinstance(inside, dict) and len(inside) == 1 and isinstance(only := next(iter(inside.values())), dict):
        names, inside = (*names, *inside), only
    return ".".join(names)


def _sections_with(key: str) -> list[str]:
    """The headings of the sections in which `key` may stand."""
    return [
        f"[{name}]" for name, section in Schema() if isinstance(section, Section) and key in type(section).model_fields
    ]


def _known(at: tuple[str, ...]) -> list[str]:
    """The keys that may stand in the table at `at`."""
    model: type[BaseModel] = Schema
    if at:
        model = SiteSection if at[0] == "site" else type(getattr(Schema(), at[0]))
    return list(model.model_fields)
