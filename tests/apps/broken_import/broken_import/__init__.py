"""An app whose author forgot to install something."""

raise AssertionError("the moon is in the wrong phase")
