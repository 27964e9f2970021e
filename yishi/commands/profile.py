"""Show the procedures that are shipped with the product.

`yishi profile procedures` lists them: code, steps, and in the first comment of each file whose
procedure it is. Steps with a * are reconstructed: no source tells of them. With codes it prints the
files. A profile takes one as it is with `templates = ["LS5"]`; to change it, put the printed text
into the profile instead. It asks no server.
"""

import argparse
import tomllib

from yishi.deployment import DeploymentError
from yishi.profile.templates import shipped, text_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    asked = parser.add_subparsers(dest="asked", required=True)
    procedures = asked.add_parser("procedures", help="list or print the shipped procedures")
    procedures.add_argument("codes", nargs="*", metavar="CODE", help="print these")


async def run(arguments: argparse.Namespace) -> int:
    if unknown := [code for code in arguments.codes if code not in shipped()]:
        raise DeploymentError(
            f"No procedure {', '.join(unknown)} is shipped. There are: {', '.join(shipped())}."
        )
    if arguments.codes:
        print("\n".join(map(text_of, arguments.codes)), end="")
        return 0
    for code in shipped():
        print(_listed(code))
    return 0


def _listed(code: str) -> str:
    """Code, whose it is, and its steps."""
    text = text_of(code)
    (procedure,) = tomllib.loads(text)["procedures"]
    whose = text.splitlines()[0].removeprefix("# ")
    steps = " → ".join(
        step["name"] + ("*" if step.get("reconstructed") else "") for step in procedure["steps"]
    )
    return f"{code:<4} {whose}\n     {steps}"
