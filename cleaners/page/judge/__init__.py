"""Which blocks of a page are main content: measured, judged by the trained model, marked.

`features` joins all that is measured on a page: `features_block` (a block alone), `features_context` (its containers,
siblings and neighbours), `features_words` (its words and class words), `page_kind` (what kind of page it is).
`features_namesakes` adds what blocks of one name and containers say, and draws the chances of one name together.
`features_scores` is the second look, at the first scores around a block. `model` asks the trained trees, and
`trafilatura_vote` trafilatura, where they are in doubt.

`page_problem` finds pages that are no documents (consent walls, error pages, empty shells) by what `refusals` knows,
whose words `refusal_words` has. `boilerplate` makes marks of all this; `photo_essays` spares the captions of pages that
tell in pictures.
"""
