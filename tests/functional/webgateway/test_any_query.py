"""Whatever stands in a query string: an answer of the contract, never a 500."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from known_images import World

from omeropyr.testing.app import Site

PATHS = (
    "/webgateway/render_image/{id}/",
    "/webgateway/render_image_region/{id}/0/0/",
    "/webgateway/render_thumbnail/{id}/",
    "/webgateway/get_thumbnail/{id}/",
    "/webgateway/get_thumbnails/",
    "/webgateway/render_image_rdef/{id}/",
    "/webgateway/render_split_channel/{id}/0/0/",
    "/webgateway/render_row_plot/{id}/0/0/0/",
    "/webgateway/histogram_json/{id}/channel/0/",
    "/webgateway/luts/",
    "/webgateway/imgData/{id}/size/",
    "/webgateway/search/",
    "/webgateway/proj/list/",
    "/webgateway/dataset/1/children/",
    "/webgateway/plate/1/",
    "/webgateway/well/1/children/",
    "/webgateway/get_rois_json/{id}/",
    "/webgateway/get_image_rdefs_json/{id}/",
    "/webgateway/compatImgRDef/{id}/",
    "/webgateway/copyImgRDef/",
    "/webgateway/getImgRDef/",
    "/webclient/api/groups/",
    "/webclient/api/containers/",
    "/webclient/api/images/",
    "/webclient/api/tags/",
    "/webclient/api/annotations/",
    "/webclient/api/paths_to_object/",
    "/webclient/api/parent_links/",
)
NAMES = st.sampled_from(
    ["c", "maps", "m", "p", "q", "tile", "region", "z", "t", "id", "image", "dataset", "page", "limit", "group",
     "type", "experimenter_id", "page_size", "callback", "getDefaults", "rdefId",
     "theZ", "theT", "bins", "rgb", "color"]
)  # fmt: skip
VALUES = (
    st.text(max_size=12)
    | st.text(alphabet="0123456789,|:$-.FGlut", max_size=16)
    | st.integers(-(2**70), 2**70).map(str)
    | st.sampled_from(
        ["1|-1e308:1e308", "1|0:5e-324$F00", "intmax|0:0", "0,0,0", "0,0,0,1,1", "nan", "", "-1", "0", "1"]
    )
    | st.sampled_from(["linear", "polynomial", "exponential", "logarithmic"]).map(
        lambda family: f'[{{"quantization": {{"family": "{family}", "coefficient": 10}}}}]'
    )
)


@pytest.mark.parametrize("path", PATHS)
@settings(max_examples=40)
@given(query=st.lists(st.tuples(NAMES, VALUES), max_size=4))
def test_is_answered_by_the_contract(wire: Site, world: World, path: str, query: list[tuple[str, str]]) -> None:
    text = "&".join(f"{name}={quote(value, errors='surrogatepass')}" for name, value in query)
    answer = wire.get(f"{path.format(id=world.stack_id)}?{text}", status="*")
    assert answer.status_int in (200, 302, 400, 403, 404, 405)
