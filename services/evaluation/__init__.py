"""Evaluation: experts, panels, tasks, score cards, the chapter's vote, and the verdict."""
