# ruff: noqa: E501 - a line of a mail is kept whole
"""Mails of machines as their systems write them, shortened: what each says, and what a clerk would say of it."""

from dataclasses import dataclass
from hashlib import sha256

OUR_ID = f"<{'0f' * 16}.acknowledgement@dga.or.th>"
OUR_LETTER = """\
เรื่อง  แจ้งการได้รับอีเมล และอยู่ระหว่างการตรวจสอบ
เรียน  ผู้ส่งผลงาน

สพร. ขอเรียนว่า ได้รับอีเมลของท่านแล้ว ตามเลขที่รับ DGTI-2566-0042

อีเมลฉบับนี้จัดทำโดยระบบอัตโนมัติ ท่านตอบกลับได้ โดยเจ้าหน้าที่จะเป็นผู้อ่าน
โปรดคงเลขที่รับ DGTI-2566-0042 ไว้ในหัวเรื่อง

------------------------------------------------------------------------------

We received your message. This message was written by a machine; a person
reads your reply. Please keep DGTI-2566-0042 in the subject.
"""
SUBJECT = "[DGTI-2566-0042] ได้รับอีเมลแล้ว อยู่ระหว่างเจ้าหน้าที่ตรวจสอบ"
ANSWERS_US = f"In-Reply-To: {OUR_ID}\nReferences: {OUR_ID}\n"


@dataclass(frozen=True)
class Mail:
    """One mail: `clerk` is what a person would say of it, `kind` the machine it is told as (empty: a person)."""

    name: str
    clerk: str
    head: str
    body: str
    kind: str = ""
    content: str = "text/plain; charset=utf-8"

    def raw(self) -> bytes:
        head = f"To: dgti_awards@dga.or.th\n{self.head.strip()}\n"
        if "Message-ID:" not in head:
            head += f"Message-ID: <{sha256(self.name.encode()).hexdigest()[:20]}@x.example>\n"
        text = f"{head}MIME-Version: 1.0\nContent-Type: {self.content}\n\n{self.body.lstrip()}"
        return text.encode().replace(b"\n", b"\r\n")


def report(*parts: str) -> str:
    """The parts of a multipart with the boundary B; each begins with its Content-Type."""
    return "".join(f"--B\n{part}\n" for part in parts) + "--B--\n"


RETURNED = (
    f"From: <dgti_awards@dga.or.th>\nTo: <nobody@office.go.th>\nSubject: {SUBJECT}\nMessage-ID: {OUR_ID}\n"
)
STATUS = (
    "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.office.go.th\n\n"
    "Final-Recipient: rfc822; Nobody@office.go.th\nAction: {action}\nStatus: {status}\n"
)
DSN = "multipart/report; report-type=delivery-status; boundary=B"
_DAEMON = "From: Mail Delivery Subsystem <mailer-daemon@{0}>\nReturn-Path: <>\n"
_SOMEBODY = "From: สมชาย ใจดี <somchai@office.go.th>\nReturn-Path: <somchai@office.go.th>\n"

