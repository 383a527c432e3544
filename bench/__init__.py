"""Measures the bot beside stated baselines: `python -m bench`, see docs/performance.md."""
