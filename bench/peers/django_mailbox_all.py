"""django-mailbox: every message and attachment into its database and its files, as an installation does it.

python django_mailbox_all.py PORT USER PASSWORD FOLDER
"""

import sys
from pathlib import Path
from urllib.parse import quote

import django
from django.conf import settings
from django.core.management import call_command


def main(port: int, user: str, password: str, folder: Path) -> None:
    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "django_mailbox"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "db.sqlite3")}},
        MEDIA_ROOT=str(folder / "media"),
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        USE_TZ=True,
    )
    django.setup()
    call_command("migrate", verbosity=0)
    from django_mailbox.models import Mailbox

    uri = f"imap://{quote(user, safe='')}:{quote(password, safe='')}@127.0.0.1:{port}"
    box = Mailbox.objects.create(name="bench", uri=uri)
    for _ in box.get_new_mail():
        pass


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4]))
