"""Personal data in a decoded source: numbers that pass their check, and what is marked as a contact, a place or a key.

A finding says where and what; it changes nothing. Names are not looked for: newspapers are full of them. Without
libraries, so that findings do not depend on what is installed: the checks take a few lines.
"""

from __future__ import annotations

import datetime
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator

from corpus.model.values import Finding

Finder = Callable[[str, int, int], Iterator[tuple[int, int]]]  # a text, and the part of it to look in

# Digits, letters and marks of full width, each to its half-width twin: the length stays.
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_HAS_WIDE = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff20]")
# What is looked for in ASCII has five characters of it, near one another; the rest of a Chinese text is passed over,
# which takes a tenth of the time. A mark such as a word for telephone stands before, a unit after.
_ASCII_RUN = re.compile(r"[!-~](?:[ \t\u00a0\u3000\n]{0,4}[!-~]){4,}")
_BEFORE, _BEHIND = 48, 24

# A number may be spaced, and broken over lines once or twice.
_GAP = r"(?:[ \t\u00a0\u3000-]{0,2}|[ \t]*\n[ \t\u3000]*)"
_NOT_IN_NUMBER = r"(?<![0-9])(?<![0-9][.,])"


def find(chars: str) -> tuple[Finding, ...]:
    """Find personal data in a decoded source, in order; of two types that claim a place the surer one has it."""
    text = chars.translate(_WIDE) if _HAS_WIDE.search(chars) else chars
    parts, whole, lower = list(_parts(text)), [(0, len(text))], text.lower()
    found = list[Finding]()
    for name, finder in FINDERS:
        if not any(word in lower for word in _WORDS.get(name, ("",))):
            continue
        for start, end in (place for part in (whole if name in _OF_HAN else parts) for place in finder(text, *part)):
            place = bisect_left(found, (end,))  # those before it begin before its end
            if not place or found[place - 1].end <= start:
                found.insert(place, Finding(start, end, name))
    return tuple(found)


def _parts(text: str) -> Iterator[tuple[int, int]]:
    """Yield the parts of a text that have ASCII, with what is around it; parts that overlap are one."""
    first, last = 0, -1
    for run in _ASCII_RUN.finditer(text):
        if last >= 0 and run.start() - _BEFORE > last:
            yield first, last
            last = -1
        if last < 0:
            first = max(0, run.start() - _BEFORE)
        last = min(len(text), run.end() + _BEHIND)
    if last >= 0:
        yield first, last


