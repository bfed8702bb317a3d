"""The web layer every app stands on: tweens, derivers, predicates, renderers, error pages, assets."""
