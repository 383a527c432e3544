"""A form as a drawing (Mermaid): which question follows which, under which condition."""

from collections.abc import Iterator, Mapping

from dialog.flow import Form, Question

Ends = list[str]
"""Questions whose arrow has not arrived yet."""


def mermaid(form: Form, words: Mapping[str, str]) -> str:
    """The text of the diagram. `words`: start, review and end as people call them."""
    return "\n".join(["flowchart TD", *(f"    {line}" for line in _lines(form, words))])


def _lines(form: Form, words: Mapping[str, str]) -> Iterator[str]:
    yield f"start([{_quoted(form.title)}])"
    ends: Ends = ["start"]
    for number, question in enumerate(form.questions, start=1):
        node = f"q{number}"
        yield f"{node}[{_quoted(f'{number}. {question.label}')}]"
        yield from _arrows(ends, node, _condition(question.only_if))
        ends = [node, *(ends if question.only_if else [])]
        yield from _way_out(form, question, node)
    yield from _finish(form, ends, words)
    if form.ends_if:
        yield f"stop([{_quoted(words['berhenti'])}])"


def _way_out(form: Form, question: Question, node: str) -> Iterator[str]:
    if values := form.ends_if.get(question.field):
        yield from _arrows([node], "stop", ", ".join(sorted(values)))


def _finish(form: Form, ends: Ends, words: Mapping[str, str]) -> Iterator[str]:
    if form.review:
        yield f"review{{{{{_quoted(words['periksa'])}}}}}"
        yield from _arrows(ends, "review", "")
        ends = ["review"]
    yield f"done([{_quoted(words['selesai'])}])"
    yield from _arrows(ends, "done", "")


def _arrows(ends: Ends, node: str, label: str) -> Iterator[str]:
    for start in ends:
        yield f"{start} -->|{_quoted(label)}| {node}" if label else f"{start} --> {node}"


def _condition(only_if: Mapping[str, frozenset[str]]) -> str:
    return "; ".join(f"{field} = {', '.join(sorted(some))}" for field, some in only_if.items())


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "#quot;") + '"'
