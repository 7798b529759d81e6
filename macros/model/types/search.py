"""The type of `data/search.yml`: what people say when they search, and which sections answer."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from macros.model.types.base import Id, Key, Model, matches, refuse
from macros.model.types.words import Text

Word = Annotated[str, Field(min_length=1, max_length=40)]
Place = Annotated[
    str,
    matches(
        r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*|[a-z][a-z0-9-]*#(?:[a-z][a-z0-9]*(?:-[a-z0-9]+)*)?",
        "answer_is_a_section",
        "VALUE is not the id of a section",
        "write `get-code`, or `errors#paste` for one page, or `personal#` for a page's top",
    ),
]
Characters = Annotated[str, Field(min_length=1, max_length=40)]


class Answer(Model):
    """The sections that answer a question."""

    ask: list[Key] = Field(
        min_length=1, description="Keys of `words` or `families`, all of them asked for"
    )
    at: list[Place] = Field(
        min_length=1,
        description="Ids of sections, the best first; `page#id` is on that page alone",
    )


class Search(Model):
    """search.yml"""

    mailbox_order: list[Id] = Field(description="The most used mailboxes first")
    usual: list[Text] = Field(description="Questions offered while the search field is empty")
    mailbox: list[Word] = Field(description="Words for any mailbox")
    ignored: list[Word] = Field(description="Words that weigh nothing")
    words: dict[Key, list[Word]] = Field(
        description="What people call one thing, in any language, by a key"
    )
    families: dict[Key, list[Key]] = Field(
        {}, description="Keys of `words` by the key of a wider thing"
    )
    answers: list[Answer]
    traditional: list[Characters] = Field(
        [], description="Traditional characters, each followed by the simplified one"
    )
    sounds: dict[Key, Characters] = Field(
        {}, description="Characters that sound alike, by their pinyin without tones"
    )

    @property
    def simplified(self) -> dict[str, str]:
        """The simplified character of each traditional one."""
        characters = "".join(self.traditional)
        return dict(zip(characters[::2], characters[1::2], strict=True))

    @model_validator(mode="after")
    def _asks_for_what_it_has(self) -> Search:
        known = {*self.words, *self.families}
        for number, answer in enumerate(self.answers):
            for key in answer.ask:
                if key not in known:
                    message = f"`{key}` is not a key of `words` or `families`"
                    fix = "use one of these keys, or add the words people say for it"
                    raise refuse("asked_word_is_known", message, fix, "answers", number, "ask")
        return self

    @model_validator(mode="after")
    def _word_stands_once(self) -> Search:
        seen: set[str] = set()
        lists: dict[tuple[str, ...], list[str]] = {
            ("mailbox",): self.mailbox,
            ("ignored",): self.ignored,
            **{("words", key): words for key, words in self.words.items()},
        }
        for keys, words in lists.items():
            for number, word in enumerate(words):
                if word in seen:
                    message = f"`{word}` is listed twice here"
                    fix = "leave it where it fits best"
                    raise refuse("search_word_stands_once", message, fix, *keys, number)
                seen.add(word)
        return self
