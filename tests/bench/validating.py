"""A FastAPI app that does nothing with a command but validate it: `python -m … PORT`."""

import sys

import uvicorn
import uvloop
from fastapi import FastAPI, Response

from services.topics.topic.commands import ProposeTopic

app = FastAPI()


@app.post("/topics", status_code=201)
async def propose(command: ProposeTopic) -> Response:
    return Response(status_code=201)


if __name__ == "__main__":
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        log_config=None,
        access_log=False,
        server_header=False,
    )
    uvloop.run(uvicorn.Server(config).serve())
