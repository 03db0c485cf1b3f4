"""What a member of staff may do."""

from enum import StrEnum


class StaffRole(StrEnum):
    """From who only reads to who keeps the accounts; each may do what those before him may."""

    VIEWER = "viewer"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    ADMIN = "admin"

    def covers(self, least: "StaffRole") -> bool:
        """Whether this role may do what needs at least `least`."""
        order = list(StaffRole)
        return order.index(self) >= order.index(least)


class AccountStep(StrEnum):
    """What can be done to an account."""

    ADDED = "added"
    ROLE = "role"
    PASSWORD = "password"  # noqa: S105 - the name of a step
    SECOND_FACTOR = "second-factor"
    DISABLED = "disabled"
    ENABLED = "enabled"
    LOGGED_OUT = "logged-out"
