"""Where a free question is answered, by what it is about."""

from dialog.flow import Book

OUT_OF_SCOPE = "out_of_scope"


def by_topic(book: Book, text: str, guess: bool = True) -> str | None:
    """The page, form or command for the topic of a sentence. What is out of scope has places of
    its own by whose business it is; with `guess` also what has no topic is looked for there."""
    topic = book.understand(text)
    here = book.topics.get(topic.id) if topic else None
    is_outside = guess if topic is None else topic.id == OUT_OF_SCOPE
    return (book.elsewhere(text) if is_outside else None) or here
