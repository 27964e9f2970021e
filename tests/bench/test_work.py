"""The ledgers that benchmarks fill by themselves hold events as they are today."""

from runtime.envelope import GENESIS
from services.topics.wiring import TOPICS
from tests.bench.work import recorded, requests


def test_a_topic_of_the_benchmarks_is_one_of_today() -> None:
    wish = next(requests())
    made = recorded(wish, 1, 1, GENESIS)

    assert TOPICS.project(made.type, made.body)
    assert made.matter == wish.key
