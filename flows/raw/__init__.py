"""What lies in raw/, in a folder here or behind an address; nothing is ever written there.

`places` tells folders from addresses. `sources` finds the files (`remote` behind an address), `settling` knows which
have arrived, `names` gives every document its key, id and place, `opening` and `sidecars` read and hash, `sites` finds
the host that a document comes from, `mirror` brings the clean documents of an address here and back.
"""
