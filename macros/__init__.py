"""The grammar of the handbook: data in, page text out.

suspects  what no text may hold: invisible characters, look-alike hosts, codes
typography Chinese set properly, and put right
loader    a YAML file → plain values that know their lines
model     the types of `data/`, and what a well-formed value is
handbook  everything in `data/` and `docs/`, loaded once, looked up by key
qr        an address → its QR code
pictures  a screen → SVG, and the same in words
records   what independent databases say of our servers, against what we say
words     a text → safe HTML: facts filled in, marks and keyed links resolved
kept      what was made once stays in .build, by content; a second process may make it ahead of this one
render    (page, language) → the macros an outline may call; HTML in templates/
search    the articles of a language → its search index
pages     every page in every language, rendered once and kept by content
parity    what the two halves of a text have in common
rules     what must hold across values; one small function per rule
styles    Material's stylesheet, reduced to what our templates can match
policy    the Content-Security-Policy and the scripts that stand in pages
permalinks what was ever published, on record; ledger: what is meant, said a second time
check     `make check`: all problems, in CI as annotations on their lines
fix       `make fix`: repairs what has one right answer
exports   what a site has beside its pages: redirects, robots.txt, pictures, what tools and search look up
gate      the built site, looked at once more: nothing dangerous gets out
hook      the only module that knows MkDocs
diff/     what a change means, for its reviewer; takes no part in the site
probe     asks one mail server or link whether it is what it should be; knows nothing of the data
verify    `make verify`: asks all that the data names

Each imports only from those above it: nothing imports `hook`; `suspects`, `typography` and `probe` import nothing.
"""
