"""Synthetic article streams with known truth: events, copies, contradictions, expectations and blocs.

``python -m evals.synthetic --seed 7 --articles 600 --out runs/stream`` writes ``articles.jsonl`` (what the program
reads) and ``truth.json`` (what it should find). All acts are invented.
"""
