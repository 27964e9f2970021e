"""The tests. Workbooks are read and written as where no lxml is, which only reads .docx again."""

import os

os.environ["OPENPYXL_LXML"] = "False"
