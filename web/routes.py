"""Every page there is. What is not named here is refused; the test of who may do what is made from it."""

from storage.accounts.roles import StaffRole
from web.desk import pages as desk
from web.entry import pages as entry
from web.evidence import downloads, letters
from web.log import pages as log
from web.page import Page

_VIEWER, _REVIEWER = StaffRole.VIEWER, StaffRole.REVIEWER

ROUTES: tuple[Page, ...] = (
    Page("GET", "/", _VIEWER, desk.home),
    Page("GET", "/desk", _VIEWER, desk.first_card),
    Page("GET", "/desk/{reference}", _VIEWER, desk.card),
    Page("POST", "/desk/{reference}", _REVIEWER, desk.do),
    Page("GET", "/log", _VIEWER, log.log),
    Page("GET", "/log/new/{number:int}", _VIEWER, log.new_mail),
    Page("GET", "/entry/{reference}", _VIEWER, entry.entry),
    Page("GET", "/picture/{reference}/{digest}", _VIEWER, downloads.picture),
    Page("GET", "/file/{reference}/{digest}", _VIEWER, downloads.file),
    Page("GET", "/letter/{number:int}", _VIEWER, letters.letter),
    Page("GET", "/mail/{number:int}", StaffRole.ADMIN, letters.raw_mail),
)
