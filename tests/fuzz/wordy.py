"""Letters, names and decks of words that make rules work: what they look for begins over and over."""

from base64 import encodebytes
from io import BytesIO
from random import Random

from builders import MAE_SAI
from fuzz.seeds import files, part
from pptx import Presentation
from pptx.util import Inches

_UNITS = (
    *(
        "เปิดใช้มคมคมคมคมคมคมคก0001",
        "เริ่มใช้งาน 1 ม.ค. 23 ",
        "เปิดให้บริการ\n1 ม.ค. 23\n",
        "ใช้งานตั้งแต่",
        "1/1/",
        "25",
        "มีมี",
    ),
    *(
        "ชื่อผลงาน ระบบแจ้งซ่อมไฟฟ้า\n",
        "ชื่อโครงการ",
        "ระบบ",
        "go live since ",
        "พ.ศ.",
        "\n",
        "\r",
        " ",
        "\t",
        "\u200b",
        "\u00ad",
    ),
    *(
        "เทศบาลตำบลบ้านกด อำเภอ",
        f"{MAE_SAI} ตำบลกกกก อำเภอขขข ",
        "จ.",
        "อ.",
        "จังหวัด",
        "อบต.",
        "กทม. ",
        "เชียงราย",
        "โคราช",
    ),
    *(
        "ก",
        "่",
        "ิ",
        "ำ",
        "ํา",
        "เเ",
        "๑",
        "1",
        "(",
        ")",
        '"',
        "\\",
        ";",
        "<",
        ">",
        ">\n",
        "@",
        ".",
        "-",
        "_",
        "_form1",
        "/",
    ),
    *(
        "http://a.b/",
        "www.",
        "a.",
        "begin 644 a\n",
        "begin 644 a",
        "On ",
        "wrote:",
        "เมื่อ",
        "เขียนว่า",
        "From: \n",
        "จาก: ",
        "-- ",
    ),
    *(
        "-----Original Message",
        "ไม่อยู่",
        "ลาพักร้อน",
        "ถอนผลงาน",
        "ยืนยัน",
        "DGTI-2566-0001 ",
        "DGTI-",
        "=?utf-8?b?",
        "=?",
        "by ",
        "5.1.1 ",
    ),
    *("<style>", "<div class=gmail_quote>", "<br>", "<", "&", "&lt;", "<!--", "data:"),
)
"""What rules and readers begin to look at, mostly without its end."""


def words(random: Random, most: int) -> str:
    """A few of these over and over, with something else in between now and then."""
    unit = "".join(random.choices(_UNITS, k=random.choice((1, 1, 1, 2, 3, 5))))
    length = random.randint(1, most)
    text = unit * (length // len(unit) + 1)
    for _ in range(random.choice((0, 0, 1, 5))):
        at = random.randrange(len(text))
        text = text[:at] + random.choice(_UNITS) + text[at:]
    return text[:length]


def wordy_deck(random: Random) -> bytes:
    """Slides of such words, beside a form."""
    show = Presentation()
    blank = show.slide_layouts[6]
    one = words(random, 5_000)
    for _ in range(random.randint(1, 45)):
        text = one if random.random() < 0.8 else words(random, 5_000)
        box = show.slides.add_slide(blank).shapes.add_textbox(0, 0, Inches(5), Inches(5))
        box.text_frame.text = text
    show.core_properties.title = words(random, 300)[:255]
    data = BytesIO()
    show.save(data)
    return _mail(random, [part(*files()[0]), part("งาน.pptx", data.getvalue())])


def wordy_letter(random: Random) -> bytes:
    """A letter of such words, with headers of such words."""
    return _mail(random, [part(*each) for each in random.sample(files()[:2], random.randint(0, 2))])


def wordy_names(random: Random) -> bytes:
    """Files by the dozen under such names."""
    name = _line(words(random, 250))
    _, data = random.choice(files()[:3])
    many = [
        part(f"{name}{at}{random.choice(('.pdf', '.jpg', '.pptx', ''))}", data[:200]) for at in range(190)
    ]
    return _mail(random, many)


def _mail(random: Random, parts: list[bytes]) -> bytes:
    kind = random.choice(("plain", "plain", "html"))
    text = encodebytes(words(random, 30_000).encode())
    letter = f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode()
    header = random.choice(
        ("Received", "References", "In-Reply-To", "Authentication-Results", "Reply-To", "Return-Path", "Date")
    )
    head = (
        f"From: {_line(words(random, 100))} <officer@maesai.go.th>\r\nTo: dgti_awards@dga.or.th\r\n"
        f"Subject: {_line(words(random, 2_000))}\r\nMessage-ID: <w@maesai.go.th>\r\nMIME-Version: 1.0\r\n"
        f"{header}: {_line(words(random, 20_000))}\r\n"
        "Content-Type: multipart/mixed; boundary=fuzz\r\n\r\n"
    )
    body = b"".join(b"--fuzz\r\n" + each + b"\r\n" for each in (letter + text, *parts))
    return head.encode() + body + b"--fuzz--\r\n"


def _line(text: str) -> str:
    """As it may stand in a header."""
    return " ".join(text.splitlines()).replace('"', "'")
