"""Questions that ask for the same thing are put together."""

from hypothesis import given
from hypothesis import strategies as st

from understanding.grouping import Group, grouped

ASKED = (
    "kantor buka hari sabtu?",
    "bayar pakai getah karet bisa?",
    "apakah kantor buka hari sabtu",
    "KANTOR BUKA HARI SABTU",
    "sabtu kantor bukak pak",
    "iuran dibayar pakai getah karet boleh",
    "asdfgh",
    "👍",
)


def texts(group: Group) -> set[str]:
    return {ASKED[at] for at in group.members}


def test_the_largest_group_comes_first_and_its_commonest_words_speak_for_it() -> None:
    first, second, *others = grouped(ASKED)
    assert texts(first) == {ASKED[at] for at in (0, 2, 3, 4)}
    assert first.first == first.members[0] == 0
    assert texts(second) == {ASKED[1], ASKED[5]}
    assert [len(one.members) for one in others] == [1, 1]


def test_nothing_makes_no_groups() -> None:
    assert grouped([]) == []


@given(st.lists(st.text(max_size=30), max_size=30))
def test_every_text_is_in_exactly_one_group(asked: list[str]) -> None:
    groups = grouped(asked)
    assert sorted(at for one in groups for at in one.members) == list(range(len(asked)))
    assert all(one.first == one.members[0] for one in groups)
    sizes = [len(one.members) for one in groups]
    assert sizes == sorted(sizes, reverse=True)


@given(st.lists(st.sampled_from(ASKED), max_size=30))
def test_the_same_words_are_never_apart(asked: list[str]) -> None:
    groups = grouped(asked)
    for text in set(asked):
        assert len([one for one in groups if text in {asked[at] for at in one.members}]) == 1
