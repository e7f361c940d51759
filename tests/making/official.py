"""The schemas that the standards' keepers publish, as the package eulxml carries them.

It has MODS 3.4 and XLink (Library of Congress), EAD 2002 (Society of American Archivists) and the
container of Dublin Core in OAI-PMH. Only these files of it are used; its code is not run.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

_ELEMENTS = Path(__file__).parent.parent / "show" / "schemas" / "dc.xsd"
# What the schemas take from the namespace of XML itself, as XML 1.0 defines it.
_XML = b"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
    targetNamespace="http://www.w3.org/XML/1998/namespace">
  <xs:attribute name="lang" type="xs:language"/>
  <xs:attribute name="base" type="xs:anyURI"/>
</xs:schema>"""


class _Here(etree.Resolver):
    """Gives a schema the others that it names, from this disk; no host is asked."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def resolve(self, system_url: str, public_id: str, *context: Any) -> Any:
        name = system_url.rpartition("/")[2]
        here: Any = self  # whose methods the stubs do not know
        if name == "xml.xsd":
            return here.resolve_string(_XML, *context)
        if name == "simpledc20021212.xsd":
            return here.resolve_filename(str(_ELEMENTS), *context)
        return here.resolve_filename(str(self._folder / name), *context)


def official_schema(name: str) -> etree.XMLSchema:
    """One of the schemas: "mods-3-4.xsd", "ead.xsd", "oai_dc.xsd"; skips where there is none."""
    found = find_spec("eulxml")
    if found is None or not found.submodule_search_locations:
        pytest.skip("eulxml, which carries the official schemas, is not installed")
    folder = Path(found.submodule_search_locations[0]) / "schema_data"
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Here(folder))
    return etree.XMLSchema(etree.parse(folder / name, parser))
