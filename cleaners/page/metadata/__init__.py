"""What a page says about itself → facts, each with its origin and a confidence. (Of the facts of any clean document,
`cleaners.metadata` makes the dict that is published.)

`embedded` gathers once what the markup states and shows: meta elements, links, headings, what `json_ld` and `microdata`
read; `elements` is what all of them ask of an element. Of that, `facts` makes all facts: `titles`, `decks` (the line
under the title), `bylines` (who wrote it) and `publication_dates` weigh what speaks for one candidate or another.
`author_names` makes people of what stands in a byline, `byline_parts` takes it apart, `date_words` has the words for
published and changed. `article_body` is the text of pages that have it in their structured data alone.
"""
