"""What is to be known of a work before its file is opened, in words for judges and the secretary."""

from collections.abc import Iterator

from exports.work_files import WorkFile
from review.titles import Title
from screening.model.submission import FileType

BARRED: dict[str, Title] = {
    "malware": ("ไม่แนบ: โปรแกรมตรวจพบมัลแวร์", "left out: malware was found in it"),
    "identity-card": ("ไม่แนบ: เป็นสำเนาบัตรประจำตัวประชาชน", "left out: a copy of an identity card"),
    "erased": ("ไม่แนบ: ลบไฟล์ถาวรแล้ว", "left out: it was erased"),
}
MISSING: Title = ("ไม่มีไฟล์ของผลงานนี้", "there is no file of this work")
MACROS: Title = (
    "มีแมโคร: เปิดดูได้โดยไม่ต้องกด “เปิดใช้งานเนื้อหา”",
    "holds macros: it can be read without enabling them",
)
MEDIA: Title = (
    "สื่อ {count} รายการอยู่นอกไฟล์ จะไม่แสดง",
    "{count} pictures or clips are not in the file and will not play",
)
_OF_TYPE: dict[FileType, Title] = {
    FileType.PPT: ("รูปแบบ PowerPoint รุ่นเก่า", "PowerPoint's old format"),
    FileType.ODP: ("รูปแบบ LibreOffice", "LibreOffice's format"),
    FileType.KEY: (
        "รูปแบบ Keynote ของ Apple เปิดใน PowerPoint ไม่ได้",
        "Apple's Keynote: PowerPoint does not open it",
    ),
    FileType.VIDEO: ("คลิปวิดีโอ", "a video clip"),
}


def notes(file: WorkFile | None) -> Iterator[Title]:
    """What a person should know of one file."""
    if file is None:
        yield MISSING
        return
    if file.barred:
        yield BARRED[file.barred]
        return
    if file.type in _OF_TYPE:
        yield _OF_TYPE[file.type]
    if file.macros:
        yield MACROS
    if file.external_media:
        thai, english = MEDIA
        count = len(file.external_media)
        yield thai.format(count=count), english.format(count=count)


def told(file: WorkFile | None) -> str:
    """The same in one text, in Thai."""
    return "; ".join(thai for thai, _ in notes(file))
