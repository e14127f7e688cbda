"""The one exception of the site engine."""


class SiteError(Exception):
    """Something the user can mend, said in one line; the command line shows it without a traceback."""

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))

    @property
    def message(self) -> str:
        """The line to show."""
        return str(self)
