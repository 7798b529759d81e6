"""Texts that try to become markup, for hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from macros.text.unsafe_text import find_odd_character

VISIBLE = st.one_of(
    st.characters(min_codepoint=first, max_codepoint=last)
    for first, last in ((0x20, 0x7E), (0xA1, 0xFF), (0x2010, 0x22FF), (0x3001, 0x9FA5))
).filter(lambda char: not find_odd_character(char))
MARKS = st.sampled_from(
    [
        *"<>&\"'`*_[](){}|#!:=-~\\/@%$^+.,\n 中文",
        *("{{", "}}", "</", "<script>", "javascript:", "](", "**", "&lt;", "{%", ": #x", "||"),
    ]
)
HOSTILE = st.lists(st.one_of(VISIBLE, MARKS), min_size=1, max_size=40).map("".join)
