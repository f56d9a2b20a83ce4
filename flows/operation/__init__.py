"""Day after day: schedules, deployments, triggers, the server, and watching raw/ for what arrives.

`schedule` keeps two processes going without importing Prefect: its server (`server`, `server_process`) and
`schedule_runner`, which starts the runs of `deployed`. `trigger` starts one run (`trigger_client` asks Prefect);
`watch` needs no Prefect at all.
"""
