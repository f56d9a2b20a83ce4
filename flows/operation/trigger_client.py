"""Prefect's client, as far as starting and watching a run of a deployment needs it."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

from flows.recorded import embedded

embedded.prepare()

from httpx import HTTPError  # noqa: E402
from prefect.client.orchestration import get_client  # noqa: E402
from prefect.client.schemas.filters import FlowFilter, FlowFilterName  # noqa: E402
from prefect.client.schemas.objects import FlowRun  # noqa: E402

PATIENCE = 120.0
"""Seconds that the API may be away, say because its server is started again."""


class Deployments:
    """The deployments of the flow `ingest`, over one connection."""

    def __enter__(self) -> Deployments:
        self._client = get_client(sync_client=True).__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._client.__exit__(*error)

    def names(self) -> dict[str, UUID]:
        """Every deployment, by its name."""
        only = FlowFilter(name=FlowFilterName(any_=["ingest"]))
        return {found.name: found.id for found in self._client.read_deployments(flow_filter=only)}

    def start(self, deployment: UUID, parameters: dict[str, Any]) -> UUID:
        """Create a run that is due now."""
        stated = dict(self._client.read_deployment(deployment).parameters) | parameters
        tags = ["winnow", "triggered"]
        return self._client.create_flow_run_from_deployment(deployment, parameters=stated, tags=tags).id

    def read(self, run: UUID) -> FlowRun:
        """The run as it is now."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return self._client.read_flow_run(run)
            except HTTPError:
                if time.monotonic() > until:
                    raise
                time.sleep(1.0)
