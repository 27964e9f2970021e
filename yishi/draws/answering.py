"""What follows a draw, repeated: who was asked, who stepped in for whom, who takes part."""

from collections.abc import Iterator

from yishi.draws.told import Round, Step, Told


def answered(now: Round, told: Told, at: str) -> Iterator[Step]:
    data, kind = told.data, told.kind
    if now.to_replace and kind != "TalentReplaced":
        gone, now.to_replace = now.to_replace, None
        yield Step(now.next_in_order is None, f"{at}: nobody is left to step in for {gone}")
    match kind:
        case "DrawAccepted":
            yield _asked(now, data["talent"], at, "accepts")
            now.answers[data["talent"]] = kind
        case "DrawDeclined" | "AnswerLapsed":
            talent = data["talent"]
            had = now.answers.get(talent) == "DrawAccepted"
            yield _asked(now, talent, at, "does not take part", again=had)
            if kind == "DrawDeclined":
                fits = data["accepted_before"] == had
                yield Step(fits, f"{at}: {talent} had{'' if had else ' not'} accepted before")
            now.answers[talent] = kind
            now.to_replace = talent
        case "TalentReplaced":
            right = (data["talent"], data["by"]) == (now.to_replace, now.next_in_order)
            yield Step(right, f"{at}: the next in order, {data['by']}, for {data['talent']}")
            now.to_replace = None
            now.asked.append(data["by"])
        case "AnswerCorrected":
            refused = now.answers.get(data["talent"]) in ("DrawDeclined", "AnswerLapsed")
            yield Step(refused, f"{at}: the ground of {data['talent']} was put right")
        case "DrawClosed":
            now.ended = kind
            accepted = _accepted(now)
            yield Step(data["accepted"] == accepted, f"{at}: {len(accepted)} take part")
            yield Step(len(now.answers) == len(now.asked), f"{at}: all who were asked answered")
            short = len(accepted) < now.pool.data["choose"]
            none_left = now.next_in_order is None or not short
            yield Step(data["short"] == short and none_left, f"{at}: closed, as the order allows")
        case "TurnoutRecorded":
            there = sorted([*data["attended"], *data["absent"]])
            yield Step(there == sorted(_accepted(now)), f"{at}: turnout of all who had accepted")
        case _:
            yield Step(False, f"{at}: {kind} is no event that this version knows")


def _asked(now: Round, talent: str, at: str, what: str, again: bool = False) -> Step:
    fits = talent in now.asked and (again or talent not in now.answers)
    return Step(fits, f"{at}: {talent}, who was asked, {what}")


def _accepted(now: Round) -> list[str]:
    return [each for each in now.asked if now.answers.get(each) == "DrawAccepted"]
