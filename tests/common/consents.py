"""Who consents in the tests of all services: the body of the unit's own level, to everything."""

from contracts.consents import Chain, Consents, ConsentStep, Thing

CONSENTED = ConsentStep(code="consent", chinese="同意", english="consented")
CONSENTS = Consents(chains=tuple(Chain(what=each, steps=(CONSENTED,)) for each in Thing))
NAMED = {"step": CONSENTED.code, "word": CONSENTED.chinese}
"""How the event of that step names it."""
