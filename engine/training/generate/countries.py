"""Countries of the made-up parties: names, places, forms of addresses, telephone and tax numbers.

The words are common ones; no company or person of these names is meant.
"""

# Rows of words read better in rows.
# ruff: noqa: E501
# fmt: off

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """`postal`: the leading digits of the town's postal codes; `area`: its telephone code."""

    city: str
    state: str
    postal: str
    area: str


@dataclass(frozen=True, slots=True)
class Country:
    """`street`: how a street line is put together from `{name}` and `{number}`."""

    code: str
    name: str
    language: str
    currency: str
    postal_digits: int
    places: tuple[Place, ...]
    streets: tuple[str, ...]
    street: tuple[str, ...]
    surnames: tuple[str, ...]
    first_names: tuple[str, ...]
    forms: tuple[str, ...]


def _places(text: str) -> tuple[Place, ...]:
    return tuple(Place(*(part.strip() for part in one.split(","))) for one in text.strip().splitlines())


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.replace("\n", " ").split("·") if word.strip())


US = Country(
    "US", "United States", "en", "USD", 5,
    _places("""
        Grand Rapids, MI, 495, 616
        Milwaukee, WI, 532, 414
        Toledo, OH, 436, 419
        Cleveland, OH, 441, 216
        Springfield, MA, 011, 413
        Worcester, MA, 016, 508
        Newark, NJ, 071, 973
        Trenton, NJ, 086, 609
        Hartford, CT, 061, 860
        Providence, RI, 029, 401
        Indianapolis, IN, 462, 317
        Fort Wayne, IN, 468, 260
        Louisville, KY, 402, 502
        Nashville, TN, 372, 615
        Charlotte, NC, 282, 704
        Greensboro, NC, 274, 336
        Atlanta, GA, 303, 404
        Dallas, TX, 752, 214
        Houston, TX, 770, 713
        Denver, CO, 802, 303
        Portland, OR, 972, 503
        Sacramento, CA, 958, 916
        Minneapolis, MN, 554, 612
        Omaha, NE, 681, 402
    """),
    _words("Maple · Oak · Washington · Industrial · Monroe · Jefferson · Commerce · Lincoln · Franklin · Mill · River · Lakeview · Highland · Sunset · Cedar · Prospect · Harrison · Madison · Elm · Chestnut · Park · Railroad · Foundry · Canal"),
    ("{number} {name} Street", "{number} {name} Avenue", "{number} {name} Road", "{number} {name} Boulevard", "{number} {name} Drive"),
    _words("Hartwell · Brennan · Castellano · Dunmore · Ellison · Fairbanks · Goodwin · Haverford · Ingram · Jessup · Kincaid · Lockhart · McAllister · Norwood · Oakley · Pemberton · Quimby · Rutherford · Sheffield · Thackeray · Underhill · Vandermeer · Wainwright · Yardley · Ashcroft · Bellweather · Carrington · Dalrymple · Eastman · Fenwick · Galloway · Hollister · Ivers · Jameson · Kellogg · Langford · Merriweather · Newcomb · Osgood · Prescott · Ravenscroft · Sinclair · Tillman · Upton · Vickers · Whitaker · Youngblood · Abernathy · Blackwood · Crenshaw · Drummond · Emerson · Farnsworth · Grimshaw · Huxley · Kirkpatrick · Lathrop · Middleton · Nightingale · Overton · Pickering · Rowland · Stanhope · Trumbull · Wexford"),
    _words("James · Mary · Robert · Linda · Michael · Patricia · William · Susan · David · Karen · Thomas · Nancy · Daniel · Lisa · Kevin · Angela · Brian · Laura · Steven · Rachel"),
    ("Inc", "LLC", "Corp", "Co", "Ltd"),
)
MX = Country(
    "MX", "México", "es", "MXN", 5,
    _places("""
        Monterrey, Nuevo León, 640, 81
        Guadalajara, Jalisco, 441, 33
        Puebla, Puebla, 720, 222
        Querétaro, Querétaro, 760, 442
        León, Guanajuato, 370, 477
        Ciudad Juárez, Chihuahua, 320, 656
        Tijuana, Baja California, 220, 664
        Mérida, Yucatán, 970, 999
        Toluca, Estado de México, 500, 722
        San Luis Potosí, San Luis Potosí, 780, 444
        Aguascalientes, Aguascalientes, 200, 449
        Ciudad de México, CDMX, 060, 55
        Saltillo, Coahuila, 250, 844
        Hermosillo, Sonora, 830, 662
    """),
    _words("Benito Juárez · Insurgentes · Constitución · Morelos · Hidalgo · Zaragoza · Madero · Reforma · Independencia · Niños Héroes · Vallarta · Lázaro Cárdenas · Obregón · Allende · 16 de Septiembre · Revolución · Tecnológico · Garza Sada"),
    ("Av. {name} {number}", "Calle {name} {number}", "Blvd. {name} {number}"),
    _words("Garza · Treviño · Villarreal · Cantú · Elizondo · Salinas · Zambrano · Lozano · Cárdenas · Quiroga · Montemayor · Rendón · Balderas · Escobedo · Figueroa · Guajardo · Huerta · Ibarra · Juárez · Ledezma · Macías · Narváez · Ocampo · Peñaloza · Quintanilla · Riojas · Sepúlveda · Tamez · Urdiales · Valdés · Yáñez · Zúñiga · Alanís · Benavides · Chapa · Dávila · Espinoza · Farías · Góngora · Hinojosa · Iturbide · Leal · Muñoz · Nájera · Orozco · Padilla · Rocha · Solís · Tijerina · Villaseñor"),
    _words("José · María · Juan · Guadalupe · Luis · Verónica · Carlos · Alejandra · Jesús · Fernanda · Ricardo · Ximena · Héctor · Mónica · Raúl · Sofía"),
    ("S.A. de C.V.", "S. de R.L. de C.V.", "S.A.P.I. de C.V."),
)
ES = Country(
    "ES", "España", "es", "EUR", 5,
    _places("""
        Valencia, Valencia, 460, 96
        Barcelona, Barcelona, 080, 93
        Madrid, Madrid, 280, 91
        Zaragoza, Zaragoza, 500, 976
        Sevilla, Sevilla, 410, 95
        Málaga, Málaga, 290, 95
        Bilbao, Vizcaya, 480, 94
        Alcoy, Alicante, 038, 96
        Terrassa, Barcelona, 082, 93
        Mataró, Barcelona, 083, 93
        A Coruña, La Coruña, 150, 981
        Logroño, La Rioja, 260, 941
        Córdoba, Córdoba, 140, 957
        Burgos, Burgos, 090, 947
    """),
    _words("Mayor · del Sol · de la Constitución · San Vicente · Real · Colón · Cervantes · Goya · Velázquez · Gran Vía · del Mar · Zurbarán · Ramón y Cajal · de la Industria · Sagunto · del Puerto"),
    ("Calle {name} {number}", "Avenida {name} {number}", "Plaza {name} {number}", "Paseo {name} {number}"),
    _words("Ferrer · Puig · Ibáñez · Núñez · Casals · Vidal · Soler · Aznar · Bellver · Climent · Domènech · Esteve · Fuster · Gisbert · Herrero · Iborra · Jover · Llorens · Mañas · Navarro · Orts · Peris · Queralt · Ribes · Sempere · Tormo · Urrutia · Verdú · Ybarra · Zabala · Arriaga · Belloch · Castellví · Doménech · Echeverría · Font · Goñi · Izquierdo · Lasheras · Muntaner · Olivares · Pastor · Roca · Sanchís · Torró · Ubeda · Valls · Zamora"),
    _words("Antonio · Carmen · Manuel · Pilar · Javier · Begoña · Íñigo · Montserrat · Ángel · Rocío · Óscar · Núria · Sergio · Lucía · Andrés · Elena"),
    ("S.L.", "S.A.", "S.L.U.", "S.Coop."),
)
DE = Country(
    "DE", "Deutschland", "de", "EUR", 5,
    _places("""
        Stuttgart, Baden-Württemberg, 701, 711
        München, Bayern, 803, 89
        Nürnberg, Bayern, 904, 911
        Köln, Nordrhein-Westfalen, 506, 221
        Düsseldorf, Nordrhein-Westfalen, 402, 211
        Bielefeld, Nordrhein-Westfalen, 336, 521
        Hannover, Niedersachsen, 301, 511
        Osnabrück, Niedersachsen, 490, 541
        Leipzig, Sachsen, 041, 341
        Dresden, Sachsen, 010, 351
        Chemnitz, Sachsen, 091, 371
        Erfurt, Thüringen, 990, 361
        Lübeck, Schleswig-Holstein, 235, 451
        Würzburg, Bayern, 970, 931
        Halle, Sachsen-Anhalt, 061, 345
    """),
    _words("Haupt · Bahnhof · Garten · Schiller · Goethe · Linden · Mühlen · Berg · Industrie · Ring · Wiesen · König · Kirch · Schloss · Brücken · Ufer · Gewerbe · Handwerker"),
    ("{name}straße {number}", "{name}weg {number}", "{name}platz {number}", "{name}allee {number}"),
    _words("Müller · Schäfer · Böhme · Krüger · Lösche · Jäger · Köhler · Weiß · Vogt · Zöllner · Brandt · Lindner · Hartmann · Eberle · Fröhlich · Grünwald · Hübner · Imhoff · Jürgens · Kästner · Löffler · Möbius · Nägele · Öttinger · Pfister · Quandt · Rösler · Sauerland · Tröger · Uhlmann · Vollmer · Wörner · Zeißig · Ackermann · Bäumler · Clausen · Dörfler · Engelhardt · Fürst · Göbel · Höfer · Kühn · Lübke · Münch · Nölle · Petersen · Rüdiger · Stöcker"),
    _words("Hans · Jürgen · Sabine · Uwe · Käthe · Jörg · Petra · Günther · Birgit · Björn · Heike · Rüdiger · Anja · Matthias · Silke · Götz"),
    ("GmbH", "GmbH & Co. KG", "AG", "OHG", "e.K."),
)
CN = Country(
    "CN", "中国", "zh", "CNY", 6,
    _places("""
        上海, 上海市, 2000, 21
        苏州, 江苏省, 2150, 512
        无锡, 江苏省, 2140, 510
        宁波, 浙江省, 3150, 574
        杭州, 浙江省, 3100, 571
        绍兴, 浙江省, 3120, 575
        广州, 广东省, 5100, 20
        佛山, 广东省, 5280, 757
        东莞, 广东省, 5230, 769
        深圳, 广东省, 5180, 755
        青岛, 山东省, 2660, 532
        成都, 四川省, 6100, 28
        武汉, 湖北省, 4300, 27
        厦门, 福建省, 3610, 592
    """),
    _words("人民 · 解放 · 中山 · 建设 · 工业 · 科技 · 长江 · 黄河 · 新华 · 和平 · 友谊 · 东风 · 朝阳 · 文化 · 滨海 · 金桥"),
    ("{name}路{number}号", "{name}大道{number}号", "{name}街{number}号"),
    _words("华盛 · 金辉 · 瑞丰 · 鸿达 · 恒通 · 锦程 · 天润 · 永兴 · 嘉禾 · 东升 · 德胜 · 宏远 · 佳美 · 富海 · 长青 · 凯旋 · 明珠 · 盛世 · 泰和 · 万里 · 新宇 · 兴隆 · 远洋 · 正大 · 中科 · 众诚 · 百川 · 晨光 · 福临 · 广源 · 海润 · 景程 · 开元 · 利民 · 隆昌 · 美亚 · 宁泰 · 启明 · 荣昌 · 三元 · 顺达 · 腾飞 · 伟业 · 祥瑞 · 雅居 · 益友 · 卓越 · 紫东"),
    _words("王伟 · 李娜 · 张强 · 刘洋 · 陈静 · 杨敏 · 赵磊 · 黄丽 · 周涛 · 吴霞 · 徐杰 · 孙艳 · 马超 · 朱琳 · 胡军 · 郭芳"),
    ("有限公司", "股份有限公司", "有限责任公司"),
)

COUNTRIES = {country.code: country for country in (US, MX, ES, DE, CN)}
