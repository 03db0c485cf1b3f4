"""Links that stand in the place of a file: told by where they lead or by the words that hand them over.

Links are never fetched. Which paths tell a cloud of one's own is the form in which each program shares a
link, from memory and tried on none of them: Nextcloud and ownCloud `/s/<token>`, Seafile `/f/`, `/d/`,
`/smart-link/`, Synology `/sharing/<id>` and gofile.me, QNAP `/share.cgi?ssid=`, SharePoint `/:p:/`.
"""

import re

from screening.model.submission import Submission
from screening.words.names import squeezed

_HOSTS = re.compile(
    r"^https?://(?:[\w-]+\.)*(?:drive\.google\.com|docs\.google\.com|photos\.(?:app\.goo\.gl|google\.com)|1drv\.ms|onedrive\.live\.com"
    r"|sharepoint\.com|dropbox\.com|db\.tt|wetransfer\.com|we\.tl|mega\.nz|mega\.io|box\.com|icloud\.com|mediafire\.com"
    r"|canva\.(?:com/design|link|site)|canva\.com|prezi\.com|gamma\.app|sway\.(?:office\.com|cloud\.microsoft)|pitch\.com|figma\.com"
    r"|youtu\.be|youtube\.com|vimeo\.com|fb\.watch|facebook\.com/(?:watch|reel|share/[vr]|[^/?#]+/videos)"
    r"|v[mt]\.tiktok\.com|tiktok\.com/@[^/]+/video|pcloud\.(?:com|link)|terabox\.com|4shared\.com|filemail\.com|sendgb\.com"
    r"|send-anywhere\.com|smash(?:\.com|fast\.com)|fromsmash\.com|transfernow\.net|disk\.yandex\.(?:com|ru)"
    r"|quickconnect\.to|gofile\.(?:me|io)|myqnapcloud\.com|synology\.me|direct\.quickconnect\.to"
    r"|bit\.ly|tinyurl\.com|cutt\.ly|rb\.gy|shorturl\.(?:at|asia)|citly\.me|goo\.gl|is\.gd|v\.gd|t\.ly|s\.id|t\.co|ow\.ly|tiny\.cc"
    r"|rebrand\.ly|shorturl\.gg|url\.in\.th|qrco\.de|me-qr\.com|lnkd\.in|short\.gy|dub\.sh"
    r"|liff\.line\.me|line\.me/(?:r/)?(?:album|note|home|keep)|(?:album|timeline|keep)\.line\.me|obs\.line-(?:scdn|apps)\.(?:net|com)"
    r"|mimecast\.com|securemessage\.proofpoint\.com|urldefense\.(?:com|proofpoint\.com)|largefiles?\.[\w.-]+)(?:[:/?]|$)",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"^https?://[^?#]+\.(?:pp[ts][xm]?|odp|key|zip|rar|7z|mp4|mov|m4v|avi|wmv|mkv|webm)(?:[?#]|$)",
    re.IGNORECASE,
)
_OWN_CLOUD = re.compile(
    r"^https?://[^/?#]+(?:/[\w.-]+){0,2}/(?:(?:index\.php/)?s/[A-Za-z0-9]{6,}|f/[0-9a-f]{10,}|d/(?:s/)?[A-Za-z0-9]{8,}"
    r"|smart-link/[\w-]{8,}|sharing/[A-Za-z0-9]{6,}|share\.cgi\?|(?:cgi-bin/)?filemanager/share|fsdownload/[\w-]{6,}|:[a-z]:/[a-z]/|_layouts/15/"
    r"|public-share/|apps/files_sharing/)",
    re.IGNORECASE,
)
_HANDS_OVER = re.compile(
    "ลิงก์|ลิงค์|ลิ้งค์|ลิ้งก์|ดาวน์โหลด|ดาวโหลด|โหลดได้|โหลดไฟล์|(?:ไฟล์|สไลด์|คลิป|ผลงาน).{0,25}?(?:ที่นี่|ตามนี้)|download|linkto"
)
_ASKS = re.compile(r"\?|ไม่ได้|สอบถาม|หรือไม่|ไหม|อย่างไร|ยังไง|ของ(?:โครงการ|ประกาศ|สพร)")
_OURS = re.compile(r"^https?://(?:[\w-]+\.)*(?:dga\.or\.th|contestwar\.com)(?:[:/?]|$)", re.IGNORECASE)
_ADDS_A_FRIEND = re.compile(r"^https?://(?:lin\.ee|(?:page\.)?line\.me/(?:r/)?(?:ti/p|ti/g))", re.IGNORECASE)
_HOME_PAGE = re.compile(r"^https?://[^/?#]+/?(?:index\.\w+)?$", re.IGNORECASE)
_SHORTCUT = re.compile(r"\.(?:url|webloc|website|gslides|gdoc|gsheet|gdrive|glink|desktop)$", re.IGNORECASE)
_BEFORE = 90  # characters before a link in which words hand it over


def shared_links(submission: Submission) -> tuple[str, ...]:
    """Links to places where files are shared, and the names of attached shortcuts to such places."""
    links = tuple(link for link in submission.parsed.links if _is_shared(link, submission.parsed.text))
    return (*links, *(file.name for file in submission.files if _SHORTCUT.search(file.name.strip())))


def _is_shared(link: str, text: str) -> bool:
    if _HOSTS.match(link) or _FILE.match(link) or _OWN_CLOUD.match(link):
        return True
    if _OURS.match(link) or _ADDS_A_FRIEND.match(link) or _HOME_PAGE.match(link):
        return False
    return _is_handed_over(link, text)


def _is_handed_over(link: str, text: str) -> bool:
    """Whether the words before a link say that a file is there. HTML may hide the address behind words."""
    at = text.find(link.removeprefix("https://"))
    before = squeezed(text[max(0, at - _BEFORE) : at] if at >= 0 else text[:2_000])
    return bool(_HANDS_OVER.search(before)) and not _ASKS.search(before)
