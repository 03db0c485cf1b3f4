"""Installations to attack: one whose mail server reports nothing, one whose server authenticates."""

from collections.abc import Iterator

import pytest
from attacks.post import Post, post
from servers.fixtures import installation, mail_server, program
from servers.smtp_sink import SmtpSink

__all__ = ["installation", "mail_server", "program"]


@pytest.fixture(scope="session")
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as running:
        yield running


@pytest.fixture(scope="session")
def offices(sink: SmtpSink, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Post, Post]]:
    """One that says nothing of a sender, one that authenticates."""
    folder = tmp_path_factory.mktemp
    with post(folder("silent"), sink) as silent, post(folder("stamping"), sink, stamps=True) as stamping:
        yield silent, stamping


@pytest.fixture
def silent(offices: tuple[Post, Post]) -> Post:
    """Its mail server says nothing of any sender."""
    offices[0].begin_anew()
    return offices[0]


@pytest.fixture
def stamping(offices: tuple[Post, Post]) -> Post:
    """Its mail server authenticates; a mail is `pass` unless its test says otherwise."""
    offices[1].begin_anew()
    return offices[1]


@pytest.fixture(params=["silent", pytest.param("stamping", marks=pytest.mark.slow)])
def office(request: pytest.FixtureRequest) -> Post:
    """Each of the two."""
    made = request.getfixturevalue(request.param)
    assert isinstance(made, Post)
    return made


QUICK = frozenset(
    f"test_{name}"
    for name in [
        "a_forged_bounce_of_a_letter_one_was_shown_does_not_silence_the_founder",
        "a_guest_who_forges_a_bounce_first_does_not_add_in_silence",
        "a_forged_official_address_is_not_the_office",
        "a_forged_opening_mail_with_reply_to_the_forger_does_not_swallow_the_offices_set",
        "a_forged_yes_lets_nobody_in",
        "a_guest_with_a_number_of_his_own_replaces_nothing",
        "a_guests_letter_proves_nothing_to_a_third",
        "a_squatted_body_is_open_to_its_own_office",
        "a_strangers_offer_does_not_hide_what_a_guest_adds_the_same_day",
        "a_strangers_offer_does_not_keep_the_founder_from_being_asked_about_a_colleagues",
        "an_entry_opened_with_reply_to_the_founder_does_not_make_his_completing_file_ambiguous",
        "an_entry_opened_with_reply_to_the_office_does_not_swallow_its_whole_set",
        "authentication_results_of_ones_own_below_the_servers_prove_nothing",
        "our_letters_id_on_a_strangers_mail_does_not_catch_the_founders_answer",
        "the_founder_in_capitals_is_the_founder",
        "the_founder_undoes_with_one_word_what_a_guest_added",
        "the_founders_message_id_on_a_strangers_mail_leads_his_later_mail_nowhere_else",
        "the_founders_own_message_id_makes_nobody_a_guest",
        "who_opened_with_reply_to_the_office_does_not_replace_the_offices_files",
        "who_was_shown_the_letter_and_forges_from_does_not_replace",
        "a_colleague_to_whom_the_letter_was_shown_completes_at_once",
        "a_colleagues_gmail_on_the_last_day_counts_from_when_it_came",
        "a_group_that_rewrites_from_does_not_lose_the_entry",
        "a_new_version_by_phone_with_thanks_below_is_answered",
        "a_phone_that_drops_everything_completes_the_only_entry",
        "a_place_asked_for_is_settled_by_its_answer",
        "a_yes_below_the_quoted_letter_or_above_it_counts",
        "the_office_answers_for_a_private_founder",
        "two_bodies_with_the_same_deck_of_one_firm_are_both_taken",
        "a_disproven_mail_in_our_own_name_asks_nobody",
        "a_machine_that_sends_each_of_our_letters_back_from_a_new_address_is_not_answered",
    ]
)
"""One or two of each kind of try, a second or less each: these are run with every commit."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of them together take minutes: `make test-all` runs the others."""
    for item in items:
        if "attacks" in item.path.parts and getattr(item, "originalname", "") not in QUICK:
            item.add_marker(pytest.mark.slow)
