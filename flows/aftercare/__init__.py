"""What is done with clean documents later.

`verify` checks that clean/ is what it says it is, `provenance` tells what a document was before
cleaning and `put_back` gives it a piece back, `forget` removes one everywhere, `learn` proposes rules from what
documents of a site share, `export` writes all of them as other toolkits read them. `lookup` finds the document that
somebody means.
"""
