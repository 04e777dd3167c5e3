"""The words that headers are made of, and what each means: a general glossary of the trade.

A line gives one meaning, as one or more English words, then the words, abbreviations and phrases that say it:
English and the abbreviations of database columns, Spanish, German, Chinese (simplified; `normal` turns
traditional characters into simplified ones). It holds words, not headers: how whole headers of real systems
are called is the matter of kg/columns.csv. It was written from the vocabulary of the trade and not from the
list of names of any one system.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

_MEANINGS = """
item: items, itm, part, parts, prt, product, products, prod, prd, article, articles, art, material, materials, matl, mat, sku, stockcode, good, goods, producto, productos, articulo, articulos, materiales, pieza, artikel, teil, ware, 物料, 产品, 品目, 商品, 货品, 料品, 料, 物品, 材料, 项目, 存货
customer: customers, cust, cus, client, clients, clt, debtor, buyer, shopper, cliente, clientes, comprador, deudor, kunde, kunden, debitor, 客户, 顾客, 客戶, 购货方, 买方
supplier: suppliers, supp, sup, suppl, vendor, vendors, vend, vnd, ven, creditor, seller, proveedor, proveedores, prov, acreedor, lieferant, lieferanten, kreditor, 供应商, 供货商, 厂商, 供方, 卖方
party: partner, parties, tercero, terceros, socio, partei, geschaftspartner, 业务伙伴, 合伙人, 往来单位, 当事人, 伙伴
company: organization, organisation, org, firm, empresa, compania, organizacion, firma, unternehmen, 公司, 企业, 单位名
warehouse: warehouses, whse, wh, whs, wrhs, store, storehouse, depot, facility, almacen, almacenes, alm, bodega, deposito, lager, 仓库, 库房, 仓
location: locations, loc, locn, place, site, ubicacion, ubicaciones, ubic, localizacion, lugar, lagerort, standort, ort, 位置, 地点, 库位, 货位, 仓位, 储位
bin: bins, shelf, rack, slot, estante, estanteria, hueco, lagerplatz, fach, 货架, 架位
plant: plants, plt, factory, mill, planta, fabrica, werk, 工厂
workcenter: work center, work centers, work centre, workcenters, workcentre, workstation, work station, wrkctr, wkctr, wc, machine center, centro de trabajo, centro de produccion, centro produccion, estacion de trabajo, puesto de trabajo, arbeitsplatz, 工作中心, 工作站, 工位
machine: machines, mach, equipment, equip, press, maquina, maquinas, equipo, maschine, anlage, 机器, 设备, 机台, 机床
bom: boms, bill of materials, bill of material, bill materials, recipe, ldm, lista de materiales, lista materiales, listas de materiales, escandallo, stuckliste, stueckliste, 物料清单, 材料清单, 物料表, 用料清单, 材料表
component: components, comp, cmp, child, ingredient, constituent, componente, componentes, hijo, komponente, bestandteil, 子件, 组件, 部件, 元件, 零件, 子项
parent: assembly, assy, asm, father, padre, conjunto, ensamblaje, baugruppe, 父件, 母件, 父项, 成品, 上级
routing: routings, route, routes, rtg, rtng, ruta, rutas, hoja de ruta, proceso productivo, arbeitsplan, 工艺路线, 工艺, 途程, 路线
operation: operations, oper, opr, op, opn, task, step, process, operacion, operaciones, paso, tarea, proceso, arbeitsgang, vorgang, 工序, 作业, 操作, 步骤
work order: work order, work orders, wo, workorders, mo, job, production order, prod order, manufacturing order, mfg order, shop order, orden de trabajo, orden de produccion, orden produccion, orden de fabricacion, of, fertigungsauftrag, produktionsauftrag, 生产订单, 工单, 制造单, 制造订单, 生产单, 生产任务
sales order: sales order, sale order, sales orders, so, customer order, pedido de venta, orden de venta, pedido de cliente, pedido de ventas, kundenauftrag, verkaufsauftrag, 销售订单, 销售单, 客户订单
purchase order: purchase order, purchase orders, po, buying order, pedido de compra, orden de compra, orden compra, pedido de compras, bestellung, 采购订单, 采购单, 购货单
order: orders, ord, ordr, pedido, pedidos, orden, ordenes, encargo, auftrag, 订单, 单据
sales: sale, sls, sell, selling, venta, ventas, vta, verkauf, vertrieb, 销售, 出售, 售
purchase: purchases, purch, pur, prch, buy, buying, procurement, purchasing, compra, compras, adquisicion, einkauf, kauf, 采购, 购买, 购置, 进货
production: manufacturing, mfg, manuf, produccion, fabricacion, fertigung, produktion, 生产, 制造
code: codes, cd, cde, id, ids, identifier, identification, identity, key, no, num, nbr, nr, number, numbers, numero, num., nro, ref, reference, refs, codigo, codigos, cod, clave, identificador, identificacion, referencia, folio, nummer, schlussel, kennung, kennzeichen, 编号, 代码, 编码, 代号, 号码, 号, 编号码, 标识, 识别码, 参考, 关联, 引用, 码
name: names, nm, nme, title, nombre, nombres, nom, denominacion, bezeichnung, benennung, 名称, 姓名, 名字, 名, 抬头
description: descriptions, desc, descr, dsc, descrip, dscription, text, txt, descripcion, texto, detalle, beschreibung, 描述, 说明, 文本, 明细, 备注说明
note: notes, comment, comments, remark, remarks, memo, notas, nota, observaciones, comentario, comentarios, bemerkung, notiz, 备注, 注释, 附注
group: groups, grp, category, categories, categ, categoria, categorias, cat, catg, class, cls, classification, family, fam, subcategory, subclass, grupo, grupos, familia, clase, gruppe, klasse, warengruppe, 组, 类别, 分类, 群组, 组别, 类, 大类
type: types, typ, kind, sort, tipo, tipos, clase de, art der, 类型, 种类, 型
quantity: quantities, qty, qnty, qnt, quant, qtty, qtys, cantidad, cantidades, cant, ctd, menge, stuckzahl, 数量, 件数, 数目, 用量
uom: unit of measure, units of measure, unit measure, unit of measurement, uoms, um, measure unit, unidad de medida, unidad medida, unidades de medida, udm, umed, mengeneinheit, masseinheit, einheit, unit, units, unidad, unidades, 计量单位, 度量单位, 单位, 量度单位, 单位计量
each: ea, per piece, per unit, unitario, unitaria, stuck
date: dates, dt, dte, dat, on date, fecha, fechas, fec, fch, datum, 日期, 日, 时间日期, 期日
day: days, dy, dias, dia, tage, tag, 天, 天数, 日数
time: times, tm, duration, dur, tiempo, tiempos, duracion, zeit, dauer, 时间, 工时, 时长, 时
hour: hours, hr, hrs, hora, horas, stunde, stunden, 小时, 每小时
minute: minutes, mins, minuto, minutos, minuten, 分钟
lead: plazo, vorlauf
lead time: leadtime, lt, lead times, delivery time, tiempo de entrega, plazo de entrega, plazo de aprovisionamiento, tiempo de espera, tiempo de reaprovisionamiento, lieferzeit, wiederbeschaffungszeit, durchlaufzeit, 提前期, 前置时间, 交货期, 交期, 交货时间, 提前时间, 订货至交货的时间, 交货周期, 提前天数
delivery: deliver, deliv, dlv, dlvr, dely, ship, shipping, shipment, shp, delivered, entrega, entregas, envio, despacho, expedicion, lieferung, versand, 交货, 发货, 送货, 交付, 运输, 发运
receipt: receive, received, rcpt, rcv, recepcion, recibo, recibido, wareneingang, 收货, 接收, 入库
cost: costs, cst, costing, coste, costes, costo, costos, kosten, selbstkosten, 成本, 费用, 原价
price: prices, prc, pric, pricing, precio, precios, preis, 价格, 价, 售价, 定价
each price: unit price, price each, price per unit, unitprice, precio unitario, precio por unidad, precio unidad, stuckpreis, einzelpreis, 单价, 单位价格
sales price: list price, price list price, catalog price, retail price, precio de lista, precio de venta, precio venta, listenpreis, verkaufspreis, 标价, 零售价, 公开价, 销售价, 定价单价
pricelist: price list, price lists, pricelists, price book, lista de precios, lista precios, tarifa, tarifas, preisliste, 价格表, 价目表, 价格清单, 价格列表
each cost: unit cost, cost per unit, cost each, coste unitario, costo unitario, einzelkosten, 单位成本
rate: rates, rt, tasa, satz, 费率, 率, 速率
amount: amounts, amt, sum, value, val, valor, importe, importes, monto, betrag, wert, 金额, 总额, 数额, 价值, 值
total: totals, tot, ttl, grand, sub total, subtotal, totales, gesamt, summe, 总计, 合计, 总, 总数, 小计, 全部
net: nett, neto, neta, netto, 净
gross: grs, bruto, bruta, brutto, 毛
tax: taxes, vat, gst, duty, impuesto, impuestos, iva, fiscal, steuer, mwst, ust, 税, 税务, 税收, 增值税, 纳税
tax code: taxid, nif, cif, rfc, ein, tin, rut, cuit, ruc, steuernummer, ust idnr, identificacion fiscal, vat number, vat registration, 税号, 税务登记, 纳税人识别, 税务登记号, 税务代码
discount: discounts, disc, dsct, dscnt, dis, rebate, markdown, descuento, descuentos, dto, desc., bonificacion, rebaja, rabatt, skonto, 折扣, 优惠, 贴现
percent: percentage, pct, perc, prct, porcentaje, porciento, prozent, %, 百分比, 百分率, 比率, 比例
currency: currencies, curr, cur, crncy, ccy, moneda, monedas, divisa, wahrung, waehrung, 货币, 币种, 币别, 币
exchange rate: exch rate, fx rate, conversion rate, tipo de cambio, tasa de cambio, wechselkurs, kurs, 汇率, 兑换率
payment: payments, pay, pmt, pymt, paymt, pago, pagos, cobro, zahlung, zahl, 付款, 支付, 收款, 结算
term: terms, trm, trms, condition, conditions, condicion, condiciones, termino, terminos, bedingung, bedingungen, 条款, 条件, 期限, 条
credit: crd, cr, cred, credito, kredit, 信用, 信贷, 赊销
limit: lmt, lim, limite, grenze, 限额, 额度, 限制, 上限
due: overdue, venc, vencimiento, fallig, faellig, 到期, 应付
address: addresses, addr, adr, adress, add, direccion, direcciones, dir, domicilio, adresse, anschrift, 地址, 住址
street: str, st., road, calle, strasse, via, 街道, 街, 路
line: lines, ln, lin, row, linea, lineas, renglon, zeile, 行, 明细行, 单行
city: cty, town, municipality, ciudad, poblacion, localidad, municipio, stadt, 城市, 市, 市县
state: province, prov., region, reg, county, subdivision, estado, provincia, departamento, bundesland, 省, 州, 省份, 地区, 州省, 省州
postal: post, zip, zipcode, postcode, zip code, postal code, pcode, plz, codigo postal, cp, postleitzahl, 邮编, 邮政编码, 邮政, 邮递, 邮政区码
country: countries, ctry, cntry, nation, pais, paises, land, 国家, 国别, 国
origin: orig, origen, procedencia, herkunft, ursprung, 原产, 产地, 来源, 原产地
phone: phones, telephone, tel, tele, phn, ph, telefono, telefonos, tfno, telefon, 电话, 联系电话
mobile: cell, cellphone, handy, movil, celular, mobil, 手机, 移动电话, 移动
fax: telefax, facsimile, 传真
email: emails, mail, e mail, correo electronico, correo, e-mail, correo e, 电子邮件, 邮箱, 邮件, 电邮, 电子邮箱
website: web, www, url, homepage, home page, web site, web page, pagina web, sitio web, sitio, webseite, internet, 网站, 网址, 主页
contact: contacts, cntct, attn, attention, contacto, contactos, persona de contacto, ansprechpartner, kontakt, 联系人, 联络人, 联系, 接洽人
person: people, persona, persons, 人, 人员
salesperson: sales person, salesman, sales rep, salesrep, sales representative, rep, slsprsn, slsp, vendedor, comercial, agente, representante, verkaufer, vertreter, 销售员, 业务员, 销售人员, 销售代表, 营业员
territory: territories, terr, zone, zona, territorio, gebiet, 区域, 地域, 领域
employee: employees, emp, user, staff, responsible, usuario, responsable, empleado, mitarbeiter, 员工, 用户, 负责人
stock: inventory, inv, stk, inventario, existencia, existencias, bestand, 库存, 盘存
onhand: on hand, stock on hand, soh, qoh, in stock, existencia actual, disponible, bestand verfugbar, 现有, 在手, 在库, 现存量, 库存量, 手头, 结存
available: avail, avl, disponibilidad, verfugbar, 可用, 可得
reserved: allocated, committed, reservado, reserviert, 预留, 已分配
safety: safe, seguridad, sicherheit, 安全
safety stock: buffer stock, stock de seguridad, existencia de seguridad, existencias de seguridad, inventario de seguridad, sicherheitsbestand, 安全库存, 安全存量
reorder: re order, replenish, replenishment, rop, reord, reorden, reabastecimiento, reposicion, pedir de nuevo, nachbestell, melde, meldebestand, 再订货, 重新订购, 补货, 再订购, 重订
level: levels, lvl, lv, nivel, niveles, stufe, ebene, 层级, 级别, 水平, 层, 级, 层次, 等级
point: pt, punto, punkt, 点
minimum: min, mini, minimal, minimo, minima, mindest, mindestens, 最小, 最低, 最少
maximum: max, maxi, maximal, maximo, maxima, hochst, hoechst, 最大, 最高, 最多
lot: lots, batch, batches, btch, lote, lotes, charge, chargen, los, 批号, 批次, 批, 批量
lot size: batch size, order multiple, multiple, tamano de lote, losgrosse, 批量大小
serial: sn, sno, serial number, ser, serie, numero de serie, seriennummer, 序列号, 序号码, 出厂编号, 串号, 序列
tracked: tracking, track, managed, trace, seguimiento, controlado, control, verfolgung, 跟踪, 追踪, 管理, 追溯
expiry: expiration, expire, expires, expiring, best before, exp, caducidad, caduca, verfall, ablauf, mindesthaltbarkeit, 有效期, 失效, 过期, 到期日期, 保质期至
shelf life: shelflife, life days, vida util, caducidad dias, haltbarkeit, 保质期, 保存期, 货架期
weight: wt, wgt, weights, peso, pesos, gewicht, 重量, 重, 体重
volume: vol, volumen, volum, 体积, 容积
length: len, lgth, longitud, largo, lange, 长度, 长
width: wdth, wid, ancho, anchura, breite, 宽度, 宽, 门幅, 幅宽
height: hgt, ht, alto, altura, hohe, 高度, 高
thickness: thk, thick, espesor, grosor, dicke, starke, 厚度, 厚
depth: profundidad, fondo, tiefe, 深度
size: sizes, sz, talla, tamano, medida, dimension, dimensions, grosse, 尺寸, 尺码, 规格, 大小, 码数
color: colour, colors, colours, clr, col, shade, colores, tono, matiz, farbe, farbton, 颜色, 色, 色号, 色彩
style: styles, stl, model, design, estilo, modelo, diseno, modell, 款式, 款号, 款, 样式, 型号, 风格
brand: brands, marca, marke, 品牌, 牌子, 商标
manufacturer: mfr, mfgr, manufacturers, maker, producer, fabricante, hersteller, 制造商, 生产商, 生产厂家, 厂家, 原厂
barcode: bar code, ean, upc, gtin, ean13, codigo de barras, codigo barras, strichcode, 条码, 条形码, 条型码
drawing: drawings, dwg, drwg, blueprint, plano, planos, dibujo, zeichnung, 图纸, 图号, 图样
revision: rev, version, ver, issue, edition, revisionsstand, 版本, 修订, 版次
status: stat, stt, sts, estado de, situacion, zustand, 状态, 状况
active: enabled, activo, activa, habilitado, aktiv, 启用, 有效, 激活, 活跃
inactive: disabled, blocked, obsolete, deleted, deletion, discontinued flag, inactivo, inactiva, deshabilitado, bloqueado, desactivado, gesperrt, inaktiv, 停用, 禁用, 冻结, 无效, 失活
discontinue: discontinued, discontinuation, end of life, eol, obsolescence, descatalogado, descontinuado, auslauf, 停产, 停售, 终止, 停止
start: begin, beginning, from, starting, inicio, inicial, desde, comienzo, comenzar, beginn, von, ab, 开始, 起始, 起, 开工, 启动
end: finish, ending, to, until, thru, through, completion, stop, fin, final, hasta, ende, bis, 结束, 完成, 完工, 截止, 止, 至
valid: validity, effective, effectivity, eff, vigencia, vigente, valido, validez, gultig, gueltig, 生效, 有效的
planned: plan, scheduled, schedule, sched, sch, planning, estimated, est, planificado, planificada, prevista, previsto, programada, programado, estimado, estimada, geplant, soll, 计划, 预计, 预定, 安排, 排定, 预期
actual: act, real, ist, 实际
requested: request, req, required, reqd, need, needed, want, wanted, promise, promised, expected, solicitada, solicitado, requerida, requerido, prometida, esperada, comprometida, wunsch, 要求, 需求, 请求, 需要, 承诺, 期望
created: create, creation, entered, entry, added, opened, creado, creada, creacion, alta, erstellt, angelegt, 创建, 建立, 新增, 录入, 建档
modified: modify, modification, changed, change, updated, update, upd, chg, edited, modificado, modificada, modificacion, cambio, actualizado, actualizacion, geandert, anderung, 修改, 更新, 变更, 更改
last: latest, recent, lst, ultimo, ultima, ult, letzte, letzter, 最后, 最近, 最新, 上次, 最终
first: frst, primero, primera, erste, 第一, 首
previous: prev, prior, former, old, anterior, antiguo, antigua, alt, fruher, 旧, 原, 以前, 老
standard: std, stnd, estandar, standart, 标准, 基准
average: avg, avrg, mean, moving average, moving, promedio, medio, media, durchschnitt, gleitend, 平均, 移动平均, 均
valuation: valued, valoracion, valuacion, bewertung, 估价, 计价, 评估
costing method: cost method, valuation method, inventory method, metodo de coste, metodo de costo, metodo de costeo, bewertungsverfahren, 成本核算方法, 成本方法, 计价方法, 成本计算方法
method: methods, metodo, metodos, methode, verfahren, 方法, 方式
default: dflt, deflt, def, main, primary, principal, preferred, pref, standard., por defecto, predeterminado, predeterminada, defecto, bevorzugt, 默认, 主要, 缺省, 预设, 首选
base: basic, bas, stocking, inventory unit, basis, 基本, 基础
alternative: alternate, alt., secondary, second unit, alternativo, alternativa, secundario, secundaria, alternativ, 替代, 辅助, 备用, 第二, 副
conversion: conv, cnv, conversion factor, convert, factor, fctr, umrechnung, faktor, 换算, 转换, 系数, 因子, 转换系数, 换算率, 换算系数
ratio: ratios, proporcion, verhaltnis, 比率值
scrap: waste, loss, wastage, shrink, desperdicio, merma, desecho, ausschuss, 废品, 报废, 损耗, 废料
yield: rendimiento, ausbeute, 产出率, 良率, 成品率
efficiency: effic, effy, performance, eficiencia, leistungsgrad, effizienz, 效率
capacity: cap, capacidad, kapazitat, 产能, 能力, 容量
setup: set up, setup time, preparation, prep, preparacion, montaje, puesta a punto, ajuste, rusten, ruestzeit, rustzeit, 准备, 调整, 设置, 换模, 换型
run: running, processing, proc, ejecucion, bearbeitung, laufzeit, 运行, 加工, 执行
cycle: ciclo, ciclos, zyklus, takt, 周期, 循环, 节拍
queue: wait, waiting, move, espera, cola, warte, liegezeit, 等待, 排队, 排队时间
labor: labour, lbr, mano de obra, lohn, 人工, 劳动
sequence: seq, sqn, position, pos, posn, line number, order sequence, sort order, secuencia, posicion, reihenfolge, 序号, 顺序, 排序, 次序, 序列顺序, 项次
output: outputs, produced, yielded, salida, resultado, ausstoss, 产出, 输出, 产量
input: inputs, consumed, entrada, eingabe, 投入, 输入
issue: issued, withdrawal, salida de almacen, 发料, 领料
opening: initial, opening balance, apertura, eroffnung, anfangs, 期初, 初始, 开账
balance: bal, balances, saldo, saldos, 余额, 结余
credit limit: limite de credito, limite credito, kreditlimit, 信用额度, 信用限额, 赊账限额
incoterms: incoterm, delivery terms, freight terms, trade terms, lieferbedingung, 国际贸易术语, 贸易条款, 交货条件, 国贸术语
hs code: tariff, tariff number, customs tariff, customs code, commodity code, harmonized code, hts, intrastat, taric, arancel, partida arancelaria, codigo arancelario, fraccion arancelaria, zolltarif, 海关编码, 关税, 税则号, 关税编号, 商品编码
composition: fibre, fiber, fibre composition, fiber content, composicion, fibra, zusammensetzung, 成分, 成份, 纤维
flag: has, is, indicator, ind, yn, allow, posee, tiene, indicador, 有, 是否, 标志, 允许
certificate: certificates, cert, certification, certificado, zertifikat, 证书, 认证, 合格证
voltage: volt, volts, rated voltage, voltaje, tension, spannung, 电压
current: ampere, amperage, amps, amp, corriente, intensidad, strom, 电流
power: watt, watts, wattage, kw, potencia, leistung, 功率
phase: phases, fase, fases, 相, 相数, 相位
frequency: hz, freq, frecuencia, frequenz, 频率
firmware: fw, 固件
mold: mould, molds, moulds, die, tool, tooling, molde, moldes, utillaje, herramienta, werkzeug, 模具, 模, 刀具
cavity: cavities, cav, cavidad, cavidades, kavitat, nest, 模腔, 穴, 腔, 型腔, 模穴
resin: polymer, compound, resina, harz, granulat, 树脂, 塑料, 塑胶
shot: disparo, inyectada, schuss, 射出, 注射, 啤
regrind: recycled, reground, remolido, molido, mahlgut, 回料, 水口料, 再生料
clamp: clamping, cierre, schliess, 锁模, 合模
tonnage: tons, tonelaje, 吨位, 吨
yarn: thread, hilo, hilado, garn, 纱线, 纱, 线
count: ne, tex, denier, titulo, garnnummer, 支数, 纱支
gauge: gg, galga, teilung, 针距, 针数, 机号
dye: dyed, dyeing, tinte, tintura, teñido, farbe bad, 染色, 缸
shrinkage: encogimiento, einlauf, schrumpf, 缩水, 缩率, 缩水率
veneer: chapa, furnier, 木皮, 单板, 贴面
finish type: surface, acabado, oberflache, 表面, 涂装, 饰面
grain: veta, maserung, 木纹, 纹理
edge: canto, kante, 封边, 边
panel: board, sheet, tablero, platte, 板, 板材
"""

#: words that join others and mean nothing themselves
STOP = frozenset(
    """of the a an and for in on at by with per as or if use used this its
    de del la el los las y en para por con al un una su que es o a se
    der die das des dem den und fur fuer von zu im am mit
    的 和 与 及 在 为 之 以 了""".split()
)


@lru_cache(maxsize=1)
def glossary() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """Phrase (words without accents, in small letters) → the words of its meaning. The first to name one
    keeps it."""
    from kbctl.engine.tables.columns.normal import plain_words

    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for line in _MEANINGS.strip().splitlines():
        meaning, _, phrases = line.partition(":")
        for phrase in (meaning, *phrases.split(",")):
            words = tuple(plain_words(phrase.strip()))
            if words:
                found.setdefault(words, tuple(meaning.split()))
    return found
