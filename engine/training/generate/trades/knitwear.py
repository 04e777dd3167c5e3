"""Knitwear: yarns by share become fabric, fabric is dyed, cut, sewn with trims and packed."""

# Rows of words read better in rows.
# ruff: noqa: E501
# fmt: off

from __future__ import annotations

from kbctl.engine.training.generate.trade import trade

TRADES = {"knitwear": trade(
    "knitwear",
    groups="""
        FIN ; ; Finished goods|Producto terminado|Fertigerzeugnisse|成品
        PUL ; FIN ; Pullovers|Suéteres|Pullover|毛衣
        TSH ; FIN ; T-shirts|Camisetas|T-Shirts|T恤
        ACC ; FIN ; Accessories|Accesorios|Accessoires|配饰
        FAB ; ; Fabrics|Telas|Maschenstoffe|针织面料
        GRG ; FAB ; Greige fabric|Tela cruda|Rohware|坯布
        DYD ; FAB ; Dyed fabric|Tela teñida|Gefärbte Ware|色布
        RAW ; ; Raw materials|Materias primas|Rohstoffe|原材料
        YRN ; RAW ; Yarns|Hilos|Garne|纱线
        DYE ; RAW ; Dyes and chemicals|Colorantes y químicos|Farbstoffe|染化料
        TRM ; RAW ; Trims|Avíos|Zutaten|辅料
        PCK ; RAW ; Packaging|Empaque|Verpackung|包装材料
    """,
    variants="""
        colour: navy|azul marino|marine|藏青 · ecru|crudo|ecru|米白 · charcoal|carbón|anthrazit|炭灰 · bordeaux|burdeos|bordeaux|酒红 · moss|musgo|moos|苔绿
        knit: single jersey|jersey sencillo|Single Jersey|单面布 · rib 1x1|rib 1x1|Rippe 1x1|罗纹1x1 · interlock|interlock|Interlock|双面布 · piqué|piqué|Piqué|珠地布
        cotton: combed|peinado|gekämmt|精梳 · organic|orgánico|Bio|有机
    """,
    families="""
        COT ; YRN ; 0 ; Cotton yarn|Hilo de algodón|Baumwollgarn|棉纱 ; cotton ; Ne 20/1 · Ne 30/1 · Ne 40/1 ; KG ; CON*1.5/2.5 ; 3.4-7.5 ; ; lot
        WOL ; YRN ; 0 ; Merino yarn|Hilo de merino|Merinogarn|美利奴羊毛纱 ; ; Nm 2/30 · Nm 2/48 · Nm 1/60 ; KG ; CON*1.5 ; 18-34 ; ; lot
        PES ; YRN ; 0 ; Polyester yarn|Hilo de poliéster|Polyestergarn|涤纶纱 ; ; 75 dtex · 110 dtex · 167 dtex ; KG ; CON*2.5/5 ; 1.9-3.6 ; ; lot
        ELA ; YRN ; 0 ; Elastane yarn|Hilo de elastano|Elastangarn|氨纶纱 ; ; 22 dtex · 44 dtex ; KG ; CON*0.5 ; 8-14 ; ; lot
        DYS ; DYE ; 0 ; Reactive dye|Colorante reactivo|Reaktivfarbstoff|活性染料 ; colour ; ; KG ; DRUM*25 ; 7-22 ; ; lot
        SOF ; DYE ; 0 ; Softener|Suavizante|Weichmacher|柔软剂 ; ; 20 % · 30 % ; KG ; DRUM*50/120 ; 1.2-3 ; ;
        BTN ; TRM ; 0 ; Button|Botón|Knopf|钮扣 ; ; 11 mm · 15 mm · 18 mm ; EA ; BOX*144/1000 ; 0.02-0.15 ; ;
        ZIP ; TRM ; 0 ; Zipper|Cierre|Reißverschluss|拉链 ; colour ; 18 cm · 60 cm ; EA ; BOX*100 ; 0.3-1.6 ; ;
        LBL ; TRM ; 0 ; Care label|Etiqueta de cuidado|Pflegeetikett|洗标 ; ; EN · ES · ZH ; EA ; ROLL*1000 ; 0.01-0.05 ; ;
        THR ; TRM ; 0 ; Sewing thread|Hilo de coser|Nähgarn|缝纫线 ; colour ; ; M ; CON*5000 ; 0.01-0.02 ; ;
        HTG ; TRM ; 0 ; Hang tag of the customer|Etiqueta colgante del cliente|Anhänger Beistellung|客供吊牌 ; ; A · B ; EA ; ; 0-0 ; ; free
        PLB ; PCK ; 0 ; Polybag|Bolsa de polietileno|Polybeutel|塑料袋 ; ; 25x35 · 30x40 ; EA ; BOX*1000 ; 0.02-0.08 ; ;
        CTN ; PCK ; 0 ; Carton|Caja de cartón|Karton|纸箱 ; ; 60x40x30 · 60x40x40 ; EA ; ; 0.9-2.2 ; ;
        GCE ; GRG ; 1 ; Greige cotton elastane|Tela cruda algodón elastano|Rohware Baumwolle Elastan|棉氨纶坯布 ; knit ; 140 g · 180 g · 220 g ; KG ; ; ; COT*90% ELA*10% ;
        GCP ; GRG ; 1 ; Greige cotton polyester|Tela cruda algodón poliéster|Rohware Baumwolle Polyester|棉涤坯布 ; knit ; 160 g · 200 g · 240 g ; KG ; ; ; COT*50% PES*40% ELA*10% ;
        GWO ; GRG ; 1 ; Greige merino|Tela cruda merino|Rohware Merino|羊毛坯布 ; knit ; 190 g · 260 g ; KG ; ; ; WOL*80% PES*20% ;
        DCE ; DYD ; 2 ; Dyed cotton elastane|Tela teñida algodón elastano|Gefärbt Baumwolle Elastan|棉氨纶色布 ; colour ; 140 g · 180 g · 220 g ; KG ; ; ; GCE*1.04-1.08 DYS*0.02-0.06 SOF*0.02-0.04 ; lot
        DCP ; DYD ; 2 ; Dyed cotton polyester|Tela teñida algodón poliéster|Gefärbt Baumwolle Polyester|棉涤色布 ; colour ; 160 g · 200 g · 240 g ; KG ; ; ; GCP*1.04-1.08 DYS*0.02-0.06 SOF*0.02-0.04 ; lot
        DWO ; DYD ; 2 ; Dyed merino|Tela teñida merino|Gefärbt Merino|羊毛色布 ; colour ; 190 g · 260 g ; KG ; ; ; GWO*1.05-1.1 DYS*0.03-0.07 SOF*0.02-0.04 ; lot
        TEE ; TSH ; 3 ; T-shirt|Camiseta|T-Shirt|T恤 ; colour ; S · M · L · XL ; EA ; ; ; DCE*0.16-0.26 THR*90-140 LBL*1-2 PLB*1 HTG*1 ;
        POL ; TSH ; 3 ; Polo shirt|Camisa polo|Poloshirt|Polo衫 ; colour ; S · M · L · XL ; EA ; ; ; DCP*0.24-0.34 THR*120-180 BTN*3 LBL*2 PLB*1 HTG*1 ;
        PUL ; PUL ; 3 ; Merino pullover|Suéter de merino|Merinopullover|羊毛套衫 ; colour ; S · M · L · XL ; EA ; ; ; DWO*0.35-0.55 THR*140-200 LBL*2 PLB*1 CTN*1 ;
        CAR ; PUL ; 3 ; Zip cardigan|Cárdigan con cierre|Strickjacke|拉链开衫 ; colour ; S · M · L · XL ; EA ; ; ; DWO*0.4-0.62 THR*160-220 ZIP*1 LBL*2 PLB*1 CTN*1 ;
        SCF ; ACC ; 3 ; Scarf|Bufanda|Schal|围巾 ; colour ; ; EA ; ; ; DWO*0.14-0.22 THR*20-40 LBL*1 PLB*1 ;
        SET ; ACC ; 4 ; Gift set scarf and pullover|Juego de bufanda y suéter|Geschenkset|礼盒套装 ; colour ; M · L ; EA ; ; ; SCF*1 PUL*1 CTN*1 ;
    """,
    centres="""
        KNT ; Circular knitting|Tejido circular|Rundstrickerei|圆机织造 ; 26-44 ; 1
        WND ; Winding|Bobinado|Spulerei|络筒 ; 14-22 ; 1
        DYE ; Dyeing|Tintorería|Färberei|染色 ; 40-70 ; 2
        STN ; Stenter|Rama|Spannrahmen|定型 ; 46-72 ; 2
        CUT ; Cutting|Corte|Zuschnitt|裁剪 ; 24-36 ; 3
        SEW ; Sewing line|Línea de confección|Näherei|缝制 ; 20-34 ; 3
        IRN ; Pressing|Planchado|Bügelei|整烫 ; 18-28 ; 3
        PCK ; Packing|Empaque|Verpackung|包装 ; 16-24 ; 4
    """,
    markets="""
        en: Apparel · Fashion · Department Stores · Sportswear · Boutiques · Uniforms
        es: Moda · Confecciones · Almacenes · Ropa Deportiva · Boutiques · Uniformes
        de: Modehandel · Bekleidung · Warenhaus · Sportswear · Boutiquen · Berufskleidung
        zh: 服饰 · 时装 · 百货 · 运动服装 · 制衣 · 贸易
    """,
    sources="""
        en: Spinning Mills · Yarns · Dyestuffs · Trims · Zippers · Labels · Packaging
        es: Hilaturas · Hilos · Colorantes · Avíos · Cierres · Etiquetas · Empaques
        de: Spinnerei · Garne · Farbstoffe · Kurzwaren · Reißverschlüsse · Etiketten · Verpackungen
        zh: 纺纱 · 纱线 · 染料 · 辅料 · 拉链 · 标签 · 包装
    """,
    wishes="""
        Dye lots kept apart from yarn to garment
        Colour and size matrix in order entry
        Yarn shares of a blend checked against the label
        Subcontracted sewing with material sent along
        Greige stock planned by gauge and weight
    """,
    regulations="REACH OekoTex",
)}
