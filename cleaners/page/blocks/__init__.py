"""From the source of a page to its text blocks, in reading order.

Parsing: `parse` makes elements of the source, `early_end` mends pages that are closed before their text ends, `kickers`
parts a topic from the title it stands over, `aria_tables` names tables that only roles call so.

Walking: `tree` is what comes out, the elements and blocks of a page; `walker` goes from element to element and finds
them. Where a block ends, it asks `inline_elements` (does an element belong to the sentence?) and `tables` (which rows
are one line?); what its text is, `spacing` (is there space between two texts?) and `whitespace` (space folded, lines
kept). What is no text, `non_text` knows (scripts, anchors, numbers of lines) and `hidden` (hints for screen readers,
names of icons); what is written otherwise than it reads, `formulas` and `superscripts`. `duplicates` finds what stands
twice, `tokens` splits class and id attributes into words.
"""
