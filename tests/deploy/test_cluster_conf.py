"""Three servers as deploy/README.md says: they come together, and the tools know all of them."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from runtime.carrying import jetstream
from runtime.carrying.jetstream import stream_end, stream_name
from runtime.settings import DECIDING
from tests.deploy.composed import DEPLOY
from tests.deploy.test_nats_conf import environment
from tests.support.cluster import Cluster, Node
from tests.support.streams import eventually
from yishi.commands import streams
from yishi.departments.register import keep
from yishi.doctor import nats_server
from yishi.doctor.streams import copies

pytestmark = [pytest.mark.servers, pytest.mark.timeout(120)]


def as_the_readme_says(node: Node) -> str:
    """nats.conf with a name of its own and the block for all three, on this machine's ports."""
    readme, conf = (DEPLOY / "README.md").read_text(), (DEPLOY / "nats.conf").read_text()
    [block] = re.findall(r"```\n(cluster \{.*?\n\})\n```", readme, re.DOTALL)
    routes = node.routes
    for number, port in enumerate(routes.values(), start=1):
        assert f"@nats-{number}:6222" in block
        block = block.replace(f"@nats-{number}:6222", f"@127.0.0.1:{port}")
    for written, meant in (
        ("server_name: yishi", f"server_name: {node.server_name}"),
        ('"0.0.0.0:4222"', f'"127.0.0.1:{node.port}"'),
        ('"0.0.0.0:8222"', f'"127.0.0.1:{node.http_port}"'),
        ('"/data/jetstream"', f'"{node.store_dir}"'),
    ):
        assert conf.count(written) == 1
        conf = conf.replace(written, meant)
    assert '"0.0.0.0:6222"' in block
    keep({"YISHI_DEPARTMENTS": str(node.data_dir / "departments" / "departments.json")}, [])
    own = f'"127.0.0.1:{routes[node.server_name]}"'
    return conf + block.replace('"0.0.0.0:6222"', own)


@pytest.fixture
def three(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path, as_the_readme_says, environment())
    with cluster:
        monkeypatch.setenv("YISHI_NATS_URL", cluster.url)
        monkeypatch.setenv("YISHI_STREAM_REPLICAS", "3")
        monitors = ",".join(node.monitor_url for node in cluster.nodes)
        monkeypatch.setenv("YISHI_NATS_MONITOR_URL", monitors)
        yield cluster


async def test_the_operator_s_tools_know_three_servers(three: Cluster) -> None:
    password = environment()["YISHI_DEPLOY_NATS_PASSWORD"].strip('"')
    deploy = await jetstream.connect(three.url, "deploy", password)
    try:
        assert await streams.declare(deploy) == 0
        assert await streams.declare(deploy) == 0  # as often as one likes
        for name in DECIDING:
            end = await stream_end(deploy, stream_name(name))
            assert end is not None
            assert end.config["num_replicas"] == 3

        async def content() -> bool:
            return not await said(deploy)

        await eventually(content, "the doctor finds nothing")
        leader = await three.leader(deploy, "TOPICS")
        away = next(node for node in three.nodes if node is not leader)
        away.kill()
        told = await eventually(lambda: said(deploy), "the doctor sees who is away")
        assert any(f"does not answer at {away.monitor_url}" in each for each in told), told

        async def named() -> bool:
            return f"TOPICS: the copy on {away.server_name} is not up to date" in " ".join(
                await said(deploy)
            )

        await eventually(named, "the doctor names the copy")
        shutil.rmtree(away.store_dir)  # as for a damaged disk
        away.start()
        await eventually(content, "the two others have filled it")
    finally:
        await deploy.close()


async def said(client: jetstream.Client) -> list[str]:
    """What the doctor does not find good of servers and copies."""
    found = [each async for each in nats_server.servers()]
    for name in DECIDING:
        found += [each async for each in copies(client, stream_name(name))]
    return [sentence for grade, sentence in found if grade != "GOOD"]
