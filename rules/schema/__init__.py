"""The rule language as a JSON Schema, made of the rule model and the ontology, for editors."""
