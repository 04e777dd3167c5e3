"""Countries, states and postal codes: the ways to write them, and what a postal code looks like where.

General knowledge, of the countries that manufacturers mostly deal with; a country that is not here is not
judged. In a postal pattern `9` is a digit and `A` a letter; `-` stands for `-`, a space or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kbctl.engine.tables.similarity import plain

# code, three-letter code; names; postal codes
_COUNTRIES = """
US USA; united states, united states of america, estados unidos, vereinigte staaten, 美国, eeuu, ee uu, u s a;
   99999 99999-9999
CA CAN; canada, kanada, 加拿大; A9A-9A9
MX MEX; mexico, mexiko, 墨西哥; 99999
GB GBR; united kingdom, great britain, england, scotland, wales, uk, u k, reino unido, grossbritannien, 英国;
   A9-9AA A99-9AA AA9-9AA AA99-9AA A9A-9AA AA9A-9AA
IE IRL; ireland, irland, irlanda, 爱尔兰;
DE DEU; germany, deutschland, alemania, allemagne, 德国; 99999
AT AUT; austria, osterreich, oesterreich, 奥地利; 9999
CH CHE; switzerland, schweiz, suiza, suisse, 瑞士; 9999
FR FRA; france, frankreich, francia, 法国; 99999
BE BEL; belgium, belgien, belgica, belgique, belgie, 比利时; 9999
NL NLD; netherlands, the netherlands, holland, niederlande, paises bajos, nederland, 荷兰; 9999-AA
LU LUX; luxembourg, luxemburg, luxemburgo; 9999
IT ITA; italy, italien, italia, italie, 意大利; 99999
ES ESP; spain, spanien, espana, espagne, 西班牙; 99999
PT PRT; portugal, 葡萄牙; 9999-999 9999
DK DNK; denmark, danemark, dinamarca, danmark, 丹麦; 9999
SE SWE; sweden, schweden, suecia, sverige, 瑞典; 999-99
NO NOR; norway, norwegen, noruega, norge, 挪威; 9999
FI FIN; finland, finnland, finlandia, suomi, 芬兰; 99999
PL POL; poland, polen, polonia, polska, 波兰; 99-999
CZ CZE; czech republic, czechia, tschechien, republica checa; 999-99
SK SVK; slovakia, slowakei, eslovaquia; 999-99
HU HUN; hungary, ungarn, hungria; 9999
RO ROU; romania, rumanien, rumania; 999999
BG BGR; bulgaria, bulgarien; 9999
GR GRC; greece, griechenland, grecia; 999-99
TR TUR; turkey, turkiye, turkei, turquia, 土耳其; 99999
UA UKR; ukraine, ucrania; 99999
RU RUS; russia, russland, rusia, russian federation; 999999
CN CHN; china, p r china, pr china, prc, peoples republic of china, 中国, 中华人民共和国; 999999
HK HKG; hong kong, hongkong, 香港;
TW TWN; taiwan, 台湾;
JP JPN; japan, japon, 日本; 999-9999
KR KOR; korea, south korea, republic of korea, sudkorea, corea del sur, 韩国; 99999
IN IND; india, indien, 印度; 999999
VN VNM; vietnam, viet nam, 越南;
TH THA; thailand, tailandia, 泰国; 99999
MY MYS; malaysia, malasia, 马来西亚; 99999
SG SGP; singapore, singapur, 新加坡; 999999
ID IDN; indonesia, indonesien, 印度尼西亚; 99999
PH PHL; philippines, philippinen, filipinas, 菲律宾; 9999
AU AUS; australia, australien, 澳大利亚; 9999
NZ NZL; new zealand, neuseeland, nueva zelanda, 新西兰; 9999
ZA ZAF; south africa, sudafrika, sudafrica, 南非; 9999
BR BRA; brazil, brasilien, brasil, 巴西; 99999-999
AR ARG; argentina, argentinien, 阿根廷; 9999 A9999AAA
CL CHL; chile, 智利; 9999999
CO COL; colombia, kolumbien, 哥伦比亚; 999999
PE PER; peru, 秘鲁; 99999
IL ISR; israel, 以色列; 9999999 99999
AE ARE; united arab emirates, uae, emiratos arabes unidos;
SA SAU; saudi arabia, saudi arabien, arabia saudita; 99999
"""
_STATES = """
US: AL Alabama, AK Alaska, AZ Arizona, AR Arkansas, CA California, CO Colorado, CT Connecticut, DE Delaware,
FL Florida, GA Georgia, HI Hawaii, ID Idaho, IL Illinois, IN Indiana, IA Iowa, KS Kansas, KY Kentucky,
LA Louisiana, ME Maine, MD Maryland, MA Massachusetts, MI Michigan, MN Minnesota, MS Mississippi, MO Missouri,
MT Montana, NE Nebraska, NV Nevada, NH New Hampshire, NJ New Jersey, NM New Mexico, NY New York,
NC North Carolina, ND North Dakota, OH Ohio, OK Oklahoma, OR Oregon, PA Pennsylvania, RI Rhode Island,
SC South Carolina, SD South Dakota, TN Tennessee, TX Texas, UT Utah, VT Vermont, VA Virginia, WA Washington,
WV West Virginia, WI Wisconsin, WY Wyoming, DC District of Columbia, PR Puerto Rico,
AB Alberta, BC British Columbia, MB Manitoba, NB New Brunswick, NS Nova Scotia, ON Ontario, QC Quebec,
SK Saskatchewan
"""
#: states of the United States whose postal codes begin with a zero
ZERO_STATES = frozenset({"CT", "MA", "ME", "NH", "NJ", "PR", "RI", "VT"})
#: countries with numeric postal codes of one length, some of which begin with zeros → that length
ZERO_POSTAL: Mapping[str, int] = {
    "US": 5, "DE": 5, "FR": 5, "ES": 5, "IT": 5, "MX": 5, "FI": 5, "CN": 6,
}  # fmt: skip


_STREETS = """
street st st. str str., avenue ave ave. av. avda avda., road rd rd., drive dr dr., boulevard blvd blvd.,
lane ln ln., court ct ct., place pl pl., highway hwy hwy., parkway pkwy pkwy., calle c. c/,
avenida av. avda. avda, paseo pº p.º, plaza pza. pza plz.,
carretera ctra. ctra, straße str. strasse, calzada calz. calz
"""
#: word for a street, in small letters → what it stands for
STREET: Mapping[str, str] = {
    word: forms.split()[0] for forms in reversed(_STREETS.split(",")) for word in forms.split()
}


def _countries() -> tuple[dict[str, str], dict[str, re.Pattern[str]]]:
    names: dict[str, str] = {}
    postal: dict[str, re.Pattern[str]] = {}
    for line in _COUNTRIES.replace("\n   ", " ").strip().splitlines():
        codes, spoken, patterns = (part.strip() for part in line.split(";"))
        two, three = codes.split()
        names |= {name.strip(): two for name in (*spoken.split(","), two.casefold(), three.casefold())}
        if patterns:
            postal[two] = re.compile("|".join(map(_pattern, patterns.split())))
    return names, postal


def _pattern(shape: str) -> str:
    return "".join({"9": r"\d", "A": "[A-Za-z]", "-": "[- ]?"}[sign] for sign in shape)


_NAMES, POSTAL = _countries()
_STATE_NAMES = {
    name.casefold(): one.split()[0]
    for one in _STATES.partition(":")[2].replace("\n", " ").split(",")
    for name in (one.split()[0], " ".join(one.split()[1:]))
}


def country_of(text: str) -> str:
    """The two-letter code of the country that a cell names, or an empty text."""
    return _NAMES.get(" ".join(plain(text).replace(".", " ").replace("-", " ").split()), "")


def state_of(text: str) -> str:
    """The code of the American state or Canadian province that a cell names, or an empty text."""
    return _STATE_NAMES.get(" ".join(plain(text).replace(".", "").split()), "")


def is_postal(text: str, country: str) -> bool | None:
    """Whether a postal code has the form of its country; None where the country's form is not known. The
    country's own letters before it (`D-10115`, `CH 8001`) are allowed."""
    pattern = POSTAL.get(country)
    if pattern is None:
        return None
    bare = re.sub(r"^[A-Z]{1,2}[- ](?=\d)", "", text.strip().upper())
    return pattern.fullmatch(text.strip()) is not None or pattern.fullmatch(bare) is not None
