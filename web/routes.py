"""Every page there is. What is not named here is refused; the test of who may do what is made from it."""

from storage.accounts.roles import StaffRole
from web import health
from web.desk import bulk
from web.desk import pages as desk
from web.entrance import pages as entrance
from web.entrance import tickets
from web.entry import pages as entry
from web.evidence import downloads, letters, looking, messages
from web.lists import pages as lists
from web.log import pages as log
from web.machine import metrics
from web.machine import pages as machine
from web.numbers import handing_out
from web.numbers import pages as numbers
from web.page import Page

_VIEWER, _REVIEWER, _APPROVER = StaffRole.VIEWER, StaffRole.REVIEWER, StaffRole.APPROVER

ROUTES: tuple[Page, ...] = (
    Page("GET", "/login", None, entrance.login),
    Page("POST", "/login", None, entrance.log_in),
    Page("GET", "/login/{ticket}", None, tickets.ticket),
    Page("POST", "/login/{ticket}", None, tickets.use_ticket),
    Page("POST", "/logout", _VIEWER, entrance.log_out),
    Page("POST", "/language", None, entrance.language),
    Page("GET", "/session", _VIEWER, entrance.lasting),
    Page("GET", "/kept", _VIEWER, entrance.typed),
    Page("POST", "/kept/forget", _VIEWER, entrance.forget_typed),
    Page("GET", "/healthz", None, health.healthz, blind=True),
    Page("GET", "/metrics", None, metrics.metrics),
    Page("GET", "/", _VIEWER, desk.home),
    Page("GET", "/desk", _VIEWER, desk.first_card),
    Page("GET", "/desk/bulk", _REVIEWER, bulk.choose),
    Page("POST", "/desk/bulk", _REVIEWER, bulk.do_many),
    Page("GET", "/desk/{reference}", _VIEWER, desk.card),
    Page("POST", "/desk/{reference}", _REVIEWER, desk.do),
    Page("GET", "/log", _VIEWER, log.log),
    Page("GET", "/log/new/{number:int}", _VIEWER, log.new_mail),
    Page("GET", "/entry/{reference}", _VIEWER, entry.entry),
    Page("GET", "/lists", _VIEWER, lists.lists),
    Page("POST", "/lists", _APPROVER, lists.freeze_next),
    Page("GET", "/lists/{number:int}", _VIEWER, lists.printed),
    Page("GET", "/lists/{number:int}/sheet", _VIEWER, lists.workbook),
    Page("GET", "/numbers", _VIEWER, numbers.numbers),
    Page("GET", "/numbers/days.svg", _VIEWER, numbers.days),
    Page("GET", "/numbers/provinces.svg", _VIEWER, numbers.provinces),
    Page("POST", "/numbers/export", _REVIEWER, handing_out.hand_out),
    Page("GET", "/machine", _VIEWER, machine.machine),
    Page("POST", "/machine/look", _REVIEWER, machine.look_now),
    Page("POST", "/machine/pause", _APPROVER, machine.pause_letters),
    Page("POST", "/machine/resume", _APPROVER, machine.resume_letters),
    Page("GET", "/picture/{reference}/{digest}", _VIEWER, downloads.picture),
    Page("GET", "/page/{reference}/{digest}/{number:int}", _VIEWER, downloads.page),
    Page("GET", "/look/{reference}/{digest}/{number:int}", _VIEWER, looking.look),
    Page("GET", "/message/{number:int}", _VIEWER, messages.message),
    Page("GET", "/file/{reference}/{digest}", _VIEWER, downloads.file),
    Page("GET", "/letter/{number:int}", _VIEWER, letters.letter),
    Page("POST", "/letter/{number:int}", _REVIEWER, letters.step),
    Page("GET", "/letters", _VIEWER, letters.waiting),
    Page("POST", "/letters", _REVIEWER, letters.steps),
    Page("GET", "/mail/{number:int}", StaffRole.ADMIN, letters.raw_mail),
)
