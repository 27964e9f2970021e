"""Everything members is made of, read from top to bottom."""

from contracts.meetings.absence import AbsencesNoted
from contracts.meetings.activity import ActivityCorrected, ActivityRecorded
from contracts.meetings.consultation import ConsultationOpened
from contracts.meetings.session import AttendanceCorrected, AttendanceRecorded
from contracts.members.absence import AbsenceEvent
from contracts.members.assessment import AssessmentEvent
from contracts.members.body import BodyEvent
from contracts.members.contacts import ContactsEvent
from contracts.members.draw import DrawEvent
from contracts.members.duty import DutyEvent
from contracts.members.leave import LeaveEvent
from contracts.members.link import LinkEvent
from contracts.members.member import MemberEvent
from contracts.members.programme import ProgrammeEvent
from contracts.members.room import RoomEvent
from contracts.members.rules import RulesEvent
from contracts.members.talent import TalentEvent
from contracts.members.unit import UnitEvent
from contracts.outcomes.outcome import CheckCorrected, CheckHeld
from contracts.topics.proposal import (
    CoSignerJoined,
    CoSignerLeft,
    CoSignersEntered,
    GradeTakenBack,
    ProposalCorrected,
    ProposalFiled,
    ProposalGraded,
    ProposalSubmitted,
    ProposalWithdrawn,
)
from contracts.topics.report import (
    IssueWithdrawn,
    ReportCorrected,
    ReportIssued,
    ReportSubmitted,
    ReportUsed,
    UseWithdrawn,
)
from runtime.chapters import READ_MODEL as RULES_ROWS
from runtime.service import Aggregate, Service
from services.members import directory
from services.members.absence import api as absence_api
from services.members.absence import read_models as absence_rows
from services.members.absence.commands import AbsenceCommand
from services.members.absence.decider import ABSENCES
from services.members.absence.policies import when_absences_noted_enter_them
from services.members.absence.reactions import REACTIONS as OF_AN_ABSENCE
from services.members.assessment import api as assessment_api
from services.members.assessment import read_models as assessment_rows
from services.members.assessment.commands import AssessmentCommand
from services.members.assessment.decider import ASSESSMENT
from services.members.assessment.decider import reads as of_a_sheet
from services.members.body import api as body_api
from services.members.body import read_models as body_rows
from services.members.body.commands import BodyCommand
from services.members.body.decider import BODY
from services.members.composition import api as composition_api
from services.members.contacts import api as contacts_api
from services.members.contacts import people as contact_people
from services.members.contacts import read_models as contacts_rows
from services.members.contacts.commands import ContactsCommand
from services.members.contacts.decider import CONTACTS
from services.members.contacts.decider import reads as of_contacts
from services.members.contacts.reactions import REACTIONS as OF_CONTACTS
from services.members.contacts.visits import VISITS
from services.members.draw import api as draw_api
from services.members.draw import read_models as draw_rows
from services.members.draw.commands import DrawCommand
from services.members.draw.decider import DRAW
from services.members.draw.decider import reads as of_a_draw
from services.members.draw.policies import when_consultation_opened_ask_for_its_draws
from services.members.draw.reactions import REACTIONS as OF_A_DRAW
from services.members.duty import api as duty_api
from services.members.duty import read_models as duty_rows
from services.members.duty.commands import DutyCommand
from services.members.duty.decider import DUTY
from services.members.duty.policies import (
    when_activity_corrected_credit_again,
    when_activity_recorded_credit_each_member,
    when_attendance_corrected_credit_again,
    when_attendance_recorded_credit_each_member,
    when_check_corrected_credit_again,
    when_check_held_credit_each_member,
)
from services.members.duty.proposals import (
    when_co_signer_joined_credit_them,
    when_co_signer_left_take_it_back,
    when_co_signers_entered_credit_them,
    when_grade_taken_back_take_it_back,
    when_proposal_corrected_credit_again,
    when_proposal_filed_credit_its_signers,
    when_proposal_graded_credit_its_signers,
    when_proposal_submitted_credit_its_signers,
    when_proposal_withdrawn_take_it_back,
)
from services.members.duty.reports import (
    when_issue_withdrawn_take_it_back,
    when_report_corrected_credit_again,
    when_report_issued_credit_its_authors,
    when_report_submitted_credit_its_authors,
    when_report_used_credit_its_authors,
    when_use_withdrawn_take_it_back,
)
from services.members.leave import api as leave_api
from services.members.leave import read_models as leave_rows
from services.members.leave.commands import LeaveCommand
from services.members.leave.decider import LEAVE
from services.members.leave.decider import reads as of_a_leave
from services.members.link import api as link_api
from services.members.link import read_models as link_rows
from services.members.link.commands import LinkCommand
from services.members.link.decider import LINK
from services.members.link.decider import reads as of_a_link
from services.members.member import api as member_api
from services.members.member import read_models as member_rows
from services.members.member.commands import MemberCommand
from services.members.member.decider import MEMBER, reads
from services.members.programme import api as programme_api
from services.members.programme import read_models as programme_rows
from services.members.programme.commands import ProgrammeCommand
from services.members.programme.decider import PROGRAMME
from services.members.programme.decider import reads as of_a_programme
from services.members.room import api as room_api
from services.members.room import read_models as room_rows
from services.members.room.commands import RoomCommand
from services.members.room.decider import ROOM
from services.members.rules import api as rules_api
from services.members.rules.commands import RulesCommand
from services.members.rules.decider import RULES
from services.members.talent import api as talent_api
from services.members.talent import directory as talent_directory
from services.members.talent import read_models as talent_rows
from services.members.talent.commands import TalentCommand
from services.members.talent.decider import TALENT
from services.members.talent.decider import looks_up as looked_up
from services.members.talent.decider import reads as of_a_talent
from services.members.unit import api as unit_api
from services.members.unit import read_models as unit_rows
from services.members.unit.commands import UnitCommand
from services.members.unit.decider import UNIT

