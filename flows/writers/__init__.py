"""How clean documents reach the disk. `atomic` owns every write; one module an output format.

`files` writes each document by itself, which is always done; `shards` writes all of them once more in a few large
files, in the formats of `jsonl`, `jsonl_gz` and `parquet` (`damage` tells of one that is not as it was written).
`readme` says what lies in clean/, `strangers` finds what no run has written there.
"""
