"""The books of clean/: which document came of which file, what is due, what changed, and in which form.

A `receipts.Receipt` says what became of one document; the manifest holds one for each, in memory as a
`ledger`.
`catalog` knows where everything lies; `pending` compares raw/ with it, asking `validity` whether a receipt still holds,
and what is due becomes a `plan`. `duplicates` are settled over all receipts, `changes` feeds whoever follows along,
`migration` brings receipts of earlier versions up to date. `exemptions` and `forgotten` are the user's word on single
documents; `contract` lists the fields that clean/ promises.
"""
