"""Sentences with invented personal data, and with what only looks like it: drawn when a test asks, kept in no file."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import NamedTuple


class Specimen(NamedTuple):
    """A text, and the values in it that are personal data, each with its type."""

    text: str
    wanted: tuple[tuple[str, str], ...]


Maker = Callable[[random.Random], tuple[str, str, str]]  # before, value, behind


def _digits(chance: random.Random, count: int) -> str:
    return "".join(str(chance.randrange(10)) for _ in range(count))


def resident_number(chance: random.Random) -> str:
    """Make a resident identity number whose check character is right."""
    province = chance.choice((11, 13, 15, 21, 31, 32, 33, 35, 37, 41, 42, 44, 45, 50, 51, 52, 53, 61, 62, 64, 65))
    born = f"{chance.randrange(1935, 2016)}{chance.randrange(1, 13):02d}{chance.randrange(1, 29):02d}"
    plain = f"{province}{_digits(chance, 4)}{born}{_digits(chance, 3)}"
    total = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(plain))
    return plain + "10X98765432"[total % 11]


def _luhn(plain: str) -> str:
    for check in "0123456789":
        digits = [int(digit) for digit in reversed(plain + check)]
        if (sum(digits[::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])) % 10 == 0:
            return plain + check
    raise AssertionError


def _wide(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def _grouped(text: str, sizes: tuple[int, ...], gap: str) -> str:
    pieces, at = [], 0
    for size in sizes:
        pieces.append(text[at : at + size])
        at += size
    return gap.join([*pieces, text[at:]] if at < len(text) else pieces)


def _resident(chance: random.Random) -> tuple[str, str, str]:
    number = resident_number(chance)
    cut = chance.randrange(1, 17)
    shown = chance.choice(
        [
            number,
            number,
            number.lower(),
            _wide(number),
            _grouped(number, (6, 8, 4), " "),
            _grouped(number, (6, 4, 4, 4), " "),
            " ".join(number),
            number[:cut] + "\n" + number[cut:],
            number[:cut] + "\n　　" + number[cut:],
        ]
    )
    before = chance.choice(["身份证号：", "公民身份号码", "（身份证", "李某某，男，", "证件号码 ", "申请人", ""])
    return before, shown, chance.choice(["。", "，住本村。", "）", "的持有人到场。", ""])


def _phone(chance: random.Random) -> tuple[str, str, str]:
    mobile = chance.choice(["138", "139", "150", "186", "177", "199", "166", "147", "133", "198"]) + _digits(chance, 8)
    area = chance.choice(["010", "021", "0411", "0755", "0871", "028", "0531"])
    fixed = chance.choice("2345678") + _digits(chance, 7)
    shown = chance.choice(
        [
            mobile,
            mobile,
            mobile,
            _grouped(mobile, (3, 4, 4), " "),
            _grouped(mobile, (3, 4, 4), "-"),
            _wide(mobile),
            f"+86 {mobile}",
            f"86-{mobile}",
            mobile[:7] + "\n" + mobile[7:],
            f"{area}-{fixed}",
            f"({area}){fixed}",
            f"（{area}）{fixed}",
            f"{area}－{fixed}",
            f"{area} {fixed}",
            f"{area}-{fixed[:7]}" if len(area) == 4 else f"{area}-{fixed}",
            f"{area}-{fixed}转{chance.randrange(100, 999)}",
            f"+86-{area[1:]}-{fixed}",
        ]
    )
    before = chance.choice(
        ["电话：", "联系电话", "手机", "请拨打", "王先生 ", "Tel: ", "报名者可致电", "（电话", "联系人刘某，"]
    )
    return before, shown, chance.choice(["。", "，或到现场。", "）", " 联系。", "（工作日）", "、"])


def _card(chance: random.Random) -> tuple[str, str, str]:
    prefix = chance.choice(["622202", "621700", "622848", "625965", "4392", "5187", "955880"])
    size = {"4": 16, "5": 16}.get(prefix[0], chance.choice([16, 19]))
    number = _luhn(prefix + _digits(chance, (19 if prefix == "955880" else size) - 1 - len(prefix)))
    shown = chance.choice(
        [number, _grouped(number, (4, 4, 4, 4), " "), _grouped(number, (4, 4, 4, 4), "-"), _wide(number)]
    )
    return (
        chance.choice(["卡号：", "账号 ", "开户行：某某银行，", "汇至", "银行卡"]),
        shown,
        chance.choice(["。", "，户名张某。", "\n"]),
    )


def _email(chance: random.Random) -> tuple[str, str, str]:
    user = chance.choice(["li.wei", "zhang_san88", "wq2012", "chen-jie", "a.b.c", "info"])
    host = chance.choice(["example.com", "mail.example.cn", "163.example.net", "x-y.example.com.cn", "qq.com"])
    value = chance.choice([f"{user}@{host}", f"{user}@{host}", _wide(f"{user}@{host}")])
    return (
        chance.choice(["邮箱：", "来稿请寄", "E-mail:", "（", "电子邮件 "]),
        value,
        chance.choice(["。", "，", "）", " 收", "\n"]),
    )


def _wechat(chance: random.Random) -> tuple[str, str, str]:
    value = chance.choice(["laowang_88", "Chen-Xiaoyu", "wxid_a1b2c3d4", "h" + _digits(chance, 7), "zhaoliu2020"])
    return (
        chance.choice(["微信号：", "微信：", "加微信号", "WeChat: ", "微信号为", "（微信:"]),
        value,
        chance.choice(["。", "，", "）", " "]),
    )


def _qq(chance: random.Random) -> tuple[str, str, str]:
    value = chance.choice("123456789") + _digits(chance, chance.randrange(4, 10))
    return (
        chance.choice(["QQ：", "QQ号", "QQ:", "qq ", "ＱＱ：", "QQ群："]),
        value,
        chance.choice(["。", "，", "）", "\n"]),
    )


def _plate(chance: random.Random) -> tuple[str, str, str]:
    place = chance.choice("京沪粤浙苏鲁川辽云晋") + chance.choice("ABCDEFGH")
    tail = chance.choice(
        [_digits(chance, 5), "A" + _digits(chance, 4), _digits(chance, 3) + "K7", "D" + _digits(chance, 5)]
    )
    value = chance.choice([place + tail, f"{place}·{tail}", f"{place} {tail}", place + _digits(chance, 4) + "挂"])
    return (
        chance.choice(["车牌号", "一辆", "驾驶", "牌照为"]),
        value,
        chance.choice(["的小客车。", "。", "，", "停在路边。"]),
    )


def _passport(chance: random.Random) -> tuple[str, str, str]:
    value = chance.choice(["E" + _digits(chance, 8), "EA" + _digits(chance, 7), "G" + _digits(chance, 8)])
    return (
        chance.choice(["护照号：", "护照号码", "持护照", "Passport No. ", "护照："]),
        value,
        chance.choice(["。", "，", "入境。", "）"]),
    )


def _address(chance: random.Random) -> tuple[str, str, str]:
    number = chance.randrange(1, 999)
    flat = f"{chance.randrange(1, 30)}栋{chance.randrange(1, 5)}单元{chance.randrange(101, 2999)}室"
    street = chance.choice(["柳树巷", "解放路", "人民大街", "青石胡同", "东风大道", "渡口街", "建设北路"])
    value = chance.choice(
        [
            f"云水市白河区{street}{number}号",
            f"白河区{street}{number}号{flat}",
            f"{street}{number}号{flat}",
            f"青山县柳林镇{street}{number}号",
            f"云水市东区阳光小区{flat}",
            f"和平里小区{flat}",
            f"青山县石桥村{chance.randrange(1, 9)}组{number}号",
        ]
    )
    return chance.choice(["住址：", "家住", "现住", "地址：", "寄至"]), value, chance.choice(["。", "，", "收", "\n"])


def _secret(chance: random.Random) -> tuple[str, str, str]:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    drawn = "".join(chance.choice(letters) for _ in range(36))
    value, before = chance.choice(
        [
            ("AKIA" + drawn.upper()[:16], "key "),
            ("gh" + "p_" + drawn, "用 "),
            ("hf" + "_" + drawn[:34], "token="),
            ("sk" + "-" + drawn, "API_KEY="),
            ("LTAI" + drawn[:20], "AccessKeyId "),
            ("x7" + drawn[:10], "密码："),
            ("-----BEGIN RSA PRIVATE KEY-----", ""),
        ]
    )
    return before, value, chance.choice(["\n", "。", " "])


MAKERS: dict[str, Maker] = {
    "RESIDENT_ID": _resident,
    "PHONE": _phone,
    "BANK_CARD": _card,
    "EMAIL": _email,
    "WECHAT": _wechat,
    "QQ": _qq,
    "LICENCE_PLATE": _plate,
    "PASSPORT": _passport,
    "ADDRESS": _address,
    "SECRET": _secret,
}
PROSE = (
    "会议在上午召开。",
    "双方就此达成一致，",
    "据介绍，",
    "如有疑问，",
    "以下为登记的内容：",
    "村里的路修好了。\n",
    "\n　　",
)


def positive(chance: random.Random, type: str) -> Specimen:
    """Make a text with one value of a type."""
    before, value, behind = MAKERS[type](chance)
    return Specimen(f"{chance.choice(PROSE)}{before}{value}{behind}{chance.choice(PROSE)}", ((type, value),))


def negative(chance: random.Random) -> str:
    """Make a text with numbers and words that are no personal data."""
    year, day = chance.randrange(1949, 2026), chance.randrange(1, 29)
    near = resident_number(chance)
    wrong = near[:17] + chance.choice([char for char in "0123456789X" if char != near[17]])
    card = _luhn("622202" + _digits(chance, 12))
    broken = card[:-1] + str((int(card[-1]) + chance.randrange(1, 10)) % 10)
    mobile = "138" + _digits(chance, 8)
    made = [
        f"国办发〔{year}〕{chance.randrange(1, 99)}号文件",
        f"（{year}）京0105民初{_digits(chance, 5)}号判决书",
        f"GB/T {_digits(chance, 5)}-{year}《信息交换用汉字编码字符集》",
        f"GB 18030-2022、GB 2312-80 和 DB44/T {_digits(chance, 4)}-{year}",
        f"ISBN 978-7-{_digits(chance, 5)}-{_digits(chance, 3)}-{_digits(chance, 1)}",
        f"ISSN 1000-{_digits(chance, 4)}，CN 11-{_digits(chance, 4)}/G2",
        f"总投资{_digits(chance, 11)}元，同比增长{chance.randrange(1, 99)}.{_digits(chance, 2)}%",
        f"售价￥1{_digits(chance, 2)},{_digits(chance, 3)},{_digits(chance, 3)}.00",
        f"订单号 {mobile}，请核对",
        f"产品编号：{mobile}",
        f"合同编号 {wrong}",
        f"编号{wrong}的样品",
        f"流水号{broken}",
        f"{year}年{chance.randrange(1, 13)}月{day}日至{year + 1}年{chance.randrange(1, 13)}月{day}日",
        f"{year}-{chance.randrange(10, 13)}-{day:02d} 0{chance.randrange(1, 9)}:30:00",
        f"{year}{chance.randrange(10, 13)}{day:02d}120000{_digits(chance, 4)}号批次",
        f"坐标 {chance.randrange(100, 130)}.{_digits(chance, 8)}，{chance.randrange(20, 50)}.{_digits(chance, 8)}",
        "圆周率 3.14159265358979323846，自然常数 2.7182818284590452",
        f"DOI:10.{_digits(chance, 4)}/j.cnki.{_digits(chance, 11)}",
        f"版本 {chance.randrange(1, 9)}.{_digits(chance, 2)}.{_digits(chance, 4)}，构建号 {_digits(chance, 10)}",
        "拨打 110 或 12345，客服热线 95588",
        "共有 1 3 8 0 0 1 3 8 0 0 0 个方格",
        f"第{chance.randrange(1, 99)}号台风登陆，{chance.randrange(1, 20)}号线停运",
        f"107国道{_digits(chance, 3)}公里处，铁路{chance.randrange(1, 9)}号桥",
        f"公路{chance.randrange(1, 200)}号标段，思路{chance.randrange(1, 9)}号",
        f"京 A 股上涨{_digits(chance, 2)}点，沪B指{_digits(chance, 3)}",
        f"QQ 音乐与微信支付，微信公众号：{chance.choice(['渡口晚报', '云水发布'])}",
        f"QQ 用户达到 {_digits(chance, 5)} 万人",
        "@渡口晚报 转发，见 logo@2x.png 和 git@host.example:repo.git",
        "密码学是一门学科，密码：见信封",
        f"SHA-256：{''.join(chance.choice('0123456789abcdef') for _ in range(64))}",
        "身份证号码由 18 位数字组成，护照另行办理",
        f"E{_digits(chance, 8)} 型轴承，G{chance.randrange(1, 9999)} 次列车",
        f"面积 {_digits(chance, 3)}.{_digits(chance, 2)} 平方公里，人口 {_digits(chance, 7)} 人",
        f"人民路的桥和解放路的树，市区道路 {chance.randrange(2, 9)} 条",
    ]
    return f"{chance.choice(PROSE)}{chance.choice(made)}{chance.choice(['。', '，', chr(10)])}{chance.choice(PROSE)}"
