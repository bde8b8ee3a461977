"""Tests: each name is a claim; what they share is imported from here."""
