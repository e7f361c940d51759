"""The tiny format of the tests of builds, for faults that must be tried often; a real browser."""

from tests.build.conftest import folder, give_contents, give_write, stages
from tests.show.conftest import browser, serve

__all__ = ["browser", "folder", "give_contents", "give_write", "serve", "stages"]
