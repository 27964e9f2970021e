"""Commands that are recorded again when they are asked again, each for its reason."""

AGAIN: dict[str, str] = {
    "AmendPlan": "until a policy has told its topics of the consent; then it is nothing new",
    "AssignTask": "outcomes, issue 11",
    "GiveFeedback": "outcomes, issue 11",
    "HoldCheck": "outcomes, issue 11",
    "ReportProgress": "outcomes, issue 11",
    "UrgeHandling": "outcomes, issue 11",
}
