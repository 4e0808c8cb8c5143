"""An XML document read as the same values as JSON: children by name, repeated ones as lists; a DTD is refused."""

from __future__ import annotations

import xml.sax.handler
import xml.sax.xmlreader
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax import SAXParseException

from importers.read.json_document import JsonDocument, JsonItem, check_size, too_many
from importers.read.limits import JSON_BYTES, JSON_DEPTH, JSON_ITEMS, LINE, XML_TOKEN
from kb.problems import FileRefused
from kb.words import number

_PIECE = 64 * 1024


@dataclass
class _Open:
    """An element that is being read."""

    name: str
    line: int
    members: dict[str, Any] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)

    @property
    def value(self) -> Any:
        return self.members or "".join(self.text).strip()


class _Reader(xml.sax.handler.ContentHandler):
    """Builds the values as they come; the lines of the elements under `root` are kept."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self.file, self.open, self.lines = file, [_Open("", 0)], dict[str, list[int]]()
        self.seen = self.written = self.items = 0
        self.place: xml.sax.xmlreader.Locator | None = None

    def setDocumentLocator(self, locator: xml.sax.xmlreader.Locator) -> None:
        self.place = locator

    def startElement(self, name: str, attrs: object) -> None:
        self.seen += 1
        self.written = 0
        line = self.place.getLineNumber() if self.place else None
        if len(self.open) > JSON_DEPTH:
            said = f"{self.file}, ligne {line} : plus de {JSON_DEPTH} éléments l'un dans l'autre. Simplifiez le document."
            raise FileRefused("JSON_DEPTH", said)
        self.items += len(self.open) == 2
        if self.items > JSON_ITEMS:
            raise too_many(self.file)
        self.open.append(_Open(name.rpartition(":")[2], line or 0))

    def characters(self, content: str) -> None:
        self.seen += 1
        self.written += len(content)
        if self.written > LINE:
            said = f"{self.file} : un texte compte plus de {number(LINE)} caractères. Raccourcissez-le."
            raise FileRefused("FIELD_TOO_LONG", said)
        self.open[-1].text.append(content)

    def endElement(self, name: str) -> None:
        self.seen += 1
        self.written = 0
        done = self.open.pop()
        members = self.open[-1].members
        if len(self.open) == 2:
            self.lines.setdefault(done.name, []).append(done.line)
        if done.name not in members:
            members[done.name] = [done.value] if len(self.open) == 2 else done.value
        elif isinstance(members[done.name], list):
            members[done.name].append(done.value)
        else:
            members[done.name] = [members[done.name], done.value]


class XmlDocument(JsonDocument):
    """An XML document whose root holds lists of elements."""

    def items(self, *keys: str) -> list[JsonItem]:
        """Return the elements under the root, in the order of their names: an XML document has no other list."""
        return self._lines


def _parse(path: Path, reader: _Reader, parser: Any) -> None:
    """Read a document piece by piece: a tag that never ends would be read again from its start at each piece."""
    parser.forbid_dtd = True
    parser.setContentHandler(reader)
    reader.setDocumentLocator(parser)
    parser.setErrorHandler(xml.sax.handler.ErrorHandler())
    waited = 0
    with path.open("rb") as source:
        while piece := source.read(_PIECE):
            seen = reader.seen
            parser.feed(piece)
            waited = 0 if reader.seen > seen else waited + len(piece)
            if waited > XML_TOKEN:
                said = f"{path.name} : une balise ou un commentaire de plus de {XML_TOKEN // 1_048_576} Mo. Redemandez le fichier à son auteur."
                raise FileRefused("XML_SYNTAX", said)
    parser.close()


def read_xml(path: Path) -> XmlDocument:
    """Return an XML document as values; refuse a DTD, a broken file, and one too large or too deep.

    Raises `FileRefused(code, French message)` with the line.
    """
    import defusedxml
    import defusedxml.sax

    if path.stat().st_size > JSON_BYTES:
        said = f"{path.name} dépasse {JSON_BYTES // 1_048_576} Mo : importez-le en plusieurs fichiers."
        raise FileRefused("FILE_TOO_LARGE", said)
    reader = _Reader(path.name)
    try:
        _parse(path, reader, defusedxml.sax.make_parser())
    except defusedxml.DefusedXmlException as error:
        said = f"{path.name} contient une déclaration DTD : refusé. Redemandez le fichier à son auteur."
        raise FileRefused("XML_DTD", said) from error
    except SAXParseException as error:
        said = (f"{path.name}, ligne {error.getLineNumber()}, colonne {error.getColumnNumber()} : XML mal formé "
                f"({error.getMessage()}). Le fichier semble coupé ou abîmé : téléchargez-le de nouveau.")  # fmt: skip
        raise FileRefused("XML_SYNTAX", said) from error
    except (LookupError, ValueError) as error:
        # An encoding that Python or the parser does not know.
        said = f"{path.name} annonce un encodage inconnu ({error}) : enregistrez-le en UTF-8."
        raise FileRefused("ENCODING_UNKNOWN", said) from error
    document = XmlDocument(path.name, "xml", reader.open[0].members, "utf-8")
    (root,) = reader.open[0].members.values()
    for name, elements in root.items() if isinstance(root, dict) else ():
        check_size(path.name, elements)
        for index, (element, line) in enumerate(zip(elements, reader.lines.get(name, ()), strict=True)):
            document._lines.append(document._item(f"{name}[{index}]", index, line, element))
    return document
