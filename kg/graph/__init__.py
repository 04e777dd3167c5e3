"""The knowledge graph as a person looks at it: a term, its neighbours and paths, its quality, its changes."""
