"""Injection molding: resin and colour become molded parts, with inserts assembled and packed."""

# Rows of words read better in rows.
# ruff: noqa: E501
# fmt: off

from __future__ import annotations

from kbctl.engine.training.generate.trade import trade

TRADES = {"injection-molding": trade(
    "injection-molding",
    groups="""
        FIN ; ; Finished goods|Producto terminado|Fertigerzeugnisse|成品
        CON ; FIN ; Containers|Contenedores|Behälter|容器
        TEC ; FIN ; Technical parts|Piezas técnicas|Technische Teile|工程塑料件
        CLS ; FIN ; Closures|Tapas y cierres|Verschlüsse|瓶盖
        SUB ; ; Subassemblies|Subensambles|Unterbaugruppen|半成品组件
        MLD ; ; Molded parts|Piezas moldeadas|Spritzgussteile|注塑件
        RAW ; ; Raw materials|Materias primas|Rohstoffe|原材料
        RES ; RAW ; Resins|Resinas|Granulate|塑料粒子
        COL ; RAW ; Colourants|Colorantes|Farbmittel|色母
        INS ; RAW ; Inserts and hardware|Insertos y herrajes|Einlegeteile|嵌件
        PCK ; RAW ; Packaging|Empaque|Verpackung|包装材料
    """,
    variants="""
        resin: PP homopolymer|PP homopolímero|PP Homopolymer|均聚聚丙烯 · ABS|ABS|ABS|ABS · PA66 GF30|PA66 GF30|PA66 GF30|PA66 GF30 · PC|PC|PC|聚碳酸酯 · HDPE|PEAD|HDPE|高密度聚乙烯 · POM|POM|POM|聚甲醛
        colour: black|negro|schwarz|黑色 · white|blanco|weiß|白色 · blue|azul|blau|蓝色 · red|rojo|rot|红色 · grey|gris|grau|灰色
        part: hinged|con bisagra|mit Scharnier|带铰链 · ribbed|acanalada|gerippt|带筋 · threaded|roscada|mit Gewinde|带螺纹
    """,
    families="""
        RES ; RES ; 0 ; Resin|Resina|Granulat|粒子 ; resin ; MFI 8 · MFI 12 · MFI 22 ; KG ; BAG*25 ; 1.1-6.5 ; ; lot
        MBT ; COL ; 0 ; Masterbatch|Concentrado de color|Masterbatch|色母粒 ; colour ; 2 % · 4 % ; KG ; BAG*25 ; 4-14 ; ; lot
        INB ; INS ; 0 ; Brass insert|Inserto de latón|Messingeinsatz|铜嵌件 ; ; M3x5 · M4x6 · M5x8 · M6x10 ; EA ; BOX*500/1000 ; 0.05-0.4 ; ;
        ORG ; INS ; 0 ; O-ring|Junta tórica|O-Ring|密封圈 ; ; 12x2 · 18x2.5 · 24x3 · 40x3 ; EA ; BOX*100/500 ; 0.06-0.5 ; ;
        SPR ; INS ; 0 ; Spring|Resorte|Feder|弹簧 ; ; 8x20 · 10x25 · 12x40 ; EA ; BOX*200 ; 0.1-0.7 ; ;
        SCR ; INS ; 0 ; Self-tapping screw|Tornillo autorroscante|Blechschraube|自攻螺钉 ; ; 2.9x9.5 · 3.5x13 · 4.2x16 ; EA ; BOX*1000 ; 0.01-0.06 ; ; bulk
        LBL ; PCK ; 0 ; Label|Etiqueta|Etikett|标签 ; ; 50x30 · 80x50 · 100x70 ; EA ; ROLL*1000 ; 0.01-0.06 ; ;
        PEB ; PCK ; 0 ; Polybag|Bolsa de polietileno|PE-Beutel|塑料袋 ; ; 200x300 · 400x600 ; EA ; BOX*500 ; 0.02-0.15 ; ;
        CTN ; PCK ; 0 ; Carton|Caja de cartón|Karton|纸箱 ; ; 40x30x20 · 60x40x30 · 60x40x40 ; EA ; ; 0.6-2.8 ; ;
        CSI ; INS ; 0 ; Sensor core of the customer|Núcleo sensor del cliente|Sensorkern Beistellung|客供传感芯 ; ; T1 · T2 ; EA ; ; 0-0 ; ; free
        LID ; MLD ; 1 ; Lid|Tapa|Deckel|盖子 ; colour ; 28 mm · 38 mm · 63 mm · 110 mm ; EA ; ; ; RES*0.01-0.05 MBT*0.01 ;
        BDY ; MLD ; 1 ; Body|Cuerpo|Körper|主体 ; colour ; 0.25 l · 0.5 l · 1 l · 2.5 l ; EA ; ; ; RES*0.03-0.3 MBT*0.01-0.02 ;
        HSG ; MLD ; 1 ; Housing half|Media carcasa|Gehäusehälfte|半壳 ; colour ; 60x40 · 80x60 · 120x80 ; EA ; ; ; RES*0.04-0.2 MBT*0.01-0.02 ;
        GER ; MLD ; 1 ; Gear wheel|Engranaje|Zahnrad|齿轮 ; ; Z12 · Z18 · Z24 · Z36 ; EA ; ; ; RES*0.01-0.04 ;
        CLP ; MLD ; 1 ; Clip|Clip|Clip|卡扣 ; part ; 12 mm · 18 mm ; EA ; ; ; RES*0.01-0.02 ;
        HIN ; SUB ; 2 ; Housing with inserts|Carcasa con insertos|Gehäuse mit Einsätzen|带嵌件外壳 ; colour ; 60x40 · 80x60 · 120x80 ; EA ; ; ; HSG*2 INB*4 CLP*2 ;
        GRT ; SUB ; 2 ; Gear train|Tren de engranajes|Getriebesatz|齿轮组 ; ; A · B · C ; EA ; ; ; GER*2-4 SPR*1 ;
        JAR ; CON ; 3 ; Jar with lid|Frasco con tapa|Dose mit Deckel|带盖罐 ; colour ; 0.25 l · 0.5 l · 1 l · 2.5 l ; EA ; ; ; BDY*1 LID*1 ORG*1 LBL*1 CTN*1 ;
        CAP ; CLS ; 3 ; Closure set|Juego de cierres|Verschlusssatz|瓶盖套装 ; colour ; 28 mm · 38 mm · 63 mm ; EA ; ; ; LID*10 PEB*1 LBL*1 ;
        SEN ; TEC ; 3 ; Sensor housing|Carcasa de sensor|Sensorgehäuse|传感器外壳 ; colour ; 60x40 · 80x60 · 120x80 ; EA ; ; ; HIN*1 ORG*1 SCR*4 CSI*1 LBL*1 PEB*1 ;
        ACT ; TEC ; 3 ; Actuator drive|Accionamiento|Stellantrieb|执行器 ; colour ; A · B · C ; EA ; ; ; HIN*1 GRT*1 SCR*4 LBL*1 CTN*1 ;
    """,
    centres="""
        DRY ; Dryer|Secador|Trockner|干燥机 ; 12-20 ; 1
        IMM ; Injection press|Inyectora|Spritzgießmaschine|注塑机 ; 48-110 ; 1
        TRM ; Trimming|Rebabado|Entgraten|修边 ; 20-30 ; 1
        ASM ; Assembly cell|Celda de ensamble|Montagezelle|装配线 ; 24-40 ; 2
        ULS ; Ultrasonic welding|Soldadura ultrasónica|Ultraschallschweißen|超声波焊接 ; 30-48 ; 2
        PCK ; Packing|Empaque|Verpackung|包装 ; 18-28 ; 3
        QCI ; Final inspection|Inspección final|Endkontrolle|终检 ; 26-42 ; 3
    """,
    markets="""
        en: Medical Devices · Automotive · Packaging · Appliances · Labs · Foods · Controls
        es: Automotriz · Envases · Electrodomésticos · Laboratorios · Alimentos · Equipos Médicos
        de: Medizintechnik · Fahrzeugtechnik · Verpackungen · Hausgeräte · Labortechnik · Lebensmittel
        zh: 医疗器械 · 汽车配件 · 包装制品 · 电器 · 食品 · 电子
    """,
    sources="""
        en: Polymers · Colours · Fasteners · Springs · Seals · Packaging · Compounding
        es: Polímeros · Colorantes · Tornillería · Resortes · Sellos · Empaques · Compuestos
        de: Kunststoffe · Farben · Schrauben · Federn · Dichtungen · Verpackungen · Compounds
        zh: 塑料原料 · 色母 · 紧固件 · 弹簧 · 密封件 · 包装 · 化工
    """,
    wishes="""
        Mold database with cavities, shots and maintenance
        Recipe management for machine settings by mold and resin
        Regrind share tracked by batch
        Cycle-time optimisation by press and mold
        Quality control plans with statistical limits
    """,
    regulations="ISO9001 RoHS",
)}
