"""Where does the demo's bank come from? `make_bank` writes it."""

from lookthrough.ingest.demo.bank import DemoBank, make_bank
from lookthrough.ingest.demo.faults import BadRow

__all__ = ["BadRow", "DemoBank", "make_bank"]
