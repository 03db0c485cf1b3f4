"""`intake templates`: the letters, tried and looked at before an applicant meets them."""

from pathlib import Path
from typing import Annotated

import typer

from intake.context import of, print_line
from notifications.errors import RenderError
from notifications.rendering.check import check_templates
from notifications.rendering.desk import Desk, desk_of
from notifications.rendering.preview import sample_mails, write_preview
from review.mails import letter_text
from settings.errors import PartFailed, WrongUse

app = typer.Typer(
    help="The letters: try all texts, or look at how they read.",
    no_args_is_help=True,
)


@app.command()
def check(context: typer.Context) -> None:
    """Try every letter and text, ours and yours; exit 1 with a line for each mistake."""
    desk = _desk(context)
    if problems := check_templates(desk):
        for problem in problems:
            print_line(problem)
        raise typer.Exit(1)
    print_line(f"{len(list(sample_mails(desk)))} letters in Thai and in English: all can be written")


@app.command()
def preview(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Which letter; without a name they are listed.")] = "",
    folder: Annotated[
        Path | None, typer.Option(help="Write all of them there, each as .txt and .html.")
    ] = None,
) -> None:
    """Show a letter of one kind as it reads, filled with an invented entry."""
    desk = _desk(context)
    try:
        if folder:
            for path in write_preview(desk, folder):
                print_line(str(path))
            return
        mails = dict(sample_mails(desk))
    except RenderError as error:
        raise PartFailed(f"{error}; `intake templates check` lists all mistakes") from None
    if not name:
        for each, mail in mails.items():
            print_line(f"{each}\t{mail.subject}")
        return
    if name not in mails:
        raise WrongUse(f"no letter is called {name}; `intake templates preview` lists them")
    for line in letter_text(mails[name].data).splitlines():
        print_line(line)


def _desk(context: typer.Context) -> Desk:
    return desk_of(of(context).settings())
