"""The form in which an officer drafts a campaign: how its answers are read, and what it ends in."""

from collections.abc import Mapping, Sequence
from datetime import date

from dialog import photos
from dialog.audience import NAME, SEGMENT, Known, Wrong, parse
from dialog.choices import pilihan
from dialog.effects import DraftCampaign
from dialog.flow import Accepted, Answers, Asking, Option, Problem, Reader, Reading
from dialog.session import Ending, Person
from dialog.typed import straighten
from messages import campaign_text
from messages.campaign_reasons import sentence
from messages.catalog import Catalog
from pictures.photo import LARGEST
from storage.audience import STATUSES

FORM = "siaran"
NO_PICTURE = "none"
_PHOTO_FAULTS = {
    "too_large": Problem("salah/gambar_besar", {"mb": LARGEST >> 20}),
    "not_a_picture": Problem("salah/gambar_rusak"),
    "several": Problem(photos.ALBUM),
    "unreachable": Problem("salah/gambar_belum_terambil"),
}


def occupations(catalog: Catalog) -> Sequence[Option]:
    """The occupations of the registration form; none where there is no such form."""
    form = catalog.forms.get("daftar")
    questions = form.questions if form else ()
    return next((one.options for one in questions if one.field == "occupation"), ())


def known_values(catalog: Catalog) -> Known:
    """The values an audience expression may name here."""
    places = catalog.places
    villages = (place.code for inside in places.villages.values() for place in inside)
    return Known(
        {
            "area": {places.code, *(place.code for place in places.districts), *villages},
            "occupation": {option.value for option in occupations(catalog)},
            "status": set(STATUSES),
            "channel": {"telegram", "whatsapp", "web"},
        }
    )


def readers(catalog: Catalog) -> Mapping[str, Reader]:
    """The kinds of answers that only this form asks for."""
    known = known_values(catalog)

    def audience(text: str, _: Asking) -> Reading:
        found = parse(straighten(text), known)
        if not isinstance(found, Wrong):
            return Accepted(" ".join(straighten(text).split()))
        why = sentence(f"audience_{found.problem}", found.part, found.known)
        return Problem("salah/siaran_syarat", {"sebab": why})

    return {"pesan": message, photos.KIND: picture, "penerima": audience, "segmen": segment}


def message(text: str, asking: Asking) -> Reading:
    """Several lines, with variables; what is wrong with them is told at once."""
    pictured = asking.answers.get("picture", NO_PICTURE) != NO_PICTURE
    if found := campaign_text.flaw(text, pictured):
        why = sentence(f"text_{found.problem}", found.part)
        return Problem("salah/siaran_pesan", {"sebab": why})
    return Accepted(text.strip())


def picture(text: str, asking: Asking) -> Reading:
    """A photo that was sent, or in words that there is to be none."""
    if asking.photo is None:
        picked = pilihan(text, asking)
        return picked if isinstance(picked, Accepted) else Problem("salah/gambar_bukan_foto")
    if asking.photo.fault:
        return _PHOTO_FAULTS[asking.photo.fault]
    if campaign_text.flaw(asking.answers.get("message", ""), pictured=True):
        return Problem("salah/gambar_pesan_panjang", {"maks": campaign_text.CAPTION})
    return Accepted(asking.photo.name)


def segment(text: str, _: Asking) -> Reading:
    """The name of a saved audience: one word, so that an expression can hold it."""
    name = "-".join(straighten(text).lower().split())
    return Accepted(name) if NAME.fullmatch(name) else Problem("salah/siaran_segmen")


def finish(answers: Answers, _: Person, __: date) -> Ending:
    wanted = {
        "all": "all",
        "district": f"area={answers.get('district', '')}",
        "job": f"occupation={answers.get('job', '')}",
        "segment": f"{SEGMENT}={answers.get('segment', '')}",
        "expression": answers.get("expression", ""),
    }
    picture = answers.get("picture", NO_PICTURE)
    draft = DraftCampaign(
        answers["message"], wanted[answers["who"]], answers.get("day", ""),
        int(answers.get("hour", "9")), answers["repeat"],
        answers.get("list") == "grows", answers.get("keep", ""),
        "" if picture == NO_PICTURE else picture, answers,
    )  # fmt: skip
    return Ending(effects=(draft,))
