"""The web face of co-signing: a member joins a proposal, or takes that back."""

from fastapi import Response

from runtime.web.routes import Router
from services.topics.access import CoSigner
from services.topics.signature import commands as c

router = Router(prefix="/signatures", tags=["proposals"])


@router.post("", status_code=201)
async def sign(command: c.SignProposal, submit: CoSigner) -> Response:
    """Join a proposal to which you are invited, in your own name."""
    return await submit.create(command)


@router.post("/withdrawals", status_code=201)
async def withdraw(command: c.WithdrawSignature, submit: CoSigner) -> Response:
    """Take back your signature, however it came under the proposal."""
    return await submit.create(command)
