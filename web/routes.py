"""Every page there is. What is not named here is refused; the test of who may do what is made from it."""

from web.page import Page

ROUTES: tuple[Page, ...] = ()
