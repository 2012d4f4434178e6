"""What a class is told when something is not possible: one sentence each."""


class RefusedError(Exception):
    """Something that was asked for is not possible; the message is for pupils and teachers."""


class UnknownRoomError(RefusedError):
    """There is no room with this code, or it has ended."""

    def __init__(self) -> None:
        super().__init__("There is no class with this code now. Look at the four letters again.")


class ClosedError(RefusedError):
    """The teacher has ended the room."""

    def __init__(self) -> None:
        super().__init__("Your teacher has ended this class.")


class FullError(RefusedError):
    """A limit of numbers is reached."""


class LateError(RefusedError):
    """The round that an answer or a drawing belongs to is over."""

    def __init__(self) -> None:
        super().__init__("This round is over: what you sent came too late.")


class StrangerError(RefusedError):
    """Somebody who has not joined, or who is not the teacher."""

    def __init__(self) -> None:
        super().__init__("This browser is not in the class. Open the class's link again.")


class TooFastError(RefusedError):
    """Too many attempts in too short a time."""


class StoreAwayError(RefusedError):
    """The place where rooms are kept does not answer."""

    def __init__(self) -> None:
        super().__init__(
            "The server cannot reach the place where classes are kept. Try again in a moment: "
            "what was sent before is kept."
        )
