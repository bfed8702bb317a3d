"""Projects, datasets, plates and wells."""

from __future__ import annotations

from .address import Address, Group, Parameter


def _address(name: str, path: str, returns: str, example: str, *parameters: Parameter) -> Address:
    return Address(name=name, path=path, returns=returns, example=example, parameters=parameters)


CONTAINERS = Group(
    "containers",
    "Projects, datasets, plates and wells, and what is in them.",
    (
        _address("proj_list", "proj/list/", "every project: id, name, description", "proj/list/"),
        _address("proj_detail", "proj/{project:[0-9]+}/detail/", "a project", "proj/1/detail/"),
        _address(
            "proj_children",
            "proj/{project:[0-9]+}/children/",
            "the datasets of a project by name, with the number of their images",
            "proj/1/children/",
        ),
        _address("dataset_detail", "dataset/{dataset:[0-9]+}/detail/", "a dataset", "dataset/1/detail/"),
        _address(
            "dataset_children",
            "dataset/{dataset:[0-9]+}/children/",
            "the images of a dataset by name",
            "dataset/1/children/?tiled=1",
            Parameter("tiled", "anything, to be told the size of each image too"),
        ),
        _address(
            "search",
            "search/",
            "what a search finds, best first",
            "search/?text=cells&ctx=imgs&limit=10",
            Parameter("text", "words, phrases and filters"),
            Parameter("ctx", "`imgs`: images alone; otherwise projects and datasets too"),
            Parameter("author", "whose they are"),
            Parameter("start, limit", "which of them, counted from 0; 0 is as many as possible"),
            Parameter("parents", "anything, to be told what they are in"),
            Parameter("grabData, key", "anything, with `ctx=imgs`: what `imgData` says, or one part of it"),
        ),
        _address(
            "plate",
            "plate/{plate:[0-9]+}/{field:(?:[0-9]+/){0,2}}",
            "the grid of a plate with an image of each well; the numbers are the field, counted from 0, and the run",
            "plate/1/0/?layout=shrink&size=96",
            Parameter("layout", "`expand`: as plates are sold; `trim`: to the last well; `shrink`: only what is used"),
            Parameter("size", "longest side of the thumbnails in `thumb_url`, in pixels"),
        ),
        _address("wellData", "wellData/{well:[0-9]+}/", "the first image of a well", "wellData/1/"),
        _address(
            "well_children",
            "well/{well:[0-9]+}/children/",
            "the images of a well, with their places in it",
            "well/1/children/?run=1",
            Parameter("run", "a run: without the images of other runs"),
        ),
    ),
)