MEMBERS = Service(
    "members",
    aggregates=(
        Aggregate("unit", UNIT, UnitCommand, UnitEvent, unit_rows.READ_MODEL),
        Aggregate("body", BODY, BodyCommand, BodyEvent, body_rows.READ_MODEL),
        Aggregate("room", ROOM, RoomCommand, RoomEvent, room_rows.READ_MODEL),
        Aggregate(
            "programme",
            PROGRAMME,
            ProgrammeCommand,
            ProgrammeEvent,
            programme_rows.READ_MODEL,
            reads=of_a_programme,
        ),
        Aggregate(
            "member",
            MEMBER,
            MemberCommand,
            MemberEvent,
            member_rows.READ_MODEL,
            reads=reads,
            apart=True,
        ),
        Aggregate(
            "duty",
            DUTY,
            DutyCommand,
            DutyEvent,
            duty_rows.READ_MODEL,
            apart=True,
            seat=lambda command: f"member/{command.member}",
        ),
        Aggregate(
            "talent",
            TALENT,
            TalentCommand,
            TalentEvent,
            talent_rows.READ_MODEL,
            reads=of_a_talent,
            looks_up=looked_up,
            apart=True,
        ),
        Aggregate(
            "draw",
            DRAW,
            DrawCommand,
            DrawEvent,
            draw_rows.READ_MODEL,
            reads=of_a_draw,
            reactions=OF_A_DRAW,
        ),
        Aggregate(
            "leave",
            LEAVE,
            LeaveCommand,
            LeaveEvent,
            leave_rows.READ_MODEL,
            reads=of_a_leave,
            apart=True,
        ),
        Aggregate(
            "absences",
            ABSENCES,
            AbsenceCommand,
            AbsenceEvent,
            absence_rows.READ_MODEL,
            reactions=OF_AN_ABSENCE,
            apart=True,
            seat=lambda command: f"member/{command.member}",
        ),
        Aggregate(
            "contacts",
            CONTACTS,
            ContactsCommand,
            ContactsEvent,
            contacts_rows.READ_MODEL,
            reads=of_contacts,
            reactions=OF_CONTACTS,
            apart=True,
            seat=lambda command: f"member/{command.member}",
        ),
        Aggregate(
            "link",
            LINK,
            LinkCommand,
            LinkEvent,
            link_rows.READ_MODEL,
            reads=of_a_link,
            apart=True,
        ),
        Aggregate(
            "assessment",
            ASSESSMENT,
            AssessmentCommand,
            AssessmentEvent,
            assessment_rows.READ_MODEL,
            reads=of_a_sheet,
            apart=True,
        ),
        Aggregate("rules", RULES, RulesCommand, RulesEvent, RULES_ROWS),
    ),
    rules="rules",
    references=(VISITS,),
    policies={
        ConsultationOpened: (when_consultation_opened_ask_for_its_draws,),
        AbsencesNoted: (when_absences_noted_enter_them,),
        AttendanceRecorded: (when_attendance_recorded_credit_each_member,),
        AttendanceCorrected: (when_attendance_corrected_credit_again,),
        ActivityRecorded: (when_activity_recorded_credit_each_member,),
        ActivityCorrected: (when_activity_corrected_credit_again,),
        CheckHeld: (when_check_held_credit_each_member,),
        CheckCorrected: (when_check_corrected_credit_again,),
        ProposalSubmitted: (when_proposal_submitted_credit_its_signers,),
        CoSignersEntered: (when_co_signers_entered_credit_them,),
        CoSignerJoined: (when_co_signer_joined_credit_them,),
        CoSignerLeft: (when_co_signer_left_take_it_back,),
        ProposalWithdrawn: (when_proposal_withdrawn_take_it_back,),
        ProposalFiled: (when_proposal_filed_credit_its_signers,),
        ProposalGraded: (when_proposal_graded_credit_its_signers,),
        GradeTakenBack: (when_grade_taken_back_take_it_back,),
        ProposalCorrected: (when_proposal_corrected_credit_again,),
        ReportSubmitted: (when_report_submitted_credit_its_authors,),
        ReportCorrected: (when_report_corrected_credit_again,),
        ReportIssued: (when_report_issued_credit_its_authors,),
        IssueWithdrawn: (when_issue_withdrawn_take_it_back,),
        ReportUsed: (when_report_used_credit_its_authors,),
        UseWithdrawn: (when_use_withdrawn_take_it_back,),
    },
)

ROUTERS = (
    unit_api.router,
    body_api.router,
    room_api.router,
    room_api.figures_router,
    programme_api.router,
    programme_api.figures_router,
    composition_api.router,
    contacts_api.router,
    contact_people.router,
    link_api.router,
    assessment_api.router,
    directory.router,
    duty_api.router,
    member_api.router,
    talent_directory.router,
    talent_api.router,
    draw_api.router,
    leave_api.router,
    absence_api.router,
    rules_api.router,
)

PERSONAL_TABLES = (directory.directory, talent_directory.people, contact_people.people)
