"""A progress callback that keeps what it is called with."""

from embeddings.progress import Event


class Heard(list):
    """The events of one kind, or without a kind the texts of all events."""

    def __init__(self, kind: type[Event] | None = None) -> None:
        super().__init__()
        self._kind = kind

    def __call__(self, event: Event) -> None:
        """Keep an event."""
        if self._kind is None:
            self.append(str(event))
        elif isinstance(event, self._kind):
            self.append(event)
