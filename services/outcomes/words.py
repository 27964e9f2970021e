"""What the vocabularies of outcomes are called in a refusal, in Chinese and in English."""

CHECK = ("核查类别", "kind of check")
HANDLING = ("成果办理方式", "handling")
REPLY = ("答复类别", "class of replies")
FEEDBACK = ("反馈对象", "group that is told")
SATISFACTION = ("满意度", "satisfaction")
PLACE = ("采纳去处", "place of adoption")
COMPLAINT = ("反映类别", "kind of complaint")
INSTRUCTION_LEVEL = ("批示层级", "level of instructions")
LEVEL = ("采纳层级", "level of adoption")
RATING = ("测评类别", "kind of rating")
BALLOT_OPTION = ("测评票选项", "option of ballots")
VOTERS = ("参加测评的人员范围", "group that votes in such a rating")
