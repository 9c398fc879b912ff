"""Evaluation: experts, panels, tasks, score cards, and the verdict the director confirms."""
