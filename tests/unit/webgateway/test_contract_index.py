"""The index of the wire contract: every address in it has a route here."""

from __future__ import annotations

import pytest
from pyramid.config import Configurator
from pyramid.interfaces import IRoutesMapper
from pyramid.request import Request

from omeropyr.plugins.webgateway.addresses import add_routes

INDEX = """
render_image/1/  render_image/1/0/  render_image/1/0/0/
render_image_rdef/1/  render_image_rdef/1/0/  render_image_rdef/1/0/0/
render_image_region/1/0/0/
render_image_region_rdef/1/0/0/
render_split_channel/1/0/0/
render_row_plot/1/0/0/5/  render_row_plot/1/0/0/5/2/
render_col_plot/1/0/0/5/  render_col_plot/1/0/0/5/2/
render_thumbnail/1/  render_thumbnail/1/96/  render_thumbnail/1/96/64/
render_birds_eye_view/1/  render_birds_eye_view/1/200/
get_thumbnail/1/  get_thumbnail/1/96/  get_thumbnail/1/96/64/
get_thumbnails/  get_thumbnails/96/
render_roi_thumbnail/1  render_roi_thumbnail/1/
render_shape_thumbnail/1  render_shape_thumbnail/1/
render_shape_mask/1/
render_ome_tiff/i/1/  render_ome_tiff/d/1/  render_ome_tiff/p/1/  render_ome_tiff/w/1/
render_movie/1/z/1/  render_movie/1/t/1/
imgData/1/  imgData/1/size.width/
wellData/1/  well/1/children/
proj/list/  proj/1/detail/  proj/1/children/
dataset/1/detail/  dataset/1/children/
plate/1/  plate/1/0/  plate/1/0/1/
search/
get_rois_json/1/  get_shape_json/1/1/
histogram_json/1/channel/0/  histogram_json/1/channel/0/x
luts/  luts_png/
saveImgRDef/1/  getImgRDef/  copyImgRDef/  resetRDef/  applyOwnersRDef/  compatImgRDef/1/
get_image_rdefs_json/1/
annotations/Plate.wells/1/
table/1/query/  table/Screen.plateLinks.child.wells/1/query/  table/1/metadata/
table/1/rows/  table/1/slice/  table/1/obj_id_bitmask/
archived_files/download/  archived_files/download/1/
download_as/  download_as/1/
original_file_paths/1/
open_with/
su/demo/
img_detail/1/
"""
"""An example of every form of every address in the index of the wire contract, after /webgateway/."""


@pytest.fixture(scope="module")
def routes() -> IRoutesMapper:
    configurator = Configurator()
    add_routes(configurator)
    configurator.commit()
    return configurator.registry.getUtility(IRoutesMapper)


def route_of(routes: IRoutesMapper, path: str) -> str | None:
    found = routes(Request.blank(f"/webgateway/{path}"))["route"]
    return None if found is None else found.name


@pytest.mark.parametrize("path", ["", *INDEX.split()])
def test_every_address_of_the_contract_is_there(routes: IRoutesMapper, path: str) -> None:
    assert route_of(routes, path), f"/webgateway/{path} has no route"


@pytest.mark.parametrize("path", ["render_image/-1/", "render_image/x/", "render_image/1/0/0/0/", "nothing/"])
def test_other_addresses_are_not(routes: IRoutesMapper, path: str) -> None:
    assert route_of(routes, path) is None
