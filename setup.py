"""One distribution out of five top-level folders; everything else about it stands in pyproject.toml."""

from setuptools import find_packages, setup

SOURCES = {
    "omeropyr": "omeropyr",
    "omeropyr.plugins": "plugins",
    "omeropyr.templates": "templates",
    "omeropyr.static": "static",
    "omeropyr.config": "config",
}


def packages() -> list[str]:
    exclude = ["node_modules*", "src*", "dist*"]
    return [
        name
        for root, folder in SOURCES.items()
        for name in [root, *(f"{root}.{p}" for p in find_packages(folder, exclude))]
    ]


setup(
    packages=packages(),
    package_dir=SOURCES,
    package_data={
        "omeropyr": ["py.typed", "gateway/embedded/migrations/*.mako"],
        "omeropyr.plugins": ["*/templates/**/*", "*/static/**/*"],
        "omeropyr.templates": ["**/*.jinja2"],
        "omeropyr.static": ["dist/**/*", "dist/.vite/*"],
        "omeropyr.config": ["*.ini"],
    },
)
