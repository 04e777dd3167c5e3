"""Decision tables: overlaps and gaps, sheets that controllers edit, tables of DMN models."""
