"""The one exception of the site engine."""


class SiteError(Exception):
    """Something the user can mend, said in one line; the command line shows it without a traceback."""

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))

    @property
    def message(self) -> str:
        """The line to show."""
        return str(self)


def in_words(error: BaseException) -> str:
    """What another program's exception says, without the name of its class, which says nothing to those who read it."""
    text = " ".join(str(error).split())
    if isinstance(error, LookupError):
        return f"it looks for {text or 'something'}, which is not there"
    if isinstance(error, RecursionError):
        return "it calls itself without end"
    if isinstance(error, MemoryError):
        return "it takes more memory than there is"
    return text or "it does not say why"
