"""The offices in whose name somebody asks (domain 2)."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    CLERK = "clerk"  # 联络员
    CONVENOR = "convenor"  # 召集人
    MEMBER = "member"  # 政协委员
    COMMITTEE = "committee"  # 专门委员会
    CPPCC_OFFICE = "cppcc-office"  # 政协办公室
    PARTY = "party"  # 同级党组织
    DEPARTMENT = "department"  # 承办单位
    SUPERVISOR = "supervisor"  # 督查室
    AUDITOR = "auditor"  # 审计
    OPERATOR = "operator"  # 运维
    SERVICE = "service"  # another Yishi service
    POLICY = "policy"  # a rule of the system itself; never in a token


OFFICES: Mapping[str, str] = {
    Role.CLERK: "联络员",
    Role.CONVENOR: "召集人",
    Role.MEMBER: "政协委员",
    Role.COMMITTEE: "专门委员会",
    Role.CPPCC_OFFICE: "政协办公室",
    Role.PARTY: "同级党组织",
    Role.DEPARTMENT: "承办单位",
    Role.SUPERVISOR: "督查室",
    Role.AUDITOR: "审计",
    Role.OPERATOR: "运维",
    Role.SERVICE: "系统服务",
    Role.POLICY: "系统按规则办理",
}
"""The offices as people call them."""
