"""The records of a folder are the same records however they are kept."""

from __future__ import annotations

import pickle

from hypothesis import given
from hypothesis import strategies as st

from engine.datasets.record import Listing, Record

NAMES = st.text("aé/ .\n0", min_size=1, max_size=6)
TEXTS = st.none() | NAMES
COLUMNS = (NAMES, NAMES, *(TEXTS,) * 8)
COMMON = st.tuples(st.just(("cat", "dog")), st.sampled_from([0, 1]), st.sampled_from([0, 51]))
RECORDS = COMMON.flatmap(lambda common: st.lists(st.builds(Record, *COLUMNS, *map(st.just, common)), max_size=6))


@given(RECORDS)
def test_records_come_back_one_by_one_in_slices_in_order_and_across_processes(records: list[Record]) -> None:
    listing = Listing.of(records)
    again = pickle.loads(pickle.dumps(listing))
    for each in (listing, again):
        assert list(each) == records and len(each) == len(records)
        assert [each[place] for place in range(len(records))] == records
        assert each[1:3] == tuple(records[1:3]) and each[-1:] == tuple(records[-1:])
    assert Listing.of(listing) is listing and bool(listing) == bool(records)
    if records:
        assert listing[0] is listing[0] and listing[-1] == records[-1]


@given(RECORDS.filter(bool), st.data())
def test_pictures_get_files_where_they_had_none_and_the_others_stay(records: list[Record], data: st.DataObject) -> None:
    records = list({record.name: record for record in records}.values())
    listing = Listing.of(records)
    names = data.draw(st.sets(st.sampled_from(listing.name)))
    changed = listing.with_files({name: {"xml_file": "/new.xml", "mask_file": None} for name in (*names, "nobody")})
    got = {name for name in names if listing[listing.name.index(name)].xml_file is None}
    assert list(changed) == [one._replace(xml_file="/new.xml") if one.name in got else one for one in records]
    assert (changed is listing) == (not got)


def test_a_place_that_is_not_there_is_an_error() -> None:
    for place in (1, -2):
        try:
            Listing(("a",), ("/a.jpg",))[place]
        except IndexError:
            continue
        raise AssertionError(place)
