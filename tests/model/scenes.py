"""What the cast may do: each scene one mail about an entry that stands."""

from typing import NamedTuple

from hypothesis import strategies as st
from model.cast import Brings
from model.table import Tie, Who

Index = st.integers(0, 1000)
_LATE = st.sampled_from([False, False, False, True])
_COPY, _WORDS = Brings.FOUNDERS_DECK, (Brings.WORDS, Brings.THANKS)
_FILES = [each for each in Brings if each not in _WORDS]


class Scene(NamedTuple):
    """`which` chooses the entry; `how` a stranger writes."""

    who: Who
    which: int
    tie: Tie
    brings: Brings
    late: bool = False
    how: str = ""


def _of(who: Who, ties: list[Tie], brings: list[Brings], *how: str) -> st.SearchStrategy[Scene]:
    return st.builds(
        Scene,
        st.just(who),
        Index,
        st.sampled_from(ties),
        st.sampled_from(brings),
        _LATE,
        st.sampled_from(how or [""]),
    )


# Without a thread the founder and the office send what they have sent; other files are another work.
FOUNDER = st.one_of(
    _of(Who.FOUNDER, [Tie.LETTER, Tie.LETTER, Tie.MESSAGE_ID], [_COPY, _COPY, *_WORDS]),
    _of(Who.FOUNDER, [Tie.NOTHING], [_COPY, Brings.FOUNDERS_SET]),
)
OFFICE = st.one_of(
    _of(Who.OFFICE, [Tie.NUMBER], [_COPY, Brings.DECK, Brings.DECK, Brings.WORDS]),
    _of(Who.OFFICE, [Tie.NOTHING], [_COPY]),
)
GUEST = _of(Who.GUEST, [Tie.LETTER], [Brings.DECK, Brings.DECK, Brings.DECK, _COPY, *_WORDS])
# Who names nothing of the entry must bring the agency's form, or his mail has nothing to do with it.
_HOW = ("", "", "as the office", "for a third")
STRANGER = st.one_of(
    _of(Who.STRANGER, [Tie.NUMBER], [*_WORDS, *_FILES, *_FILES], *_HOW),
    _of(Who.STRANGER, [Tie.MESSAGE_ID, Tie.NUMBER], [Brings.WORDS, *_FILES], *_HOW),
    _of(Who.STRANGER, [Tie.NOTHING], [Brings.SET, Brings.FOUNDERS_SET], *_HOW),
)
_OWN = _of(Who.STRANGER, [Tie.OWN], [*_WORDS, Brings.DECK, Brings.OTHER_DECK, Brings.SET])
OWN = _OWN.map(lambda scene: scene._replace(late=False))
FORGER = _of(Who.FORGER, [Tie.NUMBER, Tie.LETTER], [Brings.WORDS, Brings.DECK])
SOME = st.lists(st.one_of(FOUNDER, OFFICE, GUEST, STRANGER, FORGER), max_size=3)
