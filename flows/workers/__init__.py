"""Cleaning on many processes. The work comes as jobs (a file each), cut into `batches`; a worker takes one at a time.

`pool` starts the processes of this machine and finds the document that kills one, `worker` is such a process, `ingest`
does a batch door to door in chunks, `loading` opens its files. `cluster` has the same done on other machines, where a
`ticket` says who may write.
"""
