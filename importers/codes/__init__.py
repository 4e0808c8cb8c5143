"""Labels of public codes: communes of the Métropole de Lyon (COG 2026, INSEE), size bands and legal categories (SIRENE)."""
