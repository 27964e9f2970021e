"""Which event types there are: every class of an event in a module of a service's contract."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterable, Iterator
from types import ModuleType

import contracts
from contracts.event import Event


def event_types() -> dict[str, type[Event]]:
    """Every published event type by its CloudEvents type, in alphabetical order. What others are
    derived from is no type itself.

    Events in a module beside the services' packages, such as `contracts.operations`, are recorded
    by every service under its own name.
    """
    found: dict[str, type[Event]] = {}
    packages = [each.name for each in pkgutil.iter_modules(contracts.__path__) if each.ispkg]
    for module in list(_modules()):
        own = module.__name__.split(".")[1]
        for event in _events_in(module):
            for service in [own] if own in packages else packages:
                name = f"yishi.{service}.{event.__name__}"
                twin = found.setdefault(name, event)
                if twin is not event:
                    raise ValueError(
                        f"{name} is defined in {twin.__module__} and in {event.__module__}. "
                        "An event type has one meaning: rename one of them."
                    )
    return dict(sorted(found.items()))


def service_of(type_name: str) -> str:
    """`topics` for `yishi.topics.TopicProposed`."""
    return type_name.split(".")[1]


def short(type_name: str) -> str:
    """`topics.TopicProposed`: what files and channels are called."""
    return type_name.removeprefix("yishi.")


def services(events: Iterable[str]) -> list[str]:
    """The services that publish these event types."""
    return sorted({service_of(name) for name in events})


def _events_in(module: ModuleType) -> list[type[Event]]:
    found = {each for _, each in inspect.getmembers(module, inspect.isclass)}
    return [
        each
        for each in found
        if issubclass(each, Event) and each.__module__ == module.__name__
        if not each.__subclasses__()
    ]


def _modules() -> Iterator[ModuleType]:
    for each in pkgutil.walk_packages(contracts.__path__, "contracts."):
        if each.name != Event.__module__:
            yield importlib.import_module(each.name)
