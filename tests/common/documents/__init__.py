"""Documents, and the words of a county for them that tests share."""

from contracts.documents import DocumentKind, Documents, DocumentTemplate

DOCUMENTS = Documents(
    mark="{unit}委员工作站文件",
    issuer="{unit}委员工作站",
    printed_by="{unit}委员工作站",
    texts=(
        DocumentTemplate(
            kind=DocumentKind.NOTICE,
            title="{title}会议通知",
            to="{participants}",
            paragraphs=("# 时间地点", "{day}，{place}。", "# 事项", "## {agenda}"),
            copies=("镇党委",),
            red=True,
        ),
    ),
)