REPORTS = (
    Mail(
        "postfix",
        "our mail came back: no such user",
        _DAEMON.format("mx.office.go.th")
        + "Subject: Undelivered Mail Returned to Sender\nAuto-Submitted: auto-replied",
        report(
            "Content-Type: text/plain\n\nThis is the mail system at host mx.office.go.th.\n",
            STATUS.format(action="failed", status="5.1.1"),
            f"Content-Type: text/rfc822-headers\n\n{RETURNED}",
        ),
        "report",
        DSN,
    ),
    Mail(
        "postfix, delayed",
        "our mail is late and still on its way",
        _DAEMON.format("mx.office.go.th") + "Subject: Delayed Mail (still being retried)",
        report(
            "Content-Type: text/plain\n\nTHIS IS A WARNING ONLY. YOU DO NOT NEED TO RESEND YOUR MESSAGE.\n",
            STATUS.format(action="delayed", status="4.4.1"),
            f"Content-Type: message/rfc822\n\n{RETURNED}\nx\n",
        ),
        "report",
        DSN,
    ),
    Mail(
        "qmail",
        "our mail came back; qmail writes plain text and nothing else",
        "From: MAILER-DAEMON@mx.office.go.th\nSubject: failure notice\nReturn-Path: <>",
        f"""
Hi. This is the qmail-send program at mx.office.go.th.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<nobody@office.go.th>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

{RETURNED}
""",
        "report",
    ),
    Mail(
        "qmail, its envelope lost on the way",
        "nothing in the headers says so, but the first line does",
        "From: Mail Service <service@mx.office.go.th>\nSubject: failure notice",
        f"""
Hi. This is the qmail-send program at mx.office.go.th.
I'm afraid I wasn't able to deliver your message to the following addresses.

<nobody@office.go.th>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

{RETURNED}
""",
        "report",
    ),
    Mail(
        "exim",
        "our mail came back",
        "From: Mail Delivery System <Mailer-Daemon@mx.office.go.th>\n"
        "Subject: Mail delivery failed: returning message to sender\nX-Failed-Recipients: nobody@office.go.th",
        f"""
This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  nobody@office.go.th
    550 5.1.1 User unknown

------ This is a copy of the message, including all the headers. ------

{RETURNED}
""",
        "report",
    ),
    Mail(
        "gmail, address not found",
        "our mail came back: no such Gmail address",
        "From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\nSubject: Delivery Status Notification (Failure)\n"
        f"X-Failed-Recipients: nobody@office.go.th\nAuto-Submitted: auto-replied\nIn-Reply-To: {OUR_ID}",
        report(
            "Content-Type: text/plain; charset=utf-8\n\n** ไม่พบที่อยู่ **\n\nไม่มีการส่งข้อความถึง nobody@office.go.th "
            "เพราะไม่พบที่อยู่หรือที่อยู่ไม่สามารถรับอีเมลได้\n",
            STATUS.format(action="failed", status="5.1.1"),
            f"Content-Type: message/rfc822\n\n{RETURNED}\nx\n",
        ),
        "report",
        DSN,
    ),
    Mail(
        "exchange, html alone",
        "our mail came back; Exchange tells it in HTML only",
        "From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@office.onmicrosoft.com>\n"
        f"Subject: Undeliverable: {SUBJECT}",
        f"""
<html><body><p><b>Delivery has failed to these recipients or groups:</b></p>
<p><a href="mailto:nobody@office.go.th">nobody@office.go.th</a><br>The email address you entered couldn't be found.</p>
<p>Diagnostic information for administrators:</p><p>Generating server: SG2PR04.prod.outlook.com</p>
<p>nobody@office.go.th<br>Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound'</p>
<p>Original message headers:</p><pre>Message-ID: {OUR_ID.replace("<", "&lt;").replace(">", "&gt;")}</pre></body></html>
""",
        "report",
        "text/html; charset=utf-8",
    ),
    Mail(
        "exchange in Thai",
        "our mail came back",
        "From: Microsoft Outlook <postmaster@office.go.th>\nReturn-Path: <>\n"
        f"Subject: ไม่สามารถจัดส่งได้: {SUBJECT}",
        f"""
ไม่สามารถส่งข้อความไปยังผู้รับหรือกลุ่มต่อไปนี้ได้: nobody@office.go.th
ไม่พบที่อยู่อีเมลที่คุณป้อน โปรดตรวจสอบที่อยู่อีเมลของผู้รับและลองส่งข้อความอีกครั้ง
Remote Server returned '550 5.1.1 User unknown'
Message-ID: {OUR_ID}
""",
        "report",
    ),
    Mail(
        "yahoo",
        "our mail came back",
        "From: MAILER-DAEMON@yahoo.com\nSubject: Failure Notice",
        """
Sorry, we were unable to deliver your message to the following address.

<nobody@office.go.th>:
554: delivery error: dd This user doesn't have a yahoo.com account
""",
        "report",
    ),
    Mail(
        "a Thai office's own system",
        "our mail came back, in Thai, from an address that looks like any other",
        f"From: ระบบอีเมล <admin@office.go.th>\nSubject: แจ้งเตือน: ส่งอีเมลไม่สำเร็จ\n{ANSWERS_US}",
        """
อีเมลของท่านไม่สามารถจัดส่งถึงผู้รับ nobody@office.go.th ได้ เนื่องจากไม่พบผู้รับในระบบ
""",
        "report",
    ),
    Mail(
        "mailbox full",
        "our mail came back: mailbox full",
        "From: Postmaster <postmaster@office.go.th>\nReturn-Path: <>\nSubject: Mail delivery failure",
        "Your message to nobody@office.go.th could not be delivered: 552 5.2.2 Mailbox full\n",
        "report",
    ),
    Mail(
        "lotus notes",
        "our mail came back",
        "From: Postmaster@office.go.th\nSubject: DELIVERY FAILURE: User nobody not listed in Domino Directory",
        f"Your message\n\n  Subject: {SUBJECT}\n\nwas not delivered to:\n\n  nobody@office.go.th\n\nbecause:\n\n  not listed\n",
        "report",
    ),
    Mail(
        "read receipt by the standard",
        "somebody opened our mail",
        f"{_SOMEBODY}Subject: อ่านแล้ว: {SUBJECT}",
        report(
            "Content-Type: text/plain; charset=utf-8\n\nข้อความของคุณถูกอ่านเมื่อ 20/7/2566\n",
            f"Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;somchai@office.go.th\n"
            f"Original-Message-ID: {OUR_ID}\nDisposition: manual-action/MDN-sent-manually; displayed\n",
        ),
        "report",
        "multipart/report; report-type=disposition-notification; boundary=B",
    ),
    Mail(
        "complaint by a feedback loop",
        "a provider passes on that somebody pressed the junk button",
        "From: feedback@arf.example\nSubject: FW: entry",
        report(
            "Content-Type: text/plain\n\nThis is an email abuse report\n",
            "Content-Type: message/feedback-report\n\nx: y\n",
        ),
        "report",
        "multipart/report; report-type=feedback-report; boundary=B",
    ),
)

