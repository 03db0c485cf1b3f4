# ruff: noqa: E501 - a line of a mail is kept whole
"""Mails with no sign of a machine but their words, as their systems write them, and persons who write alike."""

from machine_mails import ANSWERS_US, OUR_LETTER, RETURNED, SUBJECT, Mail

_HEAD = "From: งานบริการ <service@office.go.th>\nReturn-Path: <service@office.go.th>\nSubject: {0}"


def _named(name: str, subject: str, body: str, kind: str = "", more: str = "") -> Mail:
    return Mail(name, "", f"{_HEAD.format(subject)}\n{more}", f"{body}\n", kind)


LIKELY = tuple(
    _named(name, subject, body, "wording", more)
    for name, subject, body, more in (
        ("says so", "แจ้งผล", "ดำเนินการแล้ว อีเมลฉบับนี้ส่งจากระบบอัตโนมัติ", ""),
        ("says so, with a file", "แจ้งผล", "ตามไฟล์แนบ (ข้อความอัตโนมัติ) กรุณาอย่าตอบกลับ", ""),
        ("says so, and whom to ask", "แจ้งผล", "อีเมลนี้ส่งโดยอัตโนมัติ หากต้องการสอบถาม โทร 02-111-2222", ""),
        ("English, says so", "Notice", "This is an automated message, please do not reply to this email.", ""),
        ("unread mailbox", "Your password expires", "This is an unmonitored mailbox.", ""),
        ("receipt of a registry", "แจ้งเลขรับ", "งานสารบรรณกลางได้รับหนังสือของท่านแล้ว เลขรับที่ 1234/2566", ""),
        ("receipt, and whom to ask", "ขอบคุณ", "ได้รับอีเมลของท่านเรียบร้อยแล้ว สอบถามเพิ่มเติมได้ที่ โทร 02-111-2222", ""),
        ("ticket", "Support Ticket Opened [#123456]", "A request for support has been created and assigned #123456.", ""),
        ("ticket in our thread", f"[#99] {SUBJECT}", "##- Please type your reply above this line -##\nGot it.", ANSWERS_US),
        ("office closed", f"Re: {SUBJECT}", "สำนักงานปิดทำการ 28 ก.ค. - 2 ส.ค. 2566", ANSWERS_US),
        ("left", f"Re: {SUBJECT}", "Somchai no longer works here.", ANSWERS_US),
        ("list's moderator", "Your message to Users awaits moderator approval", "Your mail to 'Users' with the subject\n\n  x\n\nIs being held until the list moderator can review it.", ""),
        ("newsletter", "ข่าวประจำเดือน", "ข่าวประจำเดือน\n\nยกเลิกการรับข่าวสารคลิกที่นี่", ""),
        ("mailbox full, no address", "แจ้งเตือน: กล่องจดหมายผู้รับเต็ม", "อีเมลของท่านไม่สามารถส่งถึงผู้รับได้ เนื่องจากกล่องจดหมายของผู้รับเต็ม", ""),
        ("quarantined", "Message Quarantined", "A message you sent has been quarantined as suspected spam.", ""),
        ("virus", "แจ้งเตือน", "ระบบตรวจพบไวรัสในอีเมลที่ท่านส่ง และได้ลบไฟล์แนบแล้ว", ""),
        ("challenge out of any thread", "โปรดทราบ", "อีเมลของท่านถูกกักไว้ กรุณาคลิกลิงก์เพื่อยืนยันว่าท่านไม่ใช่สแปม", ""),
        ("automatic by subject and words", "Yahoo! Auto Response", "I am on vacation.", ""),
        ("polite note", f"Re: {SUBJECT}", "ขออภัยค่ะ ขณะนี้ดิฉันลาป่วย", ANSWERS_US),
        ("a person who thanks", f"Re: {SUBJECT}", "ขอบคุณที่ส่งอีเมลแจ้งค่ะ", ANSWERS_US),
        ("a person whose mayor is away", f"Re: {SUBJECT}", "ขณะนี้นายกไปราชการ ลงนามได้วันจันทร์ครับ", ANSWERS_US),
        ("a person who wants a confirmation", f"Re: {SUBJECT}", "Please confirm the e-mail arrived.", ANSWERS_US),
    )
)  # fmt: skip
"""Nobody could tell for sure; some are persons indeed."""

