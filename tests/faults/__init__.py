"""Faults on the real servers, and an auditor's word after each (docs/guides/operator.md)."""
