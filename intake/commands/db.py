"""`intake db`: the database's own affairs."""

import typer

from intake.context import of, print_line
from runtime.faults import problem_of
from runtime.lock import only_one
from runtime.ready import has_records
from runtime.records import open_records
from settings.errors import PartFailed, WrongUse
from storage.engine import require_sound
from storage.errors import DatabaseDamaged, SchemaError
from storage.schema import SchemaState, database_file, place_of, upgrade

app = typer.Typer(help="The database: bring it to this version's form.", no_args_is_help=True)


@app.command("upgrade")
def upgrade_(context: typer.Context) -> None:
    """Make the tables, or bring an older database up to date; a copy of it is made first."""
    parts = open_records(of(context).settings())
    with only_one(parts):
        try:
            if has_records(parts):
                require_sound(parts.engine)
            before = upgrade(parts.engine)
        except SchemaError as error:
            raise WrongUse(str(error)) from None
        except DatabaseDamaged as error:
            raise PartFailed(problem_of(error)) from None
    where, on_server = place_of(parts.engine), database_file(parts.engine) is None
    copied = "" if on_server else "; the copy of before lies beside it"
    told = {
        SchemaState.FRESH: f"{where}: made",
        SchemaState.BEHIND: f"{where}: upgraded{copied}",
    }
    print_line(told.get(before, f"{where}: is up to date"))