NOTES = (
    Mail(
        "exchange, automatic reply",
        "out of office",
        f"{_SOMEBODY}Subject: Automatic reply: {SUBJECT}\nAuto-Submitted: auto-generated\nX-Auto-Response-Suppress: All",
        "I am out of the office until Monday.\n",
        "auto-reply",
    ),
    Mail(
        "exchange in Thai, its headers stripped by a gateway",
        "out of office; only its subject still says so",
        f"{_SOMEBODY}Subject: ตอบกลับอัตโนมัติ: {SUBJECT}",
        "ไปราชการต่างจังหวัด กลับวันจันทร์\n",
        "auto-reply",
    ),
    Mail(
        "exchange inbox rule",
        "a rule in somebody's mailbox answers all",
        f"{_SOMEBODY}Subject: ได้รับแล้ว\nX-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent",
        "รับทราบ\n",
        "auto-reply",
    ),
    Mail(
        "gmail vacation",
        "on holiday",
        f"{_SOMEBODY}Subject: ลาพักร้อน Re: {SUBJECT}\nPrecedence: bulk\nX-Autoreply: yes\nAuto-Submitted: auto-replied",
        "กลับวันที่ 1 ค่ะ\n",
        "list",
    ),
    Mail(
        "gmail vacation without Precedence",
        "on holiday",
        f"{_SOMEBODY}Subject: ลาพักร้อน Re: {SUBJECT}\nX-Autoreply: yes",
        "กลับวันที่ 1 ค่ะ\n",
        "auto-reply",
    ),
    Mail(
        "yahoo vacation",
        "on holiday",
        f"From: somchai@yahoo.co.th\nSubject: Re: {SUBJECT}\nX-Auto-Response: Vacation\nX-AutoReply-From: yahoo",
        "ไม่อยู่ค่ะ\n",
        "auto-reply",
    ),
    Mail(
        "unix vacation",
        "on holiday",
        f"{_SOMEBODY}Subject: away from my mail\nPrecedence: junk",
        "I will not be reading my mail for a while.\n",
        "list",
    ),
    Mail(
        "auto_reply precedence",
        "an automatic answer",
        f"{_SOMEBODY}Subject: Re: x\nPrecedence: auto_reply",
        "ok\n",
        "auto-reply",
    ),
    Mail(
        "null path alone",
        "only a machine sends from nowhere",
        "From: x@office.go.th\nReturn-Path: <>\nSubject: Re: x",
        "ok\n",
        "auto-reply",
    ),
    Mail(
        "autoresponder delivery",
        "an automatic answer",
        f"{_SOMEBODY}Subject: Re: x\nDelivered-To: Autoresponder",
        "ok\n",
        "auto-reply",
    ),
    *(
        Mail(
            f"Thai note {number}",
            "a note of absence or of receipt, by its words and by what it answers",
            f"{_SOMEBODY}Subject: Re: {SUBJECT}\n{ANSWERS_US}",
            f"{body}\n",
            "auto-reply",
        )
        for number, body in enumerate(
            (
                "ขณะนี้ข้าพเจ้าไม่อยู่ที่สำนักงาน จะกลับมาปฏิบัติงานในวันจันทร์ที่ 31 กรกฎาคม 2566",
                "เรียน ผู้ติดต่อ\n\nดิฉันลาพักผ่อนระหว่างวันที่ 24 - 28 กรกฎาคม 2566 กรณีเร่งด่วนโปรดโทร. 02-123-4567",
                "กระผมเดินทางไปราชการ ระหว่างวันที่ 20-22 ก.ค. 66 หากมีเรื่องด่วนติดต่อ คุณสมหญิง 081-234-5678",
                "ได้รับอีเมลของท่านแล้ว จะติดต่อกลับโดยเร็วที่สุด",
                "สำนักปลัดเทศบาลได้รับข้อความของท่านเรียบร้อยแล้ว เจ้าหน้าที่จะดำเนินการและติดต่อกลับภายใน 3 วันทำการ",
                "ขอบคุณที่ติดต่อองค์การบริหารส่วนตำบลดอนทองคำ",
                "อีเมลฉบับนี้เป็นการตอบกลับโดยอัตโนมัติ กรุณาอย่าตอบกลับอีเมลนี้",
                "ผมไม่อยู่ในสำนักงานจนถึงวันที่ 2 ส.ค.",
            ),
            start=1,
        )
    ),
    *(
        Mail(
            f"English note {number}",
            "a note of absence or of receipt, by its words and by what it answers",
            f"{_SOMEBODY}Subject: Re: {SUBJECT}\n{ANSWERS_US}",
            f"{body}\n",
            "auto-reply",
        )
        for number, body in enumerate(
            (
                "I am currently out of the office with limited access to email.",
                "Thank you for your email. We will get back to you within two working days.",
                "Your message has been received. Ticket number: 88123.",
                "This is an automated response. Please do not reply.",
                "I'm on annual leave until 2 August.",
            ),
            start=1,
        )
    ),
    Mail(
        "note with its own subject",
        "out of office, in subject and words",
        f"{_SOMEBODY}Subject: ไม่อยู่ที่สำนักงาน 24-28 ก.ค.",
        "ขณะนี้ไม่อยู่ที่สำนักงาน\n",
        "auto-reply",
    ),
    Mail(
        "Out of office without a colon",
        "out of office, answering us",
        f"{_SOMEBODY}Subject: Out of office until 3 August\n{ANSWERS_US}",
        "Regards\n",
        "auto-reply",
    ),
    Mail(
        "[Auto-Reply]", "an automatic answer", f"{_SOMEBODY}Subject: [Auto-Reply] ขอบคุณ", "x\n", "auto-reply"
    ),
    Mail(
        "read receipt of Outlook, without its report",
        "somebody opened our mail",
        f"{_SOMEBODY}Subject: อ่านแล้ว: {SUBJECT}",
        "ข้อความของคุณ\n\nถึง: dgti\nถูกอ่านเมื่อ 20 กรกฎาคม 2566 10:00\n",
        "auto-reply",
    ),
    Mail(
        "deleted unread",
        "our mail was thrown away unread",
        f"{_SOMEBODY}Subject: Not read: {SUBJECT}",
        "Your message was deleted without being read on Thursday.\n",
        "auto-reply",
    ),
    Mail(
        "bare receipt",
        "somebody opened our mail",
        f"{_SOMEBODY}Subject: Read: {SUBJECT}\n{ANSWERS_US}",
        "\n",
        "auto-reply",
    ),
    Mail(
        "calendar reply",
        "a calendar program accepts an invitation",
        f"{_SOMEBODY}Subject: Accepted: ประชุมชี้แจง",
        report(
            "Content-Type: text/plain; charset=utf-8\n\n\n",
            "Content-Type: text/calendar; method=REPLY; charset=utf-8\n\nBEGIN:VCALENDAR\nEND:VCALENDAR\n",
        ),
        "auto-reply",
        "multipart/alternative; boundary=B",
    ),
    Mail(
        "spam arrest",
        "a filter wants proof that we are a person",
        f"From: Spam Arrest <x@spamarrest.com>\nSubject: Re: {SUBJECT} (verification)",
        "Please click the link.\n",
        "auto-reply",
    ),
    Mail(
        "boxbe",
        "a filter wants proof that we are a person",
        f"{_SOMEBODY}Subject: Re: {SUBJECT} (Action Required)\nX-Boxbe-Info: x",
        "approve\n",
        "auto-reply",
    ),
    Mail(
        "tmda",
        "a filter wants proof that we are a person",
        f"{_SOMEBODY}Subject: Please confirm your message\nX-TMDA-Fingerprint: x",
        "reply to confirm\n",
        "auto-reply",
    ),
    Mail(
        "nameless challenge",
        "a filter wants proof that we are a person",
        f"{_SOMEBODY}Subject: Re: {SUBJECT}\n{ANSWERS_US}",
        "Please confirm your message by clicking http://filter.example/c/123\n",
        "auto-reply",
    ),
    Mail(
        "Thai challenge",
        "a filter wants proof that we are a person",
        f"{_SOMEBODY}Subject: Re: {SUBJECT}\n{ANSWERS_US}",
        "กรุณายืนยันตัวตนว่าท่านเป็นผู้ส่งอีเมลฉบับนี้ โดยคลิกที่ http://filter.example/c/1\n",
        "auto-reply",
    ),
)

