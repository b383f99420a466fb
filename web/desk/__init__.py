"""The Desk: the inbox, tickets with drafts and their evidence, replies."""

from web.desk.forms import CHANNELS, Channel, digest
from web.desk.pages import DeskPages

__all__ = ["CHANNELS", "Channel", "DeskPages", "digest"]
