"""Texts that try to become markup, for hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

VISIBLE = st.characters(blacklist_categories=("Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp", "Zs"))
MARKS = st.sampled_from(
    [
        *"<>&\"'`*_[](){}|#!:=-~\\/@%$^+.,\n 中文",
        *("{{", "}}", "</", "<script>", "javascript:", "](", "**", "&lt;", "{%", ": #x", "||"),
    ]
)
HOSTILE = st.lists(st.one_of(VISIBLE, MARKS), min_size=1, max_size=40).map("".join)
