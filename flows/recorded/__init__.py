"""The run as Prefect sees it. Everything here but `api_address` and `embedded.prepare` imports Prefect.

`api_address` finds the API that records runs, `embedded` starts one where there is none. `flow` takes the steps of a
run as task runs, `cluster_tasks` sends batches to Dask or Ray, `artifacts` fills Prefect's pages, `processes` ends the
records of runs that were killed.
"""