LISTS_AND_ROBOTS = (
    Mail(
        "newsletter",
        "a newsletter",
        "From: news@letters.example\nSubject: ข่าว\nList-Unsubscribe: <mailto:x@y.z>",
        "ข่าวประจำสัปดาห์\n",
        "list",
    ),
    Mail(
        "mailman",
        "a post to a mailing list",
        "From: somchai@office.go.th\nSender: thaigov-bounces@lists.example\nSubject: [thaigov] ประชุม",
        "แจ้งประชุม\n",
        "list",
    ),
    Mail(
        "majordomo",
        "a post to a mailing list",
        "From: somchai@office.go.th\nSender: owner-thaigov@lists.example\nSubject: ประชุม",
        "แจ้งประชุม\n",
        "list",
    ),
    Mail(
        "Mailing-List",
        "a post to a mailing list",
        "From: a@b.example\nSubject: ประชุม\nMailing-List: contact x@y.z",
        "แจ้งประชุม\n",
        "list",
    ),
    *(
        Mail(
            f"from {local}",
            "a robot's address",
            f"From: {local}@office.go.th\nReturn-Path: <{local}@office.go.th>\nSubject: แจ้งเตือน",
            "รหัสผ่านจะหมดอายุ\n",
            "robot",
        )
        for local in (
            "noreply",
            "no_reply",
            "no.reply",
            "No-Reply",
            "do.not.reply",
            "donotreply",
            "DoNot-Reply",
            "noreply-edoc",
            "postmaster",
            "mailer-daemon",
            "notifications",
            "bounce+12",
            "auto-reply",
        )
    ),
    Mail(
        "daemon by its name",
        "a mail system wrote",
        'From: "MAILER-DAEMON (office)" <mta7@office.go.th>\nSubject: แจ้งเตือน',
        "โควตาใกล้เต็ม\n",
        "robot",
    ),
)

