"""Light stemming of English and Spanish words.

The language of a short query is not known, so one stemmer serves both: endings that both share are cut to one
stem ("duplicate", "duplicated", "duplicados", "duplication" → "duplic"), and British spelling to American.
Endings of Spanish verbs and nouns that would mutilate English words (`customer` ends like an infinitive) give
a second key, `spanish_root`, which only words of Spanish texts, or of texts in no known language, have.
"""

from __future__ import annotations

from functools import lru_cache

#: Longest first; `(ending, what replaces it, letters that must stay)`. Applied once, the first that fits.
_ENDINGS = (
    ("izaciones", "is", 3), ("isaciones", "is", 3), ("izations", "is", 3), ("isations", "is", 3),
    ("ization", "is", 3), ("isation", "is", 3), ("izacion", "is", 3), ("isacion", "is", 3),
    ("amientos", "", 3), ("imientos", "", 3), ("amiento", "", 3), ("imiento", "", 3),
    ("aciones", "", 4), ("ations", "", 4), ("ation", "", 4), ("acion", "", 4),
    ("amente", "", 4), ("emente", "", 4), ("encias", "enc", 3), ("encia", "enc", 3),
    ("encies", "ent", 4), ("ency", "ent", 4),
    ("izing", "is", 4), ("ising", "is", 4), ("ized", "is", 4), ("ised", "is", 4), ("izes", "is", 4),
    ("ises", "is", 4), ("ize", "is", 4), ("ise", "is", 4), ("izado", "is", 3), ("izada", "is", 3),
    ("izar", "is", 3),
    ("ating", "", 4), ("ated", "", 4), ("ates", "", 4), ("ate", "", 4),
    ("ados", "", 4), ("adas", "", 4), ("ado", "", 4), ("ada", "", 4), ("ando", "", 4), ("iendo", "", 3),
    ("iciones", "icion", 3), ("ciones", "cion", 3), ("siones", "sion", 3), ("idades", "idad", 3),
    ("sses", "ss", 2), ("ches", "ch", 2), ("shes", "sh", 2), ("xes", "x", 2),
    ("ying", "y", 3), ("ied", "y", 3), ("ies", "y", 3), ("bly", "bly", 1), ("ly", "", 5), ("ness", "", 4),
    ("ings", "", 4), ("ing", "", 3), ("eed", "eed", 1), ("ed", "", 3),
    ("ores", "or", 3), ("ales", "al", 3), ("iles", "il", 3),
    ("os", "", 4), ("as", "", 4), ("es", "", 3), ("ss", "ss", 1), ("us", "us", 1), ("is", "is", 1),
    ("s", "", 3), ("o", "", 4), ("a", "", 4), ("e", "", 3),
)  # fmt: skip

#: Forms that no ending explains; those of verbs that clerks and consultants use.
_FORMS = {
    form: base
    for base, forms in {
        "lose": "lost losing", "pay": "paid", "sell": "sold selling", "buy": "bought",
        "write": "wrote written writing",
        "break": "broke broken", "keep": "kept", "leave": "left", "send": "sent", "build": "built",
        "know": "knew known", "grow": "grew grown", "freeze": "froze frozen freezing", "choose": "chose",
        "hide": "hid hidden", "run": "ran running", "cut": "cutting", "split": "splitting", "man": "men",
        "person": "people persons", "child": "children", "foot": "feet", "leaf": "leaves", "half": "halves",
        "datum": "data", "tie": "tying tied ties", "die": "dies dying died", "use": "used uses using",
        "different": "differs differing differed difference differences differ diferente diferentes",
        "miss": "missing missed", "swap": "swapped", "falta": "faltan faltante faltantes faltando",
    }.items()
    for form in forms.split()
}  # fmt: skip
_BRITISH = (
    ("mould", "mold"), ("colour", "color"), ("labour", "labor"), ("behaviour", "behavior"),
    ("favour", "favor"), ("centre", "center"), ("fibre", "fiber"), ("metre", "meter"), ("litre", "liter"),
    ("calibre", "caliber"), ("catalogue", "catalog"), ("programme", "program"), ("cheque", "check"),
    ("grey", "gray"), ("analyse", "analyze"), ("licence", "license"), ("aluminium", "aluminum"),
)  # fmt: skip
_SPANISH = (
    "aciones", "uciones", "iciones", "acion", "icion", "ieron", "ieran", "iendo", "arlos", "arlas", "ables",
    "arse", "erse", "irse", "aron", "aban", "ando", "amos", "emos", "imos", "able", "ados", "adas", "idos",
    "idas", "ante", "ente", "ado", "ada", "ido", "ida", "aba", "ara", "era", "ira", "ar", "er", "ir", "an",
    "en",     "as", "es", "os", "on", "io", "a", "e", "o",
)  # fmt: skip
ROOT = "~"


@lru_cache(maxsize=1 << 16)  # compiling the base asks for the same few thousand words some 360,000 times
def stem(word: str) -> str:
    """The stem of a folded word in letters.

    >>> [stem(w) for w in ("duplicated", "duplicados", "customers", "costs", "costo", "mapping", "dates")]
    ['duplic', 'duplic', 'customer', 'cost', 'cost', 'map', 'dat']
    """
    word = _FORMS.get(word, word)
    for british, american in _BRITISH:
        if british in word:
            word = word.replace(british, american)
    for ending, instead, keep in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= keep:
            word = word[: len(word) - len(ending)] + instead
            if ending in ("s", "as", "os") and word.endswith(("e", "a", "o")) and len(word) > 4:
                word = word[:-1]
            if ending in ("ing", "ed", "ings") and _is_doubled(word):
                word = word[:-1]
            break
    return word[:-1] if len(word) > 3 and word.endswith("ll") else word


def _is_doubled(word: str) -> bool:
    return len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz"


def spanish_root(word: str) -> str:
    """What the forms of a Spanish verb share, marked as such; nothing where too little would remain.

    >>> {spanish_root(w) for w in ("repiten", "repetir", "repite")} == {"~repit", "~repet"}
    True
    """
    for ending in _SPANISH:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return ROOT + word[: len(word) - len(ending)]
    return ""
