"""Refusals that only the pages know: what a form sends that no button of ours would."""

from decisions.acts.refusals.refusal import Refusal

NO_SUCH_ACT = Refusal("no such act", "ไม่มีการดำเนินการนี้")
NOT_FROM_HERE = Refusal(
    "`{kind}` is not done from here", "“{kind}” ทำจากหน้านี้ไม่ได้", "“{kind}” is not done from here."
)
NO_TIME = Refusal(
    "{said!r} is no time", "“{said}” ไม่ใช่วันเวลา โปรดกรอกใหม่ เช่น 2023-07-24T09:00", "“{said}” is no time."
)
CHOOSE_FILES = Refusal("choose the files that belong to the entry", "โปรดเลือกไฟล์ของผลงานนี้")
NOT_KEPT = Refusal(
    "the files were not kept: choose them again, nothing is done",
    "ไฟล์ที่เลือกไว้หมดอายุแล้ว ยังไม่ได้ดำเนินการ โปรดเลือกไฟล์อีกครั้ง",
)
TYPED_ANOTHER = Refusal(
    "the first {count} letters are another file's: nothing is done",
    "{count} ตัวแรกของ SHA-256 ที่พิมพ์ไม่ตรงกับไฟล์ จึงไม่ได้ลบ",
)
OTHERWISE_THAN_SHOWN = Refusal(
    "it would come to something else than was shown: nothing is done",
    "ผลจะไม่เหมือนตัวอย่างที่แสดงไว้ จึงยังไม่ได้ดำเนินการ โปรดดูตัวอย่างใหม่",
)
CHOOSE_CARDS = Refusal("choose cards first", "โปรดเลือกรายการก่อน")
TOO_MANY_CARDS = Refusal("no more than {most} cards at a time", "ครั้งละไม่เกิน {most} รายการ")
ONE_AT_A_TIME = Refusal("this act is done one card at a time", "การดำเนินการนี้ทำทีละหลายรายการไม่ได้")
NOT_FOUND = Refusal("there is no such entry", "ไม่พบเลขที่นี้")
