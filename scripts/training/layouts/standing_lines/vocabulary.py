"""The two word lists that everything is put together from: one to learn from, one to give figures for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """What one list has: surnames, given names, places, things, what things are like, what is done to them, Latin."""

    surnames: str
    given: tuple[str, ...]
    places: tuple[str, ...]
    things: tuple[str, ...]
    like: tuple[str, ...]
    done: tuple[str, ...]
    latin: tuple[str, ...]


TUNING = Words(
    surnames="赵钱孙李周吴郑王冯陈",
    given=("青禾", "小雨", "家辉", "一鸣", "文静", "晓岚", "守义", "明", "建国", "秀英", "山", "子衿"),
    places=("石桥镇", "老站", "青川市", "槐荫渡", "北山", "南湖", "东桥", "云岭县", "白沙洲", "柳树巷"),
    things=(
        *("面包", "炉火", "木桶", "渡船", "账本", "石阶", "灯笼", "井水", "竹筐", "铜壶"),
        *("书店", "信件", "桂花", "稻田", "雨伞", "铁轨", "门槛", "茶叶", "石碑", "窗台"),
    ),
    like=("明亮", "陈旧", "安静", "温热", "潮湿", "结实", "轻巧", "遥远", "新鲜", "古老", "细密", "空荡"),
    done=("搬走", "修好", "点亮", "收起", "打开", "擦净", "送到", "记下", "卖完", "晒干", "挂上", "数清"),
    latin=(
        *("timer", "station", "bread", "water", "oven", "batch"),
        *("queue", "light", "table", "paper", "river", "stone"),
    ),
)

REPORTING = Words(
    surnames="林何高梁宋唐许邓韩曹",
    given=("松涛", "念慈", "启明", "若兰", "思远", "怀瑾", "玉", "德胜", "桂芳", "海", "望舒", "之南"),
    places=("沙湾乡", "新港", "梧桐里", "望海市", "鹿鸣谷", "西岭", "双塔寺", "平湖县", "渔家屯", "半月岛"),
    things=(
        *("风筝", "码头", "钟楼", "棉被", "果园", "羊群", "石磨", "帆布", "黄昏", "鸟巢"),
        *("口琴", "山路", "蜡烛", "邮票", "池塘", "麦子", "围巾", "烟囱", "沙滩", "梯子"),
    ),
    like=("柔软", "干燥", "喧闹", "清凉", "洁白", "沉重", "缓慢", "热闹", "模糊", "整齐", "宽阔", "昏暗"),
    done=("缝补", "收割", "放飞", "修剪", "搬运", "敲响", "画下", "寄出", "种下", "捡起", "量好", "藏起"),
    latin=(
        *("sensor", "island", "harbor", "cloud", "field", "signal"),
        *("engine", "mirror", "tower", "garden", "valley", "bridge"),
    ),
)
