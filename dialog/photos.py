"""A photo at the question that asks for one; anywhere else it is something we cannot read."""

from dataclasses import replace

from dialog.answering import asked, judge
from dialog.asking import ask_again
from dialog.flow import Problem
from dialog.session import Say, Turn
from dialog.turns import Scene, first, say
from dialog.wire import Kind, Photo

KIND = "gambar"
"""The kind of answer that is a photo: the name it is kept by."""
ALBUM = "salah/gambar_beberapa"
"""Said once: an album comes as one message for each of its photos."""


def photographed(scene: Scene, kind: Kind, photo: Photo | None) -> Turn | None:
    """The turn at a question that asks for a photo; nothing anywhere else."""
    form, asking = scene.form(), asked(scene)
    if form is None or asking is None or asking.question.kind != KIND:
        return None
    if kind == "document":
        return first(ask_again(scene, form), Say("salah/gambar_berkas"))
    if kind != "photo":
        return None
    sent = replace(asking, photo=photo or Photo(fault="unreachable"))
    reading = scene.book.readers[KIND]("", sent)
    if reading == Problem(ALBUM) and ALBUM in scene.session.last.split():
        return say(scene)
    return judge(scene, form, asking.question, reading)
