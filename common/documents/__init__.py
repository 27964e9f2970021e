"""Documents as offices hand them out, in the layout of GB/T 9704-2012: as .docx and as a page to
print. A document is made of what the API shows to whoever asks, and of nothing more
(docs/decisions/0035)."""
