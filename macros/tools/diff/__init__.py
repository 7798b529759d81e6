"""What a change means, for its reviewer: `make diff BASE=origin/main`.

run          the command
report       the whole report, in its order
changes      what differs between two trees' data/, as values
data_report  facts, words, order and links, as pieces of HTML
fact_sources what says a fact: its sources and the public databases
built_site   a tree, built by its own code and read
page_report  addresses and ids, sections, weight, as pieces of HTML
inline       two texts in one, with what went and what came marked
output       those pieces as a comment, a page, lines in a terminal
comment      the comment in CI, which trusts nothing that a pull request made

Facts and texts are compared as YAML, pages as they are built, each side by its own code: neither
has to know the other's model.
"""
