"""The daemon against a model: mail, staff, deaths, clocks and a bad SMTP server, in orders nobody thought of.

`MODEL_EXAMPLES` makes it longer, and different each time.
"""

import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from model.machine import Intake
from servers.dovecot import Dovecot
from servers.program import Program

from parsers.process import Parser
from settings.tables import Limits

EXAMPLES = int(os.environ.get("MODEL_EXAMPLES", "0"))


def test_whatever_happens_the_records_say_what_the_model_says(mail_server: Dovecot, program: Program) -> None:
    chosen = settings(
        max_examples=EXAMPLES or 8,
        stateful_step_count=8,
        derandomize=not EXAMPLES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
        # Made smaller only where there is time: each try is a life of its own.
        phases=set(Phase) if EXAMPLES else {Phase.generate},
    )
    with Parser(Limits()) as parser:
        parser.start()
        Intake.server, Intake.program, Intake.parser = mail_server, program, parser
        run_state_machine_as_test(Intake, settings=chosen)
