"""kbctl: an expert system and knowledge graph for ERP implementations at manufacturers."""

__version__ = "0.1.0"
