"""The tiny format and stages of the tests of builds, for faults that must be tried often."""

from tests.build.conftest import (
    folder,
    give_contents,
    give_write,
    stages,
)

__all__ = ["folder", "give_contents", "give_write", "stages"]
