"""No service on the internet is asked for this machine's address."""

from streamlit import net_util


def ask_nobody_for_addresses() -> None:
    """Keep Streamlit from asking a service on the internet for this machine's address.

    It does so for a line in the log at its start, and again, waiting, whenever a page of another
    origin asks for a connection. "" stands for an address that is known and never anybody's.
    """
    net_util._external_ip = ""
