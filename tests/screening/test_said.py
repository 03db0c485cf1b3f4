"""What a few words of an answer say, and what they must not be taken to say."""

import pytest

from screening.words import said


@pytest.mark.parametrize(
    "text",
    [
        "ยืนยัน",
        "ยืนยันครับ",
        "ขอยืนยันค่ะ",
        "เรียน เจ้าหน้าที่\n\nยืนยันครับ",
        "ใช่ค่ะ เป็นไฟล์ของกองช่าง",
        "ยืนยันว่าเป็นเอกสารของเทศบาล",
        "Yes.",
        "confirm",
        "ยืนยัน\n\nส่งจาก iPhone ของฉัน",
        "ยืนยัน\u200b",
        "“ยืนยัน”",
        "สวัสดีค่ะ ยืนยันค่ะ",
        "ยืนยันค่า",
        "ยื่นยัน",
        "ok ยืนยัน",
        "We confirm",
        "เป็นไฟล์ของเราเองค่ะ",
    ],
)
def test_yes(text: str) -> None:
    assert said.yes(text) and not said.no(text)


@pytest.mark.parametrize("text", ["ไม่ใช่", "ไม่ใช่ครับ", "มิใช่ของเทศบาลค่ะ", "ไม่ได้ส่งครับ", "No", "not ours."])
def test_no(text: str) -> None:
    assert said.no(text) and not said.yes(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No. 5/2566",
        "Note: see below",
        "ยืนยันไม่ได้ครับ",
        "ยังไม่ยืนยันนะครับ รอนายกก่อน",
        "ยืนยันครับ แต่ไฟล์แรกไม่ใช่",
        "ใช่หรือไม่",
        "ขอยืนยันการได้รับอีเมลค่ะ",
        "We confirm receipt of your message.",
        "ยืนยันค่าใช้จ่าย",
        "เป็นไฟล์ของเราไหมคะ",
        "ขอทราบว่าต้องยืนยันอย่างไร",
        "yesterday we sent it",
        "ใช้ไฟล์แรก",
    ],
)
def test_neither(text: str) -> None:
    assert not said.yes(text)
    assert not said.no(text) or "ไม่ยืนยัน" in text


@pytest.mark.parametrize("text", ["ขอบคุณครับ", "รับทราบค่ะ ขอบพระคุณ", "Thank you!", "ได้รับแล้ว ขอบคุณ"])
def test_thanks(text: str) -> None:
    assert said.thanks(text)


@pytest.mark.parametrize(
    "text",
    [
        "ขอบคุณครับ แต่ยังไม่ได้รับเลขที่",
        "ขอบคุณ รบกวนตรวจสอบด้วย",
        "รับทราบ จะส่งไฟล์ให้พรุ่งนี้",
        "ขอบคุณครับ ผลออกเมื่อไร",
        "ฉบับปรับปรุงค่ะ\n\nขอบคุณค่ะ",
        "ขอบคุณ https://drive.google.com/x",
        "ขอถอนผลงาน ขอบคุณครับ",
        "ขอบคุณ " * 100,
    ],
)
def test_thanks_that_want_something_are_read(text: str) -> None:
    assert not said.thanks(text)


@pytest.mark.parametrize(
    "text", ["คนละผลงาน", "คนละชิ้นครับ", "เป็นผลงานใหม่ค่ะ", "ผลงานที่ 2", "another work", "ส่งอีกหนึ่งผลงาน"]
)
def test_another_work(text: str) -> None:
    assert said.another_work(text) and not said.new_version(text)


@pytest.mark.parametrize(
    "text", ["ฉบับปรับปรุง", "ฉบับปรับปุงค่ะ", "ปรับปรุง", "แก้ไขครับ", "ขอส่งฉบับแก้ไขครับ", "new version", "ใช้แทนไฟล์เดิม"]
)
def test_new_version(text: str) -> None:
    assert said.new_version(text) and not said.another_work(text)
