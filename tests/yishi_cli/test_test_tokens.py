"""The issuer of the tests is taken for a real one, and its bad tokens are found out."""

import pytest

from runtime.web.auth import NotAuthenticated, Tokens
from tests.support.tokens import Issuer


@pytest.fixture
def tokens(issuer: Issuer) -> Tokens:
    return Tokens(issuer.url, issuer.audience, issuer.jwks_url)


async def test_a_good_token_names_actor_and_offices(issuer: Issuer, tokens: Tokens) -> None:
    actor = await tokens.actor(
        issuer.token("wei", ("clerk", "620123109"), ("department", "620123", "yz-transport"))
    )
    assert actor.id == "wei"
    assert [grant.scope for grant in actor.grants] == ["620123109", "620123"]
    assert actor.grants[1].body == "yz-transport"


@pytest.mark.parametrize(
    ("overrides", "rule"),
    [
        ({"exp": 1}, "token-expired"),
        ({"aud": "elsewhere"}, "token-audience"),
        ({"iss": "http://elsewhere"}, "token-invalid"),
        ({"sub": None}, "token-invalid"),
        ({"exp": None}, "token-invalid"),
        ({"yishi": "everything"}, "token-invalid"),
        ({"kid": "unknown"}, "token-invalid"),
        ({"algorithm": "HS256", "key": "x" * 32}, "token-invalid"),
    ],
)
async def test_bad_tokens(
    issuer: Issuer, tokens: Tokens, overrides: dict[str, object], rule: str
) -> None:
    with pytest.raises(NotAuthenticated) as refusal:
        await tokens.actor(issuer.token("wei", ("clerk", "620123109"), **overrides))
    assert refusal.value.rule == rule


async def test_a_token_of_somebody_elses_key(issuer: Issuer, tokens: Tokens) -> None:
    with Issuer() as stranger:
        forged = stranger.token("wei", ("operator", ""), iss=issuer.url, kid=issuer._kid)
    with pytest.raises(NotAuthenticated):
        await tokens.actor(forged)
