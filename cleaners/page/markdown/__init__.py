"""A page as Markdown.

`form_walker` notes, in the walk that finds the blocks, what each of them stands in and where links, code and emphasis
are; `list_numbering` says what the entries of ordered lists begin with. `rendering` writes the blocks and moves marks
to the new text, `inline` writes the text of one block; `emphasis` puts signs where Markdown sees them, `escapes` keeps
it from seeing others.
"""
