"""Tables first, pictures beside them."""

from starlette.requests import Request
from starlette.responses import Response

from runtime.disk_space import least_free
from storage.accounts.roles import StaffRole
from storage.schema import size_of
from web.numbers import handing_out
from web.numbers.charts import bars_of_days, bars_of_provinces
from web.rendering import show
from web.site import Site, site_of
from web.visitor import visitor_of


def numbers(request: Request) -> Response:
    """The whole page."""
    site = site_of(request)
    figures = site.figures.figures(site.parts, site.now)
    free, _ = least_free(site.parts)
    values = {
        "figures": figures,
        "closing_day": site.parts.desk.closes.astimezone(site.parts.desk.zone).date(),
        "free": free,
        "stored": _stored(site),
        "exports": handing_out.TABLES,
        "exports_of_one": handing_out.OF_ONE,
        "reviewer": StaffRole.REVIEWER,
    }
    return show(request, "numbers.html", values)


def days(request: Request) -> Response:
    """The mails of each day as bars, the close marked."""
    site = site_of(request)
    closes = site.parts.desk.closes.astimezone(site.parts.desk.zone).date()
    return _picture(
        bars_of_days(site.figures.figures(site.parts, site.now).days, closes, visitor_of(request).language)
    )


def provinces(request: Request) -> Response:
    """Entries by province as bars, the most first."""
    site = site_of(request)
    return _picture(
        bars_of_provinces(site.figures.figures(site.parts, site.now).provinces, visitor_of(request).language)
    )


def _picture(svg: bytes) -> Response:
    return Response(svg, media_type="image/svg+xml")


def _stored(site: Site) -> int:
    """Bytes of the database itself."""
    return size_of(site.parts.engine)
