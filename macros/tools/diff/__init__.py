"""What a change means, for its reviewer: `make diff BASE=origin/main`.

changes      what differs between two trees' data/, as values
fact_sources what says a fact: its sources and the public databases
data_report  facts, words, order and links, as pieces of HTML
site         two trees, built and read
page_report  addresses and ids, sections, weight, as pieces of HTML
inline       two texts in one, with what went and what came marked
output       those pieces as a comment, a page, a terminal's lines
report       all of it, in its order
comment      that HTML made safe, in CI, where nothing that a pull request made is trusted

Facts and texts are compared as YAML, pages as they are built, each side by its own code: neither
has to know the other's model. Nothing here renders the site.
"""
