"""The knowledge as a static site: a page for every term, rule and past case, and search; docs/site.md."""
