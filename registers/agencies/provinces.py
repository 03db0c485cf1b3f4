"""The 77 provinces, as the Royal Institute writes them (the capital counted among them)."""

from screening.words.names import squeezed

_NAMES = """
    กระบี่ กรุงเทพมหานคร กาญจนบุรี กาฬสินธุ์ กำแพงเพชร ขอนแก่น จันทบุรี ฉะเชิงเทรา ชลบุรี ชัยนาท ชัยภูมิ
    ชุมพร ตรัง ตราด ตาก นครนายก นครปฐม นครพนม นครราชสีมา นครศรีธรรมราช นครสวรรค์ นนทบุรี นราธิวาส น่าน
    บึงกาฬ บุรีรัมย์ ปทุมธานี ประจวบคีรีขันธ์ ปราจีนบุรี ปัตตานี พระนครศรีอยุธยา พะเยา พังงา พัทลุง พิจิตร
    พิษณุโลก ภูเก็ต มหาสารคาม มุกดาหาร ยะลา ยโสธร ระนอง ระยอง ราชบุรี ร้อยเอ็ด ลพบุรี ลำปาง ลำพูน ศรีสะเกษ
    สกลนคร สงขลา สตูล สมุทรปราการ สมุทรสงคราม สมุทรสาคร สระบุรี สระแก้ว สิงห์บุรี สุพรรณบุรี สุราษฎร์ธานี
    สุรินทร์ สุโขทัย หนองคาย หนองบัวลำภู อำนาจเจริญ อุดรธานี อุตรดิตถ์ อุทัยธานี อุบลราชธานี อ่างทอง
    เชียงราย เชียงใหม่ เพชรบุรี เพชรบูรณ์ เลย แพร่ แม่ฮ่องสอน"""

PROVINCES = tuple(_NAMES.split())
_SHORT = {
    **dict.fromkeys(("กรุงเทพฯ", "กรุงเทพ", "กทม.", "กทม"), "กรุงเทพมหานคร"),
    "อยุธยา": "พระนครศรีอยุธยา",
}
_KNOWN = {squeezed(name): name for name in PROVINCES} | {
    squeezed(name): full for name, full in _SHORT.items()
}


def province_of(name: str) -> str:
    """The province of that name, whatever the spelling of its vowels and spaces; empty for none."""
    return _KNOWN.get(squeezed(name), "")
