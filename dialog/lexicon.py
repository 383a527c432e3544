"""The words by which an answer is told from a question, an order or small talk.

What they are stands in messages/words/, where officers add to them; this is only their shape, and
what a sentence does with them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as default
from functools import cached_property

from dialog.phrases import NONE, Phrases
from dialog.typed import plain, squeeze

_KINDS_OF_PLACE = Phrases(("kecamatan", "kec", "nagari", "nag", "jorong", "kampung", "kampuang"))


@dataclass(frozen=True, slots=True)
class Job:
    """The words for one occupation: those that are enough, and those that only hint at it."""

    sure: Phrases = NONE
    likely: Phrases = NONE


@dataclass(frozen=True)
class Lexicon:
    """Lists of words by what they do in a sentence. An empty list knows nothing."""

    asking: Phrases = NONE  # ask a question wherever they stand
    asking_beside: Phrases = NONE  # ask only beside other words: some people bear them
    asking_first: Phrases = NONE  # begin a question that one of asking_last ends
    asking_last: Phrases = NONE
    doubting: Phrases = NONE
    denying: Phrases = NONE
    unknowing: Phrases = NONE
    refusing: Phrases = NONE
    postponing: Phrases = NONE
    addressing: Phrases = NONE
    oneself: Phrases = NONE
    others: Phrases = NONE
    small_talk: Phrases = NONE
    filling: Phrases = NONE
    yes: Phrases = NONE
    no: Phrases = NONE
    beside_yes_no: Phrases = NONE
    beside_order: Phrases = NONE
    signs_of_yes: frozenset[str] = frozenset()
    signs_of_no: frozenset[str] = frozenset()
    name_lead: Phrases = NONE
    name_nick: Phrases = NONE
    name_full: Phrases = NONE
    name_beside: Phrases = NONE  # begin what is told beside a name
    name_small: Phrases = NONE
    name_capital: Phrases = NONE
    name_clan: Phrases = NONE
    never_name: Phrases = NONE
    everyday: Phrases = NONE
    name_too: Phrases = NONE  # words of a job that people also bear
    jobs: Mapping[str, Job] = default(default_factory=dict[str, Job])
    jobless: Phrases = NONE
    places: Phrases = NONE  # names of the region served and of all places in it
    elsewhere: Phrases = NONE  # names of the neighbouring regencies

    @cached_property
    def around(self) -> Phrases:
        """What stands beside an answer and says nothing."""
        return Phrases.joined((self.addressing, self.oneself, self.small_talk, self.filling))

    @cached_property
    def chatting(self) -> Phrases:
        """What is said for the sake of saying something, yes and no included."""
        return Phrases.joined((self.small_talk, self.filling, self.yes, self.no))

    @cached_property
    def around_name(self) -> Phrases:
        return Phrases.joined((self.around, self.name_lead, self.name_full))

    @cached_property
    def around_order(self) -> Phrases:
        return Phrases.joined((self.around, self.beside_order))

    @cached_property
    def after_order(self) -> Phrases:
        return Phrases.joined((self.around_order, self.asking_last))

    @cached_property
    def yes_or_no(self) -> Mapping[str, Phrases]:
        """The words for yes, those for no, and under "" those beside them that tell nothing; each
        with doubled letters written once, as in `squeeze`."""
        beside = Phrases.joined((self.beside_yes_no, self.around))
        lists = {"ya": self.yes, "tidak": self.no, "": beside}
        return {means: Phrases(map(squeeze, phrases)) for means, phrases in lists.items()}

    @cached_property
    def no_name(self) -> Phrases:
        """A text that is made of these and nothing else is no name."""
        lists = (self.everyday, self.yes, self.no, self.unknowing, self.refusing, self.places)
        jobs = (job.sure for job in self.jobs.values())
        found = (phrase for phrases in (*lists, self.elsewhere, *jobs) for phrase in phrases)
        return Phrases(phrase for phrase in found if phrase not in self.name_too)

    @cached_property
    def somewhere(self) -> Phrases:
        """Where somebody is from: places here and beside, and the words before them."""
        return Phrases.joined((self.places, self.elsewhere, _KINDS_OF_PLACE))

    @cached_property
    def about_person(self) -> Phrases:
        """What is told beside a name, of work or home."""
        jobs = (phrases for job in self.jobs.values() for phrases in (job.sure, job.likely))
        return Phrases.joined((*jobs, self.jobless, self.somewhere))

    @cached_property
    def talking(self) -> Phrases:
        """Words of conversation: never a slip of a word that tells something."""
        lists = (self.around, self.asking, self.asking_beside, self.doubting, self.denying)
        more = (self.unknowing, self.refusing, self.postponing, self.yes, self.no, self.everyday)
        return Phrases.joined((*lists, *more))

    @cached_property
    def plainly(self) -> Phrases:
        """What a yes or a no may be made of, and nothing else."""
        lists = (self.yes, self.no, self.beside_yes_no, self.around, self.refusing)
        return Phrases.joined(lists)

    @cached_property
    def job_words(self) -> frozenset[str]:
        """Every single word of the lists of jobs."""
        lists = (phrases for job in self.jobs.values() for phrases in (job.sure, job.likely))
        return frozenset(word for phrases in lists for phrase in phrases for word in phrase.split())

    def core(self, words: Sequence[str]) -> list[str]:
        """The words that tell something: "Suryadi itu pak" is "suryadi"."""
        return self.around.trimmed(words)

    def order(self, words: Sequence[str]) -> list[str]:
        """The words of an order: "boleh dilewati dulu ndak pak" is "dilewati"."""
        start = self.around_order.between(words).start
        return self.after_order.trimmed_end(words[start:])

    def postpones(self, text: str) -> bool:
        """Whether somebody asks for time: "tunggu sabanta, cari ktp", "hp lowbat, nanti lanjut"."""
        words = self.core(plain(text).split())
        counts = [self.postponing.begins(words, at) for at in range(len(words))]
        begins = bool(counts) and counts[0] > 0
        return (begins or any(count > 1 for count in counts)) and not self.asks(text)

    def asks(self, text: str) -> bool:
        """Whether it looks like a question, as far as the words alone tell."""
        words = plain(text).split()
        if "?" in text or self.asking.within(words):
            return True
        if len(words) > 2 and self.asking_beside.within(words):
            return True
        last = self.addressing.trimmed(words)
        ends = len(last) > 2 and self.asking_last.ends(last) > 0
        return ends and self.asking_first.begins(last) > 0

    def unsettled(self, text: str, words: Sequence[str]) -> bool:
        """Who says this asks, doubts or does not know: what else it holds is no answer yet."""
        lists = (self.asking, self.asking_beside, self.doubting, self.unknowing)
        return "?" in text or any(each.within(words) for each in lists)


EMPTY = Lexicon()
