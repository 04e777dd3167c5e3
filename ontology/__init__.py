"""The ontology: Turtle modules edited by hand, and the vocabulary that is read from them."""
