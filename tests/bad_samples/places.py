"""The files of the invented handbook that samples change."""

BIRD = "data/providers/bluebird/"
PINE = "data/providers/pinepost/"
WORK = "data/providers/bluebird-work/"
PAGE = "docs/youxiang/101-bluebird-personal-mail.md"
