"""The compiled knowledge base: built from the sources, searched, asked."""