OURS = (
    Mail("our own copy", "our own mail", "From: dgti_awards@dga.or.th\nSubject: x", "x\n", "own"),
    Mail(
        "our address under another name",
        "our own mail",
        "From: ใครบางคน <DGTI_Awards@dga.or.th>\nSubject: x",
        "x\n",
        "own",
    ),
    Mail(
        "our marker from elsewhere",
        "our own mail, sent on",
        "From: relay@else.example\nSubject: x\nX-Intake-Contest: other",
        "x\n",
        "own",
    ),
    Mail(
        "our Message-ID from elsewhere",
        "our own mail, sent on",
        f"From: relay@else.example\nSubject: x\nMessage-ID: {OUR_ID}",
        "x\n",
        "own",
    ),
    Mail(
        "our letter, everything else stripped",
        "our own letter, or that of another contest",
        f"From: awards@else.example\nSubject: {SUBJECT}",
        OUR_LETTER,
        "own",
    ),
    Mail(
        "sent back as attachment",
        "a server sends back what it got, with no word of its own",
        f"From: relay@else.example\nSubject: Fwd: {SUBJECT}",
        report(
            "Content-Type: text/plain; charset=utf-8\n\n\n",
            f"Content-Type: message/rfc822\n\n{RETURNED}Content-Type: text/plain; charset=utf-8\n\n{OUR_LETTER}",
        ),
        "own",
        "multipart/mixed; boundary=B",
    ),
    Mail(
        "sent back inline",
        "a server sends back what it got, with no word of its own",
        f"From: relay@else.example\nSubject: FW: {SUBJECT}",
        f"-----Original Message-----\nFrom: dgti_awards@dga.or.th\nSubject: {SUBJECT}\n\n{OUR_LETTER}",
        "own",
    ),
)

