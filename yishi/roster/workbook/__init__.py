"""Workbooks as offices send them, read row by row."""

import os

# Where lxml is installed too, openpyxl would take it, and not what refuses entities (defusedxml).
os.environ["OPENPYXL_LXML"] = "False"
