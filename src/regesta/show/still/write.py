"""Write the site as files: every page that a reader can come to, asked of the site itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import Path
from urllib.parse import quote

from msgspec import Struct

from regesta.build.pool import usable_cores
from regesta.errors import WrongUse
from regesta.keep.archive import Archive
from regesta.search.embedded import EmbeddedIndex
from regesta.show.addresses import entity_address, record_address
from regesta.show.site.language import LANGUAGES
from regesta.show.site.library import Reading
from regesta.show.site.rendering import environment
from regesta.show.still.crew import open_crew
from regesta.show.still.files import file_of, in_language, know_pages, relink, stands_once
from regesta.show.still.finder import COUNTED, KINDS, Finder
from regesta.show.still.worker import Setup
from regesta.show.wording import wording

MARK = ".regesta-site"
LARGEST_MAP = 50_000
# An archive of fewer records is written before a second process has begun.
FEW = 400


class Written(Struct, frozen=True, kw_only=True):
    """What was written: records, and files in all."""

    records: int
    files: int


def write_site(
    folder: Path,
    out: Path,
    address: str = "",
    *,
    languages: Sequence[str] = LANGUAGES[:1],
    jobs: int | None = None,
) -> Written:
    """Write the archive in `folder` into `out` as readers may see it.

    `address` is where it will stand, with https://; by default that of the settings. Without
    one there is no sitemap. The pages speak the first of `languages`; those in the others
    stand in folders named for them. `jobs` processes write (default: one a core). Raises
    `WrongUse` where `out` holds something else.
    """
    with Archive.open(folder, readers=True) as archive:
        title = archive.title
        address = address.rstrip("/") or archive.settings.addresses.base
        ids = [one.id for one in archive.regests()]
        signposts = _signposts(archive)
    _make_ready(out)
    know_pages(())
    odd = tuple(one for one in map(record_address, ids) if stands_once(one))
    know_pages(odd)
    setup = Setup(archive=folder, out=out, site=address, languages=tuple(languages), odd_pages=odd)
    starts = [
        in_language(start, language, languages[0])
        for language in languages
        for start in ("/", *map(record_address, ids))
    ]
    starts += signposts
    finder = Finder()
    with open_crew(setup, jobs or (1 if len(ids) < FEW else usable_cores())) as crew:
        pages = crew.write(starts, ids, finder)
    finder.write(out)
    for language in languages:
        _write_search(out, title, language, setup.languages)
    _write_ours(out)
    _write_maps(out, address, pages)
    return Written(records=len(ids), files=sum(1 for path in out.rglob("*") if path.is_file()))


def _signposts(archive: Archive) -> list[str]:
    """Return the addresses at which something stood, and which lead on to where it stands now."""
    moved = Reading(archive, EmbeddedIndex).moved
    members = (pair for kind in KINDS for pair in archive.entity_members(kind))
    return [
        *(record_address(old) for old in moved),
        *(entity_address(one) for one, entity in members if one != entity),
    ]


def _write_ours(out: Path) -> None:
    """Write the style sheets and scripts."""
    folder = out / "static"
    folder.mkdir(exist_ok=True)
    for file in (resources.files("regesta.show") / "static").iterdir():
        (folder / file.name).write_bytes(file.read_bytes())


def _make_ready(out: Path) -> None:
    """Empty a folder that an earlier site was written to; refuse one that holds anything else."""
    if out.exists() and not out.is_dir():
        raise WrongUse(f"{out} is not a folder.", way_out="Name a new folder for the site.")
    if out.is_dir() and any(out.iterdir()):
        if not (out / MARK).is_file():
            raise WrongUse(
                f"{out} holds something else than a site of ours.",
                way_out="Name a new folder for the site.",
            )
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)
    (out / MARK).write_text("Written by regesta site; removed when it is written again.\n")


def _write_search(out: Path, title: str, language: str, languages: tuple[str, ...]) -> None:
    words = wording(language)
    main = languages[0]
    spoken = {
        "which": languages.index(language),
        "results": words.say("search.results"),
        "all": words.say("search.results_all"),
        "none": words.say("search.none"),
        "undated": words.say("record.undated"),
        "remove": words.say("search.remove"),
        "more": words.say("search.more"),
        "first": words.say("still.first"),
        "genres": words.section("genre"),
        "decade": words.say("dates.decade"),
        "facets": [[facet, words.say(f"facet.{facet}")] for facet in COUNTED],
    }
    others = [(tag, wording(tag).say("site.own_name")) for tag in languages if tag != language]
    markup = (
        environment(language)
        .get_template("still_search.html")
        .render(
            archive_title=title,
            title=words.say("search.title"),
            path="/search",
            here="/search",
            canonical="",
            base="",
            still=languages,
            other_languages=others,
            asked_pairs=[],
            visitor=None,
            has_door=False,
            spoken=spoken,
        )
    ).replace("<html ", '<html class="still" ', 1)
    name = file_of(in_language("/search", language, main))
    (out / name).write_text(
        relink(name, markup, lambda address: None, language, main), encoding="utf-8"
    )


def _write_maps(out: Path, site: str, pages: list[str]) -> None:
    """Write robots.txt and, where the site's address is known, the sitemap in parts."""
    lines = ["User-agent: *", "Allow: /"]
    if site:
        for number, part in enumerate(_parts(pages)):
            name = f"sitemap-{number}.txt"
            (out / name).write_text(
                "".join(f"{site}/{quote(page)}\n" for page in part), encoding="utf-8"
            )
            lines.append(f"Sitemap: {site}/{name}")
    (out / "robots.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _parts(pages: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(pages), LARGEST_MAP):
        yield pages[start : start + LARGEST_MAP]
