"""The lines of what operators do to a ledger."""

from typing import assert_never

from contracts import operations as op
from services.console.lines.line import Line, entry


def line(event: op.OperationsEvent) -> Line:
    match event:
        case op.ReaderPassed():
            return entry(f"运维放行停住的第{event.position}条事件。", 理由=event.reason)
        case op.TimeSetBack():
            return entry(
                f"第{event.position}条事件的时间有误（当时时钟快了），运维准许从正确的时间继续记录。",
                理由=event.reason,
            )
        case op.ClockSimulated(seconds=0):
            return entry("本服务的时钟恢复为真实时间。")
        case op.ClockSimulated():
            return entry(
                f"本服务的时钟改为模拟时间，比真实时间{_apart(event.seconds)}。以下时间均非实际时间。"
            )
        case op.DayConfirmed(day=day):
            return entry(f"运维确认日期为{day}，此前到期未办的，由系统补记逾期。")
        case op.KeyAdopted():
            return entry(
                "更换签名密钥，此后的记录由新密钥签名。", 理由=event.reason, 公钥=event.key
            )
        case op.KeyLost():
            return entry("原签名密钥丢失或失窃，启用新密钥。", 理由=event.reason, 公钥=event.key)
        case op.PaperErased():
            return entry("文件内容已按规定删除，只保留记录。", 理由=event.reason)
        case _:
            assert_never(event)


def _apart(seconds: int) -> str:
    """`快92天3小时` or `慢15分`, to the second."""
    days, rest = divmod(abs(seconds), 86400)
    parts = ((days, "天"), (rest // 3600, "小时"), (rest % 3600 // 60, "分"), (rest % 60, "秒"))
    return ("快" if seconds > 0 else "慢") + "".join(f"{n}{unit}" for n, unit in parts if n)
