"""Who is the same organisation: cleaning, candidates, evidence, verdicts."""
