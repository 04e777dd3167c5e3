"""Which language a short text of master data is in, where it shows: by script, by small words, by some nouns
that goods and categories are called by. English, Spanish, German and Chinese.

A judgement by word lists, meant to be silent rather than wrong: names, brands, measures and words that
several of these languages share say nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kbctl.engine.tables.similarity import plain

HAN = re.compile("[\u4e00-\u9fff]")
WORD = re.compile(r"[^\W\d_]{3,}")
_WORDS = """
en: the with for and from without table chair board screw bolt nut washer door drawer wood leather
en: fabric glass steel brass iron paint glue black white red blue green yellow grey brown left right
en: small large raw finished goods parts hardware cutting assembly welding painting packing sanding
en: finishing coating inspection drilling saw cabinet frame purchased wholesale retail packaging
en: adhesive lacquer veneer veneered plywood handle hinge slide carcass shipped delivered open closed
en: cancelled pending inactive draft released lumber oak walnut ash maple beech yarn cotton wool dyed
en: knitted knitting winding sleeve thread wire switch housing mold zipper greige assets liabilities
en: current fixed receivables payables long-term trade sales bank assemblies
es: los las del con para sin mesa silla tabla tornillo tuerca arandela puerta cajon madera cuero tela
es: vidrio acero laton hierro pintura negro blanco rojo azul verde amarillo izquierda derecha pequeno
es: grande materia prima producto terminado corte ensamble ensamblaje soldadura empaque lijado acabado
es: recubrimiento inspeccion taladrado prensa sierra comprado fabricado venta mayoreo menudeo mayorista
es: minorista servicio embalaje adhesivo contrachapado bisagra enviado entregado abierto cerrado
es: cancelado pendiente inactivo borrador liberado tablero roble nogal herrajes hilo algodon lana tejido
es: bobinado camisa manga etiqueta interruptor carcasa molde pieza cremallera cierre activo pasivo
es: circulante plazo cuentas cobrar pagar ventas bancos tablon arce fresno haya chapa proyectos
de: der die das und mit fur ohne aus von tisch stuhl platte schraube mutter scheibe tur schublade holz
de: leder stoff glas stahl messing eisen farbe leim schwarz weiss rot blau grun gelb braun links rechts
de: klein rohstoff fertigware halbfabrikat rohware zuschnitt montage schweissen lackieren verpackung
de: schleifen beschichtung prufung bohren presse sage schrank zukauf eigenfertigung verkauf grosshandel
de: einzelhandel dienstleistung klebstoff furnier sperrholz scharnier versandt geliefert offen
de: geschlossen storniert inaktiv entwurf freigegeben eiche nussbaum beschlag buche garn baumwolle wolle
de: gefarbt gestrickt hemd armel etikett kabel schalter gehause harz draht reissverschluss
"""


def _lexicon() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in _WORDS.strip().splitlines():
        language, _, words = line.partition(":")
        for word in words.split():
            found.setdefault(word, set()).add(language)
    return {word: frozenset(languages) for word, languages in found.items()}


LEXICON = _lexicon()
SMALL = frozenset(
    [
        "the",
        "of",
        "with",
        "for",
        "and",
        "el",
        "la",
        "los",
        "las",
        "del",
        "con",
        "para",
        "y",
        "sin",
        "por",
        "der",
        "die",
        "das",
        "und",
        "mit",
        "fur",
    ]
)


@lru_cache(maxsize=1 << 15)
def language_of(text: str) -> str:
    """`en`, `es`, `de`, `zh`, or an empty text where nothing shows or several languages do."""
    if HAN.search(text):
        return "zh"
    told: dict[str, float] = {}
    for word in WORD.findall(plain(text)):
        languages = (
            LEXICON.get(word) or LEXICON.get(word.removesuffix("s")) or LEXICON.get(word.removesuffix("es"))
        )
        if languages and len(languages) == 1:
            (language,) = languages
            told[language] = told.get(language, 0.0) + (0.5 if word in SMALL else 1.0)
    best = max(told, key=lambda language: (told[language], language), default="")
    return (
        best if best and told[best] >= 1.0 and told[best] >= 2 * sum(told.values()) - 2 * told[best] else ""
    )
