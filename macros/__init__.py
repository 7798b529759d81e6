"""The grammar of the handbook: data in, pages out.

text    typography, unsafe characters
model   YAML files, the types of `data/`, the handbook as a whole
render  texts to HTML, the macros that outlines call, pictures, templates
site    what a site has beside its pages: files for tools and search, style, policy, the gate
checks  what must hold: one small function per rule
tools   the commands
hook    the only module that knows MkDocs; __main__ is the command line

Imports run down this list only: text, then model, render, site, checks, tools.
"""

import os

# Pydantic would look for plugins of its own in every package that is installed; none is used.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
