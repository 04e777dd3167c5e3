"""Furniture: lumber and panels become parts, frames, cabinets; hardware and finish are bought."""

# Rows of words read better in rows.
# ruff: noqa: E501
# fmt: off

from __future__ import annotations

from kbctl.engine.training.generate.trade import trade

TRADES = {"furniture": trade(
    "furniture",
    groups="""
        FIN ; ; Finished goods|Producto terminado|Fertigerzeugnisse|成品
        TBL ; FIN ; Tables|Mesas|Tische|桌子
        CHR ; FIN ; Chairs|Sillas|Stühle|椅子
        BED ; FIN ; Beds|Camas|Betten|床
        CAS ; FIN ; Cabinets|Gabinetes|Schränke|柜子
        SUB ; ; Assemblies|Subensambles|Baugruppen|组件
        PRT ; ; Wood parts|Piezas de madera|Holzteile|木制零件
        RAW ; ; Raw materials|Materias primas|Rohstoffe|原材料
        LUM ; RAW ; Lumber|Madera aserrada|Schnittholz|板材
        PNL ; RAW ; Panels|Tableros|Platten|人造板
        HDW ; RAW ; Hardware|Herrajes|Beschläge|五金件
        FNS ; RAW ; Finishes|Acabados|Lacke|涂料
        UPH ; RAW ; Upholstery|Tapicería|Polstermaterial|软包材料
        PCK ; RAW ; Packaging|Empaque|Verpackung|包装材料
    """,
    variants="""
        wood: White Oak|Roble blanco|Weißeiche|白橡木 · Walnut|Nogal|Nussbaum|胡桃木 · Cherry|Cerezo|Kirschbaum|樱桃木 · Maple|Arce|Ahorn|枫木 · Beech|Haya|Buche|榉木 · Ash|Fresno|Esche|白蜡木
        finish: Natural|Natural|Natur|本色 · Smoke|Humo|Rauch|烟熏色 · Honey|Miel|Honig|蜂蜜色 · Ebony|Ébano|Ebenholz|乌木色
        metal: brushed nickel|níquel cepillado|Nickel gebürstet|拉丝镍 · matt black|negro mate|schwarz matt|哑黑 · brass|latón|Messing|黄铜
        cloth: grey|gris|grau|灰色 · navy|azul marino|marineblau|藏青色 · sand|arena|sand|沙色
    """,
    families="""
        LUM ; LUM ; 0 ; Lumber|Tablón|Bohle|实木板 ; wood ; 20 mm · 27 mm · 40 mm · 50 mm ; M2 ; ; 18-96 ; ;
        VEN ; LUM ; 0 ; Veneer sheet|Chapa|Furnierblatt|木皮 ; wood ; 0.6 mm · 0.9 mm ; M2 ; ROLL*25/50 ; 4-22 ; ;
        PLY ; PNL ; 0 ; Plywood|Contrachapado|Sperrholz|胶合板 ; wood ; 6 mm · 12 mm · 18 mm ; M2 ; SHT*2.98 ; 9-38 ; ;
        MDF ; PNL ; 0 ; MDF board|Tablero MDF|MDF-Platte|中纤板 ; ; 12 mm · 16 mm · 19 mm · 25 mm ; M2 ; SHT*2.98/5.8 ; 4-11 ; ;
        SLD ; HDW ; 0 ; Drawer slide|Corredera|Schubladenschiene|抽屉滑轨 ; metal ; 300 mm · 350 mm · 400 mm · 450 mm ; EA ; ; 3-21 ; ;
        HNG ; HDW ; 0 ; Hinge|Bisagra|Scharnier|铰链 ; metal ; 95° · 110° · 155° ; EA ; ; 1-7 ; ;
        KNB ; HDW ; 0 ; Handle|Tirador|Griff|拉手 ; metal ; 96 mm · 128 mm · 160 mm ; EA ; ; 1.5-9 ; ;
        SCR ; HDW ; 0 ; Wood screw|Tornillo para madera|Holzschraube|木螺钉 ; ; 3.5x16 · 4x30 · 4x40 · 5x60 ; EA ; BOX*200/500 ; 0.02-0.12 ; ; bulk
        DWL ; HDW ; 0 ; Dowel|Taquete|Dübel|木榫 ; ; 8x30 · 8x40 · 10x40 ; EA ; BOX*1000 ; 0.02-0.06 ; ; bulk
        LAC ; FNS ; 0 ; Lacquer|Laca|Lack|清漆 ; finish ; ; KG ; DRUM*20/200 ; 6-24 ; ; lot
        GLU ; FNS ; 0 ; Wood glue|Adhesivo para madera|Holzleim|木工胶 ; ; D3 · D4 ; KG ; DRUM*25 ; 3-8 ; ; lot
        FOM ; UPH ; 0 ; Foam block|Bloque de espuma|Schaumblock|海绵 ; ; 40 mm · 60 mm · 80 mm ; EA ; ; 5-19 ; ;
        FAB ; UPH ; 0 ; Upholstery fabric|Tela para tapizar|Bezugsstoff|软包面料 ; cloth ; ; M ; ROLL*40/50 ; 6-31 ; ; lot
        CTN ; PCK ; 0 ; Carton|Caja de cartón|Karton|纸箱 ; ; 60x40x40 · 120x80x20 · 200x100x15 ; EA ; ; 1-8 ; ;
        LEG ; PRT ; 1 ; Tapered leg|Pata cónica|Konisches Bein|锥形桌腿 ; wood ; 420 mm · 720 mm ; EA ; ; ; LUM*0.06-0.14 GLU*0.01-0.03 ;
        RAI ; PRT ; 1 ; Rail|Travesaño|Zarge|横档 ; wood ; 600 mm · 900 mm · 1500 mm ; EA ; ; ; LUM*0.05-0.2 ;
        PAN ; PRT ; 1 ; Veneered panel|Panel chapado|Furnierte Platte|贴皮面板 ; wood ; 600x400 · 900x450 · 1800x900 ; EA ; ; ; MDF*0.3-1.7 VEN*0.6-3.4 GLU*0.05-0.3 ;
        DRF ; PRT ; 1 ; Drawer front|Frente de cajón|Schubladenfront|抽屉面板 ; wood ; 400 mm · 600 mm ; EA ; ; ; LUM*0.08-0.2 ;
        FRM ; SUB ; 2 ; Base frame|Bastidor base|Untergestell|底架 ; wood ; 900 mm · 1600 mm · 1800 mm ; EA ; ; ; LEG*4 RAI*4 SCR*8-16 DWL*8-16 ;
        DRB ; SUB ; 2 ; Drawer box|Cajón armado|Schubkasten|抽屉盒 ; wood ; 400 mm · 600 mm ; EA ; ; ; DRF*1 PLY*0.3-0.6 SLD*2 SCR*10-14 KNB*1-2 ;
        SEA ; SUB ; 2 ; Upholstered seat|Asiento tapizado|Polstersitz|软包坐垫 ; cloth ; ; EA ; ; ; PLY*0.2-0.3 FOM*1 FAB*0.5-0.8 ;
        CAR ; SUB ; 3 ; Carcass|Cuerpo|Korpus|柜体 ; wood ; 900x450 · 1200x450 · 1600x500 ; EA ; ; ; PAN*3-6 DRB*2-4 HNG*2-4 SCR*16-30 ;
        TBL ; TBL ; 4 ; Dining table|Mesa de comedor|Esstisch|餐桌 ; wood ; 1400x800 · 1600x900 · 1800x900 · 2200x1000 ; EA ; ; ; FRM*1 PAN*1-2 LAC*0.3-0.7 CTN*1-2 ;
        CHR ; CHR ; 4 ; Dining chair|Silla de comedor|Esszimmerstuhl|餐椅 ; wood ; ; EA ; ; ; LEG*4 RAI*3-4 SEA*1 LAC*0.1-0.2 CTN*1 ;
        STL ; CHR ; 4 ; Bar stool|Taburete alto|Barhocker|吧台椅 ; wood ; 650 mm · 750 mm ; EA ; ; ; LEG*4 RAI*4 SEA*1 LAC*0.1-0.2 CTN*1 ;
        BED ; BED ; 4 ; Bed|Cama|Bett|床架 ; wood ; 900x2000 · 1400x2000 · 1600x2000 · 1800x2000 ; EA ; ; ; LEG*4 RAI*6-10 PAN*1-2 HNG*4 LAC*0.5-1 CTN*2 ;
        SID ; CAS ; 4 ; Sideboard|Aparador|Sideboard|餐边柜 ; wood ; 1200 mm · 1600 mm · 1800 mm ; EA ; ; ; CAR*1 LEG*4 KNB*2-4 LAC*0.4-0.9 CTN*2 ;
        BKC ; CAS ; 4 ; Bookcase|Librero|Bücherregal|书柜 ; wood ; 800x1800 · 1000x2000 ; EA ; ; ; PAN*5-7 SCR*20-30 DWL*20-30 LAC*0.4-0.7 CTN*2 ;
    """,
    centres="""
        SAW ; Panel saw|Sierra de panel|Plattensäge|推台锯 ; 38-64 ; 1
        CNC ; CNC router|Centro CNC|CNC-Bearbeitung|数控加工中心 ; 62-98 ; 1
        PRS ; Veneer press|Prensa de chapa|Furnierpresse|贴皮压机 ; 44-70 ; 1
        SND ; Sanding|Lijado|Schleiferei|砂光 ; 31-45 ; 2
        ASM ; Assembly|Ensamble|Montage|组装 ; 28-46 ; 2
        UPH ; Upholstery|Tapizado|Polsterei|软包 ; 30-44 ; 2
        FIN ; Finishing booth|Cabina de acabado|Lackierkabine|喷漆房 ; 48-75 ; 4
        PCK ; Packing|Empaque|Verpackung|包装 ; 22-34 ; 4
    """,
    markets="""
        en: Interiors · Home Furnishings · Hospitality Group · Furniture Gallery · Design Studio · Contract Supply · Hotels · Restaurants
        es: Muebles · Decoración · Interiores · Hoteles · Mobiliario · Proyectos · Restaurantes
        de: Möbelhaus · Einrichtungen · Objektausstattung · Hotelbetriebe · Wohnstudio · Raumkonzepte
        zh: 家居 · 酒店 · 装饰 · 家具商场 · 设计 · 餐饮
    """,
    sources="""
        en: Lumber · Hardware Supply · Plywood · Coatings · Foam · Packaging · Fasteners · Veneers
        es: Maderas · Herrajes · Tableros · Barnices · Espumas · Empaques · Tornillería
        de: Holzhandel · Beschläge · Plattenwerk · Lacke · Schaumstoffe · Verpackungen · Schrauben
        zh: 木业 · 五金 · 板材 · 涂料 · 海绵 · 包装 · 紧固件
    """,
    wishes="""
        Wood-grain matching across fronts of one cabinet
        Sheet-goods waste optimisation
        CAD drawings turn into cut lists
        Custom quote workflow for made-to-measure pieces
        Delivery routes with assembly at the buyer's
    """,
    regulations="REACH",
)}