def _digits(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", text)


# Resident identity numbers (GB 11643): place, date of birth, order, check character.
_RESIDENT = re.compile(rf"{_NOT_IN_NUMBER}(?=([1-9](?:{_GAP}[0-9]){{16}}{_GAP}[0-9Xx])(?![0-9]))")
_RESIDENT_OLD = re.compile(r"身份证(?:件)?(?:号码|号|编号)?[ :：为是]{0,3}([1-9][0-9]{14})(?![0-9])")
_PROVINCES = frozenset(
    str(number)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for number in range(first, last + 1)
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _resident_ids(text: str, pos: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _RESIDENT.finditer(text, pos, end):
        if is_resident_id(_digits(match[1])):
            yield match.span(1)
    for match in _RESIDENT_OLD.finditer(text, pos, end):
        if match[1][:2] in _PROVINCES and _is_day("19" + match[1][6:12]):
            yield match.span(1)


def is_resident_id(number: str) -> bool:
    """Return whether 18 characters are a resident identity number: province, date of birth, check character.

    >>> is_resident_id("11010519491231002X"), is_resident_id("110105194912310021")
    (True, False)
    """
    if number[:2] not in _PROVINCES or not _is_day(number[6:14]):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return number[17].upper() == "10X98765432"[total % 11]


def _is_day(text: str) -> bool:
    try:
        return 1880 <= datetime.date(int(text[:4]), int(text[4:6]), int(text[6:])).year <= 2100
    except ValueError:
        return False


# Telephones. What follows a word for a code, or comes before a unit, is no telephone.
_AREA = r"(?:010|02[0-57-9]|0[3-9][0-9]{2})"
_MOBILE = re.compile(
    rf"{_NOT_IN_NUMBER}(?:(?:\+|00)?86[- ]?)?(?<![A-Za-z_/])"
    r"1(?:3[0-9]|4[014-9]|5[0-35-9]|6[2567]|7[0-8]|8[0-9]|9[0-35-9])"
    r"(?:[- ]?[0-9]{4}[- ]?[0-9]{4}|(?:\n[ \t]*)?[0-9]{4}(?:\n[ \t]*)?[0-9]{4}|[0-9]{1,7}\n[ \t]*[0-9]{1,7})"
    r"(?![0-9A-Za-z_]|[.,][0-9]|[ \t]?(?:[万亿元吨斤克个件%％]|人次|平方|公里))"
)
_LANDLINE = re.compile(
    rf"{_NOT_IN_NUMBER}(?<![A-Za-z_/.-])(?:(?:\+|00)?86[- ]?\(?(?:0?10|0?2[0-57-9]|0?[3-9][0-9]{{2}})\)?|"
    rf"[(（]{_AREA}[)）]|{_AREA})[ ]?(?:[-—–‐―－~]|(?<=[)）])|(?<=[0-9]) )[ ]?[2-8][0-9]{{2,3}}[- ]?[0-9]{{4}}"
    r"(?:(?:[ ]?(?:转|ext\.?)[ ]?|-)[0-9]{1,6})?(?![0-9A-Za-z_]|[.,][0-9])"
)
_MARKED_PHONE = re.compile(
    r"(?:电话|座机|热线|传真|手机|联系方式|[Tt][Ee][Ll]|[Ff][Aa][Xx])(?:号码|号)?[ .]{0,2}[:：为是][ ]{0,2}"
    rf"((?:{_AREA})?[2-8][0-9]{{2,3}}-?[0-9]{{4}})(?![0-9-]|[.,][0-9])"
)
_CODE_BEFORE = re.compile(
    r"(?:[编单序代货型账帐批票章件档卷令字流合同水]号?码?|代码|号码段|订单|单据|条码|编码|流水|合同|快递|运单|物流|发票|凭证|序列|"
    r"(?:ISBN|ISSN|DOI|doi|SN|S/N|No|NO|ID|id|sku|SKU|GB|GB/T|QB|YY|DB)[A-Za-z/.]*)(?:号|号码)?[ .:：为是#=-]{0,3}$"
)
_IN_NAME = re.compile(r"[A-Za-z][.]$")  # the last part of a DOI, of a file's name
_PHONE_BEFORE = re.compile(
    r"(?:电话|手机|联系|座机|热线|传真|致电|拨打|号码|[Tt]el|TEL|[Pp]hone|微信|客服)[^\n0-9]{0,8}$"
)


def _is_code(text: str, start: int) -> bool:
    before = text[max(0, start - 16) : start]
    return bool(_CODE_BEFORE.search(before) or _IN_NAME.search(before)) and not _PHONE_BEFORE.search(before)


def _phones(text: str, pos: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _MOBILE.finditer(text, pos, end):
        if len(_digits(match[0]).lstrip("0").removeprefix("86")) == 11 and not _is_code(text, match.start()):
            yield match.span()
    for match in _LANDLINE.finditer(text, pos, end):
        if not _is_code(text, match.start()):
            yield match.span()
    yield from (match.span(1) for match in _MARKED_PHONE.finditer(text, pos, end))


# Bank cards: UnionPay and the old numbers of Chinese banks, Visa, Mastercard, JCB.
_CARD = re.compile(rf"{_NOT_IN_NUMBER}(?=([2-69][0-9]{{3}}(?:{_GAP}[0-9]){{11,15}})(?![0-9]|[.,][0-9]))")
_ISSUER = re.compile(
    r"(?:62[0-9]{14,17}|(?:9558|9559|6013|6014|6887|4563|4367|5326)[0-9]{12,15}|4[0-9]{15}|5[1-5][0-9]{14}|"
    r"35(?:2[89]|[3-8][0-9])[0-9]{12})"
)


def _bank_cards(text: str, pos: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _CARD.finditer(text, pos, end):
        number = _digits(match[1])
        if _ISSUER.fullmatch(number) and is_luhn(number) and not _is_order(text, match.start()):
            yield match.span(1)


def _is_order(text: str, start: int) -> bool:
    before = text[max(0, start - 16) : start]
    return bool(_CODE_BEFORE.search(before)) and not re.search(r"卡号|账号|帐号|账户|帐户|[开户银]行", before)


def is_luhn(number: str) -> bool:
    """Return whether the last digit of a card's number is right.

    >>> is_luhn("6222020200112230001"), is_luhn("79927398713")
    (False, True)
    """
    digits = [int(digit) for digit in reversed(number)]
    return (sum(digits[::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])) % 10 == 0


_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+@-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,5}"
    r"(?!(?:png|jpe?g|gif|svg|webp|bmp|css|js|pdf|txt|html?)\b)[A-Za-z]{2,24}(?![A-Za-z0-9@]|-[A-Za-z0-9])"
)
_AT_HOST = ("git", "svn", "hg", "root", "www")  # users of machines, not of people
_LIST_HOST = re.compile(r"@(?:lists?|groups?)\.")  # who writes there writes to all


def _emails(text: str, pos: int, end: int) -> Iterator[tuple[int, int]]:
    if text.find("@", pos, end) >= 0:
        for match in _EMAIL.finditer(text, pos, end):
            if match[0].partition("@")[0].lower() not in _AT_HOST and not _LIST_HOST.search(match[0]):
                yield match.span()


_WECHAT = re.compile(
    r"(?:(?<![a-zA-Z])(?:[Ww][Ee][Cc]hat|WECHAT|[Ww]eixin|[Vv][Xx]|[Ww][Xx])|微信|微 信|薇信|V信|v信)"
    r"(?:[ ]?(?:号码|号|ID|id|账号|帐号))?[ ]?(?:[:：=]|为|是|(?<=号)|(?<=ID)|(?<= )(?=[A-Za-z-]*[0-9_]))[ ]?"
    r"((?!https?)[A-Za-z][A-Za-z0-9_-]{5,19}|1[3-9][0-9]{9})(?![A-Za-z0-9_@.-])"
)
_QQ = re.compile(
    r"(?<![A-Za-z])(?:[Qq]{2}|扣扣|企鹅号)(?:[ ]?(?:交流|读者|业主|家长)?(?:号码|号|群号|群|账号))?[ ]?[:：=为是]?[ ]?"
    r"([1-9][0-9]{4,10})(?![0-9A-Za-z@]|[.,][0-9]|[ ]?[万亿元年版人个])"
)
_PROVINCE_LETTERS = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = re.compile(
    rf"[{_PROVINCE_LETTERS}][A-HJ-NP-Z][ ·•.-]?(?:[A-HJ-NP-Z0-9]{{5}}|[A-HJ-NP-Z0-9]{{4}}[挂学警港澳]|"
    r"[DF][A-HJ-NP-Z0-9][0-9]{4}|[0-9]{5}[DF])(?![A-Za-z0-9])"
)
_PASSPORT = re.compile(
    r"(?:护照|通行证|[Pp]assport|PASSPORT)(?:号码|号|编号|[ ]?[Nn][Oo]\.?|[ ]?number)?[ :：为是(（]{0,4}"
    r"(?<![A-Za-z])([EGDSPHCMT][A-HJ-NP-Z]?[0-9]{7,8})(?![0-9A-Za-z])"
)


def _first_group(pattern: re.Pattern[str]) -> Finder:
    return lambda text, pos, end: (match.span(1) for match in pattern.finditer(text, pos, end))


def _plates(text: str, pos: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _PLATE.finditer(text, pos, end):
        if sum(char.isdigit() for char in match[0]) >= 2:
            yield match.span()


# Addresses with a door: a street and a number, where a place above, a mark before or a flat after says that it is one.
_NUMBER = r"[0-9零〇一二三四五六七八九十百甲乙丙丁A-Z-]{1,6}"
_UNIT = "(?:省|自治区|市|盟|州|地区|区|县|旗|镇|乡|街道|办事处|村|屯|社区|管委会|开发区)"
_STREET = (
    r"(?:[\u4e00-\u9fff]{1,8}?(?:大街|大道|胡同|街坊|里弄|(?<![铁公线电思道套网马出航水管回通门走高退])路|街(?!道)|巷|弄|(?<!街)(?<!国)(?<!省)"
    r"(?<!县)(?<!铁)(?<!轨)(?<!跑)(?<!频)(?<!渠)(?<!管)(?<!赛)道)(?:[东南西北中](?:段|路|街)?)?)"
)
_ESTATE = r"(?:[\u4e00-\u9fff]{2,10}?(?:小区|花园|家园|公寓|新村|苑|大厦|广场|园区|城|府|庭|里|村|社区))"
_FLAT = rf"(?:[ ]?{_NUMBER}[ ]?(?:号楼|栋|幢|座|楼|单元|门|层|室|房|户)){{1,4}}(?:[ ]?[0-9]{{1,5}}(?:室|号|房)?)?"
_NO_DOOR = (
    "(?!线|文|令|公告|车|机|台|井|矿|炉|泵|桥|隧|门店|店|坑|墓|段|省道|国道|高速|口|站|案|议案|厅|馆|展|工程|通知|选手)"
)
_AT_STREET = rf"{_STREET}[ ]?(?:{_NUMBER}[ ]?弄[ ]?)?{_NUMBER}[ ]?号(?:院|附[0-9]+号)?{_NO_DOOR}(?:[ ]?{_ESTATE})?"
_IN_ESTATE = rf"{_ESTATE}(?=[ ]?{_NUMBER}[ ]?(?:号楼|栋|幢|座))"
_IN_VILLAGE = rf"[\u4e00-\u9fff]{{1,6}}村[ ]?{_NUMBER}[ ]?(?:组|队|社)[ ]?{_NUMBER}[ ]?号"
_ADDRESS = re.compile(
    rf"((?:[\u4e00-\u9fff]{{2,8}}?{_UNIT}[ ]?){{1,5}})?(?:{_AT_STREET}|{_IN_ESTATE}|{_IN_VILLAGE})({_FLAT})?"
)
_ADDRESS_MARK = re.compile(
    r"(?:地\s?址|住\s?址|住\s?所|家住|现住|住在|居住于|居住地|户籍|寄至|寄到|邮寄|收件|送至|位于|坐落)[^\n。；]{0,12}$"
)
_DOOR = re.compile(rf"{_NUMBER}[ ]?(?:号(?!文|令)|室|栋|幢|座)")


def _addresses(text: str, pos: int, end: int) -> Iterator[tuple[int, int]]:
    """Find addresses near each door's number: the pattern is tried on a few characters only."""
    done = pos
    for door in _DOOR.finditer(text, pos, end):
        if door.start() < done:
            continue
        begin = max(done, text.rfind("\n", 0, door.start()) + 1, door.start() - 60)
        for match in _ADDRESS.finditer(text, begin, min(len(text), door.end() + 40)):
            marked = _ADDRESS_MARK.search(text, max(0, match.start() - 20), match.start())
            if match[1] or match[2] or marked:
                yield match.span()
                done = match.end()
        done = max(done, door.end())


_SECRET = re.compile(
    r"(?<![A-Za-z0-9])(?:AKIA[0-9A-Z]{16}|AKID[A-Za-z0-9]{13,40}|LTAI[A-Za-z0-9]{12,24}|AIza[0-9A-Za-z_-]{35}|"
    r"gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,}|glpat-[A-Za-z0-9_-]{20,}|hf_[A-Za-z0-9]{30,}|"
    r"sk-[A-Za-z0-9_-]{20,}|sk_live_[A-Za-z0-9]{16,}|xox[abprs]-[A-Za-z0-9-]{10,}|npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_-]{32,}|"
    r"eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,})(?![A-Za-z0-9])|"
    r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"
)
_MARKED_SECRET = re.compile(
    r"(?:(?<![A-Za-z])(?:[Pp]assw(?:or)?d|PASSWORD|[Ss]ecret(?:[_-]?[Kk]ey)?|[Aa]pi[_-]?[Kk]ey|API[_ -]?KEY|"
    r"[Aa]ccess[_-]?[Tt]oken|[Tt]oken|TOKEN)|密码|口令|密钥|令牌)"
    r"[ ]?(?:[:：=]|为[:：]?|是[:：]?)[ ]?[\"']?([!-~]{8,128})"
)


def _secrets(text: str, pos: int, end: int) -> Iterator[tuple[int, int]]:
    yield from (match.span() for match in _SECRET.finditer(text, pos, end))
    for match in _MARKED_SECRET.finditer(text, pos, end):
        value = match[1]
        if re.search("[0-9]", value) and re.search("[A-Za-z]", value) and not re.search(r"[<>{}$()]|://", value):
            yield match.span(1)


FINDERS: tuple[tuple[str, Finder], ...] = (
    ("SECRET", _secrets),
    ("EMAIL", _emails),
    ("RESIDENT_ID", _resident_ids),
    ("BANK_CARD", _bank_cards),
    ("PASSPORT", _first_group(_PASSPORT)),
    ("WECHAT", _first_group(_WECHAT)),
    ("QQ", _first_group(_QQ)),
    ("PHONE", _phones),
    ("LICENCE_PLATE", _plates),
    ("ADDRESS", _addresses),
)
"""Each type with its finder; the surest first."""
_OF_HAN = ("LICENCE_PLATE", "ADDRESS")
# A text without any of these words, in lower case, has nothing of the type.
_WORDS = {
    "SECRET": (
        *(
            "akia",
            "akid",
            "ltai",
            "aiza",
            "ghp_",
            "gho_",
            "ghu_",
            "ghs_",
            "ghr_",
            "github_pat_",
            "glpat-",
            "hf_",
            "sk-",
        ),
        *("sk_live_", "xox", "npm_", "pypi-", "eyj", "-----begin", "passwd", "password", "secret", "key", "token"),
        *("密码", "口令", "密钥", "令牌"),
    ),
    "EMAIL": ("@",),
    "PASSPORT": ("护照", "通行证", "passport"),
    "WECHAT": ("微信", "微 信", "薇信", "v信", "wechat", "weixin", "vx", "wx"),
    "QQ": ("qq", "扣扣", "企鹅号"),
}
