"""A run from start to end, and what is said of it.

`start` is the front door. `near` brings here what lies behind an address, `direct` or `recorded.flow` takes the steps
of a `run` (discover, clean, promote, commit) under the `lock` on clean/, and `state` holds what it has found and done.
`summary`, `verdict` and `lines` tell how it went.
"""