TOLD = (
    _named("Notes", "AUTO: Somchai is out of the office (returning 24/07/2023)", "Back Monday.", "auto-reply"),
    _named("Sieve", f"Auto: {SUBJECT}", "ผมไม่อยู่ครับ", "auto-reply"),
    _named("German", f"Automatische Antwort: {SUBJECT}", "Ich bin nicht im Haus.", "auto-reply"),
    _named("Chinese", f"自动回复:{SUBJECT}", "您好", "auto-reply"),
    _named("tagged by a ticket system", f"[x #4321] AutoReply: {SUBJECT}", "Greetings", "auto-reply"),
    _named("Precedence with a hyphen", "Re: x", "ok", "auto-reply", "Precedence: auto-reply"),
    _named("cron", "Cron <root@srv> backup", "done", "auto-reply", "X-Cron-Env: <SHELL=/bin/sh>"),
    _named("TLS report", "x", "x", "auto-reply", "TLS-Report-Domain: dga.or.th"),
    _named("DMARC report", "Report Domain: dga.or.th Submitter: Yahoo Report-ID: <1.2>", "x", "robot"),
    _named("read, in Thai", f"อ่าน: {SUBJECT}", "ข้อความของคุณได้รับการอ่านเมื่อ 20 กรกฎาคม", "auto-reply"),
    _named("Roundcube's receipt", f"Receipt (read): {SUBJECT}", "This is a Return Receipt.", "auto-reply"),
    _named("Notes' receipt", "Return Receipt", "Your document: x\n\nwas received by: Somchai/ORG", "auto-reply"),
    _named("delivered", f"Delivered: {SUBJECT}", "Your message has been delivered to:", "auto-reply"),
    _named("accepted, no calendar part", "Accepted: ประชุม", "Somchai has accepted this invitation.", "auto-reply"),
    _named("meeting passed on", "Meeting Forward Notification: ประชุม", "forwarded", "auto-reply"),
    _named("challenge in subject and words", "Your email requires verification verify#ab12", "You must verify that you are a person: confirm your message.", "auto-reply"),
    Mail("a list's bounce address", "", "From: users-request@l.example\nReturn-Path: <users-bounces@l.example>\nSubject: Digest", "x\n", "list"),
    Mail("responder by its name", "", f"From: Vacation Responder <s@x.example>\nSubject: Re: {SUBJECT}", "x\n", "auto-reply"),
    *(
        Mail(f"from {address}", "", f"From: {address}\nReturn-Path: <{address}>\nSubject: x", "x\n", "robot")
        for address in ("messages-noreply@x.example", "e-tax.no-reply@x.example", "forms@noreply.x.example", "root@x.example")
    ),
    _named("Sendmail's text", "Returned mail: see transcript for details", f"The original message was received at Thu, 20 Jul 2023\n\n<nobody@office.go.th>\n(reason: 550 5.1.1 User unknown)\n\n{RETURNED}", "report"),
    _named("Sendmail's warning", "Warning: could not send message for past 4 hours", f"**********\n** THIS IS A WARNING MESSAGE ONLY **\n\n<nobody@office.go.th>\n\n{RETURNED}", "report"),
    _named("Notes' report", "DELIVERY FAILURE: User nobody not listed", "Your message\n\n  Subject: x\n\nwas not delivered to:\n\n  nobody@office.go.th", "report"),
    _named("hMailServer's report", f"Message undeliverable: {SUBJECT}", "Your message did not reach some or all of the intended recipients.\n\nnobody@office.go.th\n  550 unknown user", "report"),
)  # fmt: skip
"""Machines beyond doubt, by the fixed forms of their systems."""

ASK = (
    _named("will not read a question as an offer", f"Re: {SUBJECT}", "ได้รับหนังสือของท่านแล้ว ขอสอบถามว่าส่งที่ไหนคะ", "", ANSWERS_US),
    _named("will mend it", f"Re: {SUBJECT}", "ได้รับอีเมลของท่านแล้วค่ะ จะดำเนินการแก้ไขและส่งให้ใหม่ภายในวันนี้ค่ะ", "", ANSWERS_US),
    _named("wants a confirmation, in Thai", f"Re: {SUBJECT}", "ขอยืนยันว่าส่งผลงานในนามเทศบาลตำบล โปรดตอบกลับด้วยค่ะ", "", ANSWERS_US),
    _named("wants a confirmation, in English", f"Re: {SUBJECT}", "Could you confirm this message reached you?", "", ANSWERS_US),
    _named("the deck follows", f"Re: {SUBJECT}", "Thank you for your email. The deck follows tomorrow.", "", ANSWERS_US),
    _named("scanned by a gateway", "สอบถาม", "ส่งได้กี่ผลงานคะ\n\nThis message has been automatically scanned for viruses."),
    _named("a lawyer's footer", "สอบถาม", "ส่งผลงานได้ถึงวันไหน\n\nIf you are not the intended recipient please do not reply to this email."),
    _named("quotes our last line", "สอบถาม", "อีเมลแจ้งว่า \"อีเมลฉบับนี้ส่งโดยอัตโนมัติ\" จะติดต่อเจ้าหน้าที่ได้อย่างไร"),
    _named("answers inside our letter", f"Re: {SUBJECT}", f"{OUR_LETTER}\nส่งเป็น PDF ได้ไหมคะ", "", ANSWERS_US),
    _named("a mailbox that is full", "กล่องจดหมายเต็ม", "กล่องจดหมายของสำนักงานเต็ม รบกวนส่งใหม่ได้ไหมคะ"),
    _named("a subject like a receipt's", "Read: the rules", "How many works may we enter?"),
    _named("a comment after no", "สอบถาม", "ส่งได้กี่ผลงานคะ", "", "Auto-Submitted: No (user sent)"),
    Mail("a name that begins like a robot's", "", "From: rootsarin@x.go.th\nReturn-Path: <rootsarin@x.go.th>\nSubject: สอบถาม", "ขอทราบกำหนดส่ง\n"),
)  # fmt: skip

YAHOO = Mail(
    "yahoo, with our mail below",
    "",
    "From: MAILER-DAEMON@yahoo.com\nReturn-Path: <>\nSubject: Failure Notice",
    f"Sorry, we were unable to deliver your message to the following address.\n\n<nobody@office.go.th>:\n554: delivery error: dd This user doesn't have an account\n\n--- Below this line is a copy of the message.\n\n{RETURNED}\n",
    "report",
)
