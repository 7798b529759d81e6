"""What a change means, for its reviewer: `make diff BASE=origin/main`.

changes   what differs between two trees' data/, as values
site      two trees, built and read
report    both, as pieces of HTML; inline shows old and new text in one
output    these pieces for a comment, a page, a terminal
comment   that HTML made safe, in CI, where nothing that a pull request made is trusted

Facts and texts are compared as YAML, pages as they are built, each side by its own code: neither
has to know the other's model. Nothing here renders the site, so neither its style nor its kept
pages depend on this folder.
"""
