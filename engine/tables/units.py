"""Units of measure: every usual way to write one, its dimension, and whether it is metric or imperial.

The table is general knowledge of trade and no standard's list. A spelling that means two things (`m` metre,
`M` thousand; `pt` pint, point) keeps the meaning that manufacturers' data give it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# unit: dimension, system (- where there is none); spellings
_UNITS = """
mg mass metric: mg milligram milligrams miligramo
g mass metric: g gr gm gms gram grams gramme grammes gramo gramos 克
kg mass metric: kg kgs kgm kilo kilos kilogram kilograms kilogramme kilogrammes kilogramo kilogramos 千克 公斤
t mass metric: t to mt tonne tonnes tonelada toneladas 吨
oz mass imperial: oz ozs onz ounce ounces onza onzas
lb mass imperial: lb lbs lbr pound pounds libra libras 磅
cwt mass imperial: cwt hundredweight
mm length metric: mm mmt millimeter millimeters millimetre millimetres milimetro milimetros 毫米
cm length metric: cm cmt centimeter centimeters centimetre centimetres centimetro centimetros 厘米
m length metric: m mt mtr mtrs mts meter meters metre metres metro metros 米
km length metric: km kilometer kilometers kilometre kilometres
in length imperial: in inch inches inh pulg pulgada pulgadas zoll 英寸
ft length imperial: ft foot feet pie pies 英尺
yd length imperial: yd yds yrd yard yards yarda yardas 码
m2 area metric: m2 m² sqm qm mtk metro2 平方米
cm2 area metric: cm2 cm² sqcm
ft2 area imperial: ft2 ft² sqft sf ftk
in2 area imperial: in2 in² sqin
yd2 area imperial: yd2 yd² sqyd
ml volume metric: ml milliliter milliliters millilitre millilitres mililitro 毫升
l volume metric: l lt lts ltr ltrs liter liters litre litres litro litros 升
m3 volume metric: m3 m³ cbm mtq 立方米
gal volume imperial: gal gals gallon gallons galon galones
qt volume imperial: qt qts quart quarts
floz volume imperial: floz
ft3 volume imperial: ft3 ft³ cft cuft
bf volume imperial: bf bdft boardfoot boardfeet mbf
h time -: h hr hrs hour hours hora horas std stunde stunden 小时
min time -: min mins minute minutes minuto minutos 分钟
s time -: sec secs second seconds segundo segundos 秒
d time -: day days dia dias tag tage 天
kwh energy metric: kwh
ea count -: ea each pc pcs pce piece pieces pza pzas pz pieza piezas stk stck stück st un und unit units
    unidad unidades uds u 个 件 只 片 单位
pair pack -: pr prs pair pairs par pares paar 双
dz pack -: dz doz dozen docena docenas 打
set pack -: set sets satz juego juegos 套
box pack -: box boxes bx bxs caja cajas 箱 盒
ctn pack -: ctn ctns carton cartons
case pack -: cs cse case cases
pack pack -: pk pks pack packs pkg pkgs package packages paquete paquetes 包
bag pack -: bag bags bolsa bolsas saco 袋
roll pack -: rl rls rol roll rolls rollo rollos rolle rollen 卷
sheet pack -: sh sht shts sheet sheets hoja hojas lamina laminas 张
pallet pack -: plt plts pallet pallets tarima 托
drum pack -: drum dr drums tambor 桶
can pack -: can cans lata latas
bottle pack -: btl btls bottle bottles botella botellas 瓶
cone pack -: cone cones cono conos 筒
spool pack -: spool spools bobbin bobbins
bundle pack -: bdl bdls bundle bundles atado
"""


@dataclass(frozen=True, slots=True)
class Unit:
    """`dimension`: mass, length, area, volume, time, energy, count or pack. `system`: metric, imperial or
    empty."""

    id: str
    dimension: str
    system: str


def _read() -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    for line in _UNITS.replace("\n    ", " ").strip().splitlines():
        head, _, spellings = line.partition(":")
        name, dimension, system = head.split()
        unit = Unit(name, dimension, system.replace("-", ""))
        found |= dict.fromkeys(spellings.split(), unit)
    return found


#: spelling in small letters, without dots and spaces → unit
UNITS: Mapping[str, Unit] = _read()
#: dimensions within which the factor between two units is always the same
FIXED = frozenset({"mass", "length", "area", "volume", "time", "energy"})


def unit_of(text: str) -> Unit | None:
    """The unit that a cell names, or None. `Kgs.`, `KG` and `kilo` are one; `sq. ft` is `ft2`."""
    bare = "".join(text.casefold().replace(".", " ").split())
    for long, short in (("square", "sq"), ("cubic", "cu"), ("feet", "ft"), ("foot", "ft")):
        if bare.startswith(("sq", "cu", "square", "cubic")):
            bare = bare.replace(long, short)
    return UNITS.get(bare)
