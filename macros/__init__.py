"""The grammar of the handbook: data in, page text out.

loader    a YAML file → plain values that know their lines
model     the types of `data/`, and what a well-formed value is
handbook  everything in `data/` and `docs/`, loaded once, looked up by key
rules     what must hold across values; one small function per rule
words     a text → safe HTML: facts filled in, marks and keyed links resolved
render    (mailbox, language) → the macros a page may call; HTML in templates/
exports   what a site has beside its pages: redirects, robots.txt, search index
hook      the only module that knows MkDocs

Arrows point up this list only: nothing imports `hook`, `loader` imports nothing.
"""
