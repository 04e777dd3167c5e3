"""Header → words → meanings. `CustNo`, `cust_no`, `Cust. No.` and `Nº de cliente` come out as the same.

Everything here is a pure function of the header and of the glossary.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

from kbctl.engine.tables.columns.glossary import STOP, glossary

CAMEL = re.compile(r"(?<=[a-zß-öø-ÿ0-9])(?=[A-ZÀ-ÖØ-Þ])|(?<=[A-ZÀ-ÖØ-Þ])(?=[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ])")
CJK = "\u3400-\u9fff\uf900-\ufaff"
WORD = re.compile(rf"[{CJK}]+|[^\W\d_{CJK}]+|\d+|%|#")
LONGEST = 5  # words of the longest phrase that is looked up
SHORTEST = 5  # letters below which a word is not taken apart
#: traditional → simplified, for the characters that names of ERP data are written with
_PAIRS = """
產产 編编 號号 單单 價价 數数 訂订 購购 銷销 貨货 倉仓 庫库 應应 戶户 電电 話话 郵邮 遞递 區区 國国
稅税 額额 總总 計计 劃划 開开 結结 類类 別别 組组 圖图 紙纸 規规 長长 寬宽 淨净 體体 積积 報报 據据
條条 碼码 製制 廠厂 裝装 備备 機机 時时 間间 準准 費费 幣币 種种 匯汇 後后 預预 設设 狀状 態态 證证
書书 業业 務务 員员 聯联 繫系 絡络 線线 縣县 鄉乡 傳传 動动 網网 頁页 賬账 帳账 餘余 達达 資资 訊讯
質质 檢检 驗验 項项 順顺 層层 級级 換换 轉转 係系 內内 進进 過过 還还 這这 標标 識识 說说 註注 優优
現现 實实 際际 採采 請请 審审 復复 複复 樣样 顏颜 紗纱 織织 縮缩 門门 針针 櫃柜 櫥橱 鐵铁 鋼钢 銅铜
鋁铝 膠胶 壓压 載载 輸输 運运 營营 銀银 錄录 紀纪 記记 簡简 選选 擇择 確确 認认 輔辅 啟启 啓启 關关
閉闭 無无 廢废 損损 範范 圍围 溫温 濕湿 陽阳 顧顾 參参 觀观 點点 為为 與与 個个 從从 來来 當当 對对
並并 歸归 屬属 屆届 週周 鐘钟 創创 變变 終终 續续 稱称 貸贷 許许 處处 權权 佈布 雙双 異异 執执 幾几
兩两 擔担 負负 責责 團团
"""
SIMPLIFIED: Mapping[int, str] = {ord(pair[0]): pair[1] for pair in _PAIRS.split()}


def plain_words(text: str) -> list[str]:
    """The words of a text in small letters, without accents; a run of Chinese characters is one word."""
    spaced = CAMEL.sub(" ", unicodedata.normalize("NFKC", text))
    bare = "".join(c for c in unicodedata.normalize("NFKD", spaced) if not unicodedata.combining(c))
    return WORD.findall(bare.casefold().translate(SIMPLIFIED))


def flat(text: str) -> str:
    """The words of a text run together: how two headers are compared letter by letter."""
    return "".join(plain_words(text))


@lru_cache(maxsize=1 << 15)
def meanings(text: str) -> tuple[str, ...]:
    """What the words of a header mean, in their order: `fecha_entrega` → `date`, `delivery`."""
    known = glossary()
    words = [part for word in plain_words(text) for part in _parts(word, known)]
    found: list[str] = []
    place = 0
    while place < len(words):
        for size in range(min(LONGEST, len(words) - place), 0, -1):
            meaning = known.get(tuple(words[place : place + size]))
            if meaning:
                found += meaning
                break
        else:
            size = 1
            if words[place] not in STOP:
                found.append(words[place])
        place += size
    return tuple(found)


def bag(text: str) -> frozenset[str]:
    """The meanings of a header without their order."""
    return frozenset(meanings(text))


def _parts(word: str, known: Mapping[tuple[str, ...], tuple[str, ...]]) -> Iterator[str]:
    if (word,) in known or word in STOP or len(word) < 2:
        yield word
    elif "\u3400" <= word[0] <= "\ufaff":
        yield from _chinese(word, known)
    elif len(word) >= SHORTEST and word.isalpha():
        yield from _compound(word) or (word,)
    else:
        yield word


def _chinese(word: str, known: Mapping[tuple[str, ...], tuple[str, ...]]) -> Iterator[str]:
    """The longest known words from the left; a character that begins none stands alone."""
    place = 0
    while place < len(word):
        for size in range(len(word) - place, 0, -1):
            part = word[place : place + size]
            if size == 1 or (part,) in known:
                yield part
                place += size
                break


@lru_cache(maxsize=4096)
def _compound(word: str) -> tuple[str, ...]:
    """A word written together taken apart (`Kundennummer`, `custno`), or nothing where that cannot be done.

    Every part must be a known word of three letters or more, or of two at the end; the fewest parts win. The
    joints of German compounds (`s`, `n`, `en`) are let go.
    """
    known = glossary()
    best: dict[int, tuple[str, ...]] = {0: ()}
    for end in range(2, len(word) + 1):
        for start in range(max(0, end - 20), end - 1):
            part = word[start:end]
            if (part,) not in known or (len(part) < 3 and end < len(word)):
                continue
            before = [
                best[at] for at in (start, start - 1, start - 2) if at in best and _joint(word, at, start)
            ]
            for parts in before:
                if end not in best or len(parts) + 1 < len(best[end]):
                    best[end] = (*parts, part)
    return best.get(len(word), ()) if len(best.get(len(word), ())) <= 4 else ()


def _joint(word: str, end: int, start: int) -> bool:
    return end == start or (end > 0 and word[end:start] in ("s", "n", "en", "es"))
