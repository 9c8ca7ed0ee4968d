"""How Chinese personal names and organisations look; a guess from their form, used only where a line asks for one."""

from __future__ import annotations

import re

# The surnames of nearly everybody, with the first characters of common Mongolian and Tibetan names; without those
# that are rare as surnames and common as words (水, 和, 经).
_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝"
    "邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄穆萧尹姚邵湛汪祁毛禹狄米贝明臧伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡"
    "田樊胡凌霍虞万支柯昝管卢莫房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄麴封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗谷车侯宓蓬全郗"
    "班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴鬱胥苍闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿边"
    "扈燕冀郏浦尚农温庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾暨居衡耿满弘匡文寇禄阙欧殳沃蔚夔隆巩厍聂晁勾敖融冷訾辛阚那简饶曾毋沙乜鞠须丰巢关蒯相查荆红游竺"
    "区區楚麦麥佘仉闻邸揭操盘权逯盖桓肖付闫佟覃岳仝苑邸亓鄢谌辜侍迟邝苟冼银靖占宾卿阳苻佘香尧揭衣逢侬阿额斯呼图布才扎旺格拉尼丹宝青朝海郞鍾鐘蕭餘簡溫衛連駱張劉陳楊黃趙吳孫馬鄭謝許鄧"
    "韓馮蔣葉蘇呂盧譚陸賈鄒閻龍賀顧龔萬錢嚴莊紀藍聞魯畢關齊歐費遊婁寧單項應欒邊黨烏圖滿蒼鞏權車賴湯諸鳳範羅華龐塗凃闕寶麗聶榮齡騰"
)
_DOUBLE_TEXT = (
    "欧阳 范姜 鍾離 钟离 宇文 长孙 澹台 百里 南宫 司馬 司马 上官 诸葛 尉迟 公孙 慕容 令狐 "
    "皇甫 司徒 夏侯 东方 端木 歐陽 司馬 諸葛 尉遲"
)
DOUBLE = frozenset(_DOUBLE_TEXT.split())
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
_FOREIGN = re.compile(r"[\u3400-\u9fff]{1,8}[·•・．][\u3400-\u9fff]{1,8}(?:[·•・．][\u3400-\u9fff]{1,8})?")
# Words with the form of a name, in brackets or alone.
_COMMON_TEXT = (
    "关于我 关于我们 全文完 未完 未完待续 待续 完 略 下同 节选 同上 图略 附后 以下简称 一期 二期 三期 单位 "
    "多选 单选 试行 暂行 草案 任务 成果 常务 方案 方法 方式 关于 关键 安全 安排 成效 成立 "
    "任何 高度 高效 全面 全力 全区 全国 全省 全市 全县 明确 强化 连续 相关 应用 应当 多方 "
    "路径 万元 严格 解决 党委 党员 石油 海洋 明年 常态 温馨 管理 管控 江河 黄金 白天 马上 "
    "金融 安定 宁静 康复 和平 平安 项目 应急 单项 多项 达到 特点 特别 其中 其他 其它 边境 "
    "景区 景点"
)
_COMMON = frozenset(_COMMON_TEXT.split())
_KINDS_TEXT = (
    "局 厅 廳 委 委员会 委員會 办公室 辦公室 办 院 学院 學院 大学 大學 学校 學校 中心 部 "
    "处 處 科 组 組 公司 集团 集團 政府 协会 協會 学会 學會 总队 支队 大队 中队 派出所 队 隊 "
    "报社 日报 晚报 通讯社 馆 館 基金会 联合会 聯合會 银行 銀行 社 室 所 站 台 臺 小学 "
    "中学 小學 中學 合作社"
)
_KINDS = "|".join(_KINDS_TEXT.split())
# Of two characters at least before the suffix: "本报" or "该局" name nobody.
_ORGANISATION = re.compile(
    r"[^，。；：,;:、！？!?“”《》()（）/／—\s]{2,38}?"
    rf"(?:{_KINDS})"
)


def is_person(text: str) -> bool:
    """Return whether the text has the form of a personal name.

    >>> is_person("欧阳明"), is_person("方案"), is_person("沿河步道")
    (True, False, False)
    """
    if _FOREIGN.fullmatch(text):
        return True
    if not 2 <= len(text) <= 4 or text in _COMMON or not _HAN.fullmatch(text):
        return False
    if text[:2] in DOUBLE:
        return len(text) > 2
    return text[0] in _SURNAMES


_AUTHORITY = re.compile(
    r"(?:人民政府|国务院|國務院|委员会|委員會|政府|办公厅|办公室|辦公室|厅|廳|局|委|部|法院|检察院|署|院|处|處|公署|总工会|总队|集团|公司|学校|"
    r"学院|學院|大学|大學|中学|小学|协会|學會|学会|商会|中心|馆|館|所|站|社|大队|大隊|队部|理事会|理事會|组|会|會)$"
)
_NOT_IN_NAMES = re.compile(r"[\d。，；：！？“”《》]")


def is_body(text: str) -> bool:
    """Return whether the text names an authority or an organisation, or several with blanks between.

    >>> is_body("中共河口市委　河口市人民政府"), is_body("河口市的桥")
    (True, False)
    """
    names = text.split()
    if len(names) > 2 and all(len(name) == 1 for name in names):
        names = ["".join(names)]
    return bool(names) and all(
        2 < len(name) <= 40 and _AUTHORITY.search(name) is not None and not _NOT_IN_NAMES.search(name) for name in names
    )


def is_common_word(text: str) -> bool:
    """Return whether it is a word with the form of a name, such as ``方案``."""
    return text in _COMMON


def is_organisation(text: str) -> bool:
    """Return whether the text has the form of an organisation's name.

    >>> is_organisation("青崖县图书馆"), is_organisation("把书送到村部")
    (True, False)
    """
    return bool(_ORGANISATION.fullmatch(text)) and not _VERBAL.search(text)


# Words that a headline has and a name has not.
_VERBAL = re.compile(r"[把让讓将將被向在了着著为為是]|推进|推動|推动|打造|提升|建设的|走进|助力|赋能|如何")
