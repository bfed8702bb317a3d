"""Files to keep: originals, rendered images, OME-TIFFs, movies."""

from __future__ import annotations

from .address import IMAGE, PROJECTION, RENDERING, Address, Group, Parameter, image

IMAGES = (
    Parameter("image", "an image; repeated"),
    Parameter("well", "a well whose image is meant; repeated, instead of `image`"),
    Parameter("index", "which field of each well, counted from 0"),
    Parameter("zipname", "what an archive is called"),
)
MAYBE_IMAGE = "{iid:(?:[0-9]+/)?}"

DOWNLOADS = Group(
    "downloads",
    "Files to keep: originals, rendered images, OME-TIFFs, movies. Names survive in every script (RFC 6266); an "
    "archive is written while it is sent and may have any size.",
    (
        Address(
            name="archived_files",
            path=f"archived_files/download/{MAYBE_IMAGE}",
            returns="the original file, with ranges; several files as a ZIP whose length is known before",
            example="archived_files/download/?image=1&image=2&zipname=cells.zip",
            parameters=IMAGES,
        ),
        image(
            "original_file_paths",
            f"original_file_paths/{IMAGE}",
            "where the original files lie in the store, and where they came from",
            "original_file_paths/1/",
        ),
        Address(
            name="download_as",
            path=f"download_as/{MAYBE_IMAGE}",
            returns="a rendered image; several, by their saved settings, as a ZIP",
            example="download_as/1/?format=png&c=1|0:255$FF0000&m=c",
            parameters=(Parameter("format", "`png` (default), `jpeg` or `tif`"), *IMAGES, *RENDERING, PROJECTION),
        ),
        Address(
            name="render_ome_tiff",
            path="render_ome_tiff/{ctx:[^/]+}/{cid:[0-9]+}/",
            returns="an OME-TIFF, or a ZIP of them; `{ctx}` is `i` image, `d` dataset, `p` project or `w` well",
            example="render_ome_tiff/i/1/",
            parameters=(
                Parameter("selection", "of a dataset only these images: `1,2,3`"),
                Parameter("dryrun", "anything: only the number of images that would be exported"),
            ),
        ),
        image(
            "render_movie",
            f"render_movie/{IMAGE}{{axis:[zt]}}/{{pos:[0-9]+}}/",
            "a movie through Z or T at a position, counted from 1, of the other, on black where the image is smaller "
            "than 512 by 512; needs `omeropyr[movie]`",
            "render_movie/1/z/1/?format=webm&fps=10",
            Parameter("format", "`mp4` (default; so are `quicktime`, `mpeg` and `wmv`) or `webm`"),
            Parameter("fps", "frames per second, 4 by default"),
            *RENDERING,
            PROJECTION,
        ),
    ),
)
