"""Two documents never share a path under clean/."""

from hypothesis import given
from hypothesis import strategies as st

from flows.raw.names import OUTPUTS, stem

names = st.text(st.sampled_from("ab.~txjson"), min_size=1, max_size=12).filter(lambda n: n.strip("."))
keys = st.lists(names, min_size=1, max_size=2).map("/".join)


@given(
    st.sets(
        keys | st.sampled_from(["a", "a.", "a.~", "a.txt", "a.html", "a.html.txt", "a.txt.txt", "a.json"]), max_size=6
    )
)
def test_no_two_sources_meet(sources: set[str]) -> None:
    paths = [stem(source) + suffix for source in sorted(sources) for suffix in OUTPUTS]
    assert len(paths) == len(set(paths))
    folders = {path.rsplit("/", 1)[0] for path in paths if "/" in path}
    assert not folders & set(paths)
