"""From the source of a page to its text blocks, in reading order.

Parsing: `parse` makes elements of the source, `early_end` mends pages that are closed before their text ends, `kickers`
parts a topic from the title it stands over, `aria_tables` names tables that only roles call so.

Walking: `tree` holds the elements and blocks of a page, and walks it. What a block is, the walk asks of
`inline_elements` (does an element belong to the sentence?), `tables` (which rows are one line?), `spacing` (is there
space between two texts?) and `whitespace` (space folded, lines kept). What is no text, it asks of `non_text` (scripts,
anchors, numbers of lines) and `hidden` (hints for screen readers, names of icons); what reads otherwise than it is
written, of `formulas` and `superscripts`. `duplicates` finds what stands twice, `tokens` splits class and id attributes
into words.
"""