MACHINES = (*REPORTS, *NOTES, *LISTS_AND_ROBOTS, *OURS)

PERSONS = (
    Mail(
        "absence told in an enquiry",
        "a person asks; that somebody is away is why",
        f"{_SOMEBODY}Subject: สอบถามการส่งผลงาน",
        "เนื่องจากนายก อบต. ไม่อยู่ที่สำนักงาน จึงลงนามไม่ได้ ขอส่งผลงานหลังวันที่ 31 ได้หรือไม่\n",
    ),
    Mail(
        "absence told in an answer to us",
        "a person answers: the file comes tomorrow",
        f"{_SOMEBODY}Subject: Re: {SUBJECT}\n{ANSWERS_US}",
        "ขณะนี้ผมไม่อยู่ที่สำนักงาน จะส่งไฟล์ให้ใหม่พรุ่งนี้ครับ\n",
    ),
    Mail(
        "absence first, out of any thread",
        "a person says when he is away",
        f"{_SOMEBODY}Subject: แจ้งผู้ประสานงาน",
        "ดิฉันลาพักผ่อนวันที่ 24 ก.ค. ติดต่อคุณสมหญิงแทน\n",
    ),
    Mail(
        "a question about our automatic reply",
        "a person does not understand our mail",
        f"{_SOMEBODY}Subject: ตอบกลับอัตโนมัติที่ได้รับหมายความว่าอย่างไร",
        "ได้รับอีเมลแล้วไม่เข้าใจ ต้องทำอะไรต่อคะ\n",
    ),
    Mail(
        "thanks and received",
        "a person thanks",
        f"{_SOMEBODY}Subject: Re: {SUBJECT}\n{ANSWERS_US}",
        "ได้รับเมลแล้วค่ะ ขอบคุณค่ะ\n",
    ),
    Mail(
        "an answer above our letter",
        "a person gives the district",
        f"{_SOMEBODY}Subject: Re: {SUBJECT}\n{ANSWERS_US}",
        f"อำเภอเมือง จังหวัดพะเยา\n\n-----Original Message-----\n{OUR_LETTER}",
    ),
    Mail(
        "an answer below our marked letter",
        "a person gives the district below",
        f"{_SOMEBODY}Subject: Re: {SUBJECT}\n{ANSWERS_US}",
        "".join(f"> {line}\n" for line in OUR_LETTER.splitlines()) + "\nอำเภอเมือง จังหวัดพะเยา\n",
    ),
    Mail(
        "an answer below our unmarked letter",
        "a person gives the district below",
        f"{_SOMEBODY}Subject: Re: {SUBJECT}\n{ANSWERS_US}",
        f"{OUR_LETTER}\nอำเภอเมือง จังหวัดพะเยา\n",
    ),
    Mail(
        "a bare reply",
        "a person pressed reply; what he wrote may stand inside our letter",
        f"{_SOMEBODY}Subject: Re: {SUBJECT}\n{ANSWERS_US}",
        f"-----Original Message-----\nFrom: dgti_awards@dga.or.th\n\n{OUR_LETTER}อำเภอเมือง\n",
    ),
    Mail(
        "our letter forwarded with a question",
        "a person forwards our mail and asks",
        f"{_SOMEBODY}Subject: Fwd: {SUBJECT}",
        f"ฉบับนี้หมายความว่าอย่างไร\n\n---------- Forwarded message ---------\n{OUR_LETTER}",
    ),
    Mail(
        "our letter attached with a question",
        "a person forwards our mail and asks",
        f"{_SOMEBODY}Subject: Fwd: {SUBJECT}",
        report(
            "Content-Type: text/plain; charset=utf-8\n\nต้องทำอย่างไรต่อ\n",
            f"Content-Type: message/rfc822\n\n{RETURNED}\n{OUR_LETTER}",
        ),
        "",
        "multipart/mixed; boundary=B",
    ),
    Mail(
        "a bounce forwarded with a question",
        "a person's mail came back, and he asks why",
        f"{_SOMEBODY}Subject: Fwd: Undelivered Mail Returned to Sender",
        "ส่งผลงานแล้วขึ้นแบบนี้ ทำอย่างไรดี\n\n---------- Forwarded message ---------\nThis is the mail system at host mx.dga.or.th.\n<dgti_awards@dga.or.th>: 552 5.2.2 mailbox full\n",
    ),
    Mail(
        "a bounce pasted below a question",
        "a person's mail came back, and he asks why",
        f"{_SOMEBODY}Subject: ส่งไม่สำเร็จ",
        "ส่งผลงานไม่ได้ค่ะ ระบบแจ้งว่า\n\nThis is the mail system at host mx.dga.or.th.\nfailed: 552 5.2.2\n",
    ),
    Mail(
        "a bounce attached with a question",
        "a person's mail came back, and he asks why",
        f"{_SOMEBODY}Subject: FW: Undeliverable: ส่งผลงาน",
        report(
            "Content-Type: text/plain; charset=utf-8\n\nส่งไม่ผ่าน ช่วยดูให้ด้วยค่ะ\n",
            "Content-Type: message/rfc822\n\nFrom: postmaster@x.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=C\n\n--C\n"
            + STATUS.format(action="failed", status="5.1.1")
            + "--C--\n",
        ),
        "",
        "multipart/mixed; boundary=B",
    ),
    Mail(
        "only X-Auto-Response-Suppress",
        "a person; Outlook adds it",
        f"{_SOMEBODY}Subject: สอบถาม\nX-Auto-Response-Suppress: DR, OOF, AutoReply",
        "ขอทราบกำหนดส่ง\n",
    ),
    Mail(
        "no Return-Path",
        "a person; the file was saved without its envelope",
        "From: somchai@office.go.th\nSubject: สอบถาม",
        "ขอทราบกำหนดส่ง\n",
    ),
    Mail(
        "Auto-Submitted: no",
        "a person, says his mailer",
        f"{_SOMEBODY}Subject: สอบถาม\nAuto-Submitted: no",
        "ขอทราบกำหนดส่ง\n",
    ),
    Mail(
        "wants a read receipt",
        "a person who wants to know that we read it",
        f"{_SOMEBODY}Subject: สอบถาม\nDisposition-Notification-To: somchai@office.go.th",
        "ขอทราบกำหนดส่ง\n",
    ),
    Mail(
        "[list] in the subject alone",
        "a person; brackets are no sign",
        f"{_SOMEBODY}Subject: [ด่วน] สอบถาม",
        "ขอทราบกำหนดส่ง\n",
    ),
    Mail(
        "sent by a secretary",
        "a person, through another's account",
        f"{_SOMEBODY}Sender: secretary@office.go.th\nSubject: สอบถาม",
        "ขอทราบกำหนดส่ง\n",
    ),
    Mail(
        "an invitation by a person",
        "a person asks us to a meeting",
        f"{_SOMEBODY}Subject: เชิญประชุม",
        report(
            "Content-Type: text/plain; charset=utf-8\n\nขอเชิญประชุม\n",
            "Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\n",
        ),
        "",
        "multipart/alternative; boundary=B",
    ),
    Mail(
        "a subject that begins with Read",
        "a person",
        f"{_SOMEBODY}Subject: Read: the rules, question",
        "Is a video enough?\n",
    ),
    Mail(
        "a name like a robot's",
        "a person whose name begins so",
        "From: Norepat Replyon <noreepat@office.go.th>\nReturn-Path: <noreepat@office.go.th>\nSubject: สอบถาม",
        "ขอทราบกำหนดส่ง\n",
    ),
    Mail(
        "a redirected mail",
        "a person's mail, sent on by a rule of his own office",
        f"{_SOMEBODY}Subject: สอบถาม\nX-MS-Exchange-Inbox-Rules-Loop: somchai@office.go.th\nX-Loop: office",
        "ขอทราบกำหนดส่ง\n",
    ),
    Mail(
        "confirms in his own words",
        "a person confirms",
        f"{_SOMEBODY}Subject: Re: {SUBJECT}\n{ANSWERS_US}",
        "ขอยืนยันว่าส่งผลงานในนามเทศบาลตำบลดอนทองคำ\n",
    ),
    Mail(
        "could not send",
        "a person tells that he could not send",
        f"{_SOMEBODY}Subject: ไม่สามารถส่งผลงานได้",
        "ไม่สามารถส่งผลงานได้ เนื่องจากไฟล์ใหญ่เกินไป ทำอย่างไร\n",
    ),
    Mail(
        "could not send, in our thread",
        "a person tells that he could not send",
        f"{_SOMEBODY}Subject: Re: {SUBJECT}\n{ANSWERS_US}",
        "ไม่สามารถส่งไฟล์วิดีโอได้ค่ะ ใหญ่เกินไป\n",
    ),
)
