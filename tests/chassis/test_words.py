"""What a text is found by while somebody types."""

from chassis.words import beginnings, begun, words

SHORT = ("p", "pr", "prz", "prze", "przed", "przeds", "przedsi", "przedsie")


def test_words_have_neither_case_nor_accents_nor_punctuation() -> None:
    assert words("„ZAŻÓŁĆ”, gęślą; zażółć: ^.*$") == ("zazolc", "gesla")


def test_a_long_word_is_kept_by_its_beginnings_and_whole() -> None:
    assert beginnings("Przedsiębiorstwo") == (*SHORT, "przedsiebiorstwo")
    assert beginnings("Po po") == ("p", "po")


def test_a_short_word_is_an_equality_and_a_long_one_is_looked_at_twice() -> None:
    assert begun("search", "lub") == [{"search": {"$in": ["lub"]}}]
    assert begun("search", "spoldzielnia", (":a:", ":b:")) == [
        {"search": {"$in": [":a:spoldzie", ":b:spoldzie"]}},
        {"search": {"$regex": "^(:a:|:b:)spoldzielnia"}},
    ]
