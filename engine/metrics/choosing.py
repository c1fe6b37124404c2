"""Who gets whom: each detection, the surest first, takes the best truth that is still free."""

from __future__ import annotations

import numpy as np


def choose(asker: np.ndarray, asked: np.ndarray, rank: np.ndarray, many: np.ndarray) -> np.ndarray:
    """What each asker gets: int64 (askers,), -1 for nothing.

    `asker` and `asked`, int64 (P,), are the wishes: sorted by asker, the best wish of each first. `rank` int64
    (askers,), each number once: the lower one comes first. `many` bool (asked,): what any number may have at once.

    The same as one after the other in the order of `rank`, but in a few passes over all: everybody asks for the best
    they may still hope for, and only whoever stands before them sends them on (Gale and Shapley, College Admissions,
    1962; with one ranking for all the outcome is the only stable one).
    """
    got = np.full(len(rank), -1, np.int64)
    first = np.flatnonzero(np.diff(asker, prepend=-1))
    at, end = first, np.append(first[1:], len(asker))
    held = np.full(len(many), len(rank), np.int64)
    while len(at):
        mine, wish = rank[asker[at]], asked[at]
        np.minimum.at(held, wish, mine)
        sent_on = (mine > held[wish]) & ~many[wish]
        if not sent_on.any():
            got[asker[at]] = wish
            break
        at = at + sent_on
        hoping = at < end
        at, end = at[hoping], end[hoping]
    return got
