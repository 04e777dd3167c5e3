"""Electrical equipment: components become boards, harnesses, modules and tested panels with serial numbers."""

# Rows of words read better in rows.
# ruff: noqa: E501
# fmt: off

from __future__ import annotations

from kbctl.engine.training.generate.trade import trade

TRADES = {"electrical-equipment": trade(
    "electrical-equipment",
    groups="""
        FIN ; ; Finished goods|Producto terminado|Fertigerzeugnisse|成品
        PNL ; FIN ; Control panels|Tableros de control|Schaltschränke|控制柜
        DRV ; FIN ; Drives|Variadores|Umrichter|变频器
        PSU ; FIN ; Power supplies|Fuentes de poder|Netzteile|电源
        SUB ; ; Modules|Módulos|Module|模块
        PCB ; ; Board assemblies|Tarjetas armadas|Bestückte Leiterplatten|线路板组件
        RAW ; ; Components|Componentes|Bauteile|元器件
        ELC ; RAW ; Electronics|Electrónica|Elektronik|电子元件
        SWG ; RAW ; Switchgear|Aparamenta|Schaltgeräte|开关元件
        CBL ; RAW ; Cables|Cables|Kabel|线缆
        MEC ; RAW ; Mechanical parts|Partes mecánicas|Mechanikteile|结构件
        PCK ; RAW ; Packaging|Empaque|Verpackung|包装材料
    """,
    variants="""
        volt: 24 VDC|24 VCC|24 VDC|直流24V · 120 VAC|120 VCA|120 VAC|交流120V · 230 VAC|230 VCA|230 VAC|交流230V · 400 VAC|400 VCA|400 VAC|交流400V
        wire: black|negro|schwarz|黑色 · blue|azul|blau|蓝色 · green-yellow|verde-amarillo|grün-gelb|黄绿色 · red|rojo|rot|红色
        steel: painted steel|acero pintado|Stahl lackiert|喷涂钢板 · stainless|acero inoxidable|Edelstahl|不锈钢
    """,
    families="""
        RST ; ELC ; 0 ; Resistor|Resistencia|Widerstand|电阻 ; ; 100 R 0805 · 1 k 0805 · 10 k 0805 · 47 k 0603 · 100 k 0603 ; EA ; REEL*5000 ; 0.01-0.03 ; ; bulk
        CAP ; ELC ; 0 ; Capacitor|Capacitor|Kondensator|电容 ; ; 100 nF 50 V · 10 uF 25 V · 470 uF 63 V · 1000 uF 63 V ; EA ; REEL*1000/4000 ; 0.02-0.6 ; ;
        ICC ; ELC ; 0 ; Microcontroller|Microcontrolador|Mikrocontroller|单片机 ; ; LQFP48 · LQFP64 · LQFP100 ; EA ; ; 1.8-9 ; ; lot
        CNN ; ELC ; 0 ; Connector|Conector|Steckverbinder|连接器 ; ; 2P · 4P · 8P · 16P ; EA ; ; 0.3-3.4 ; ;
        PCN ; ELC ; 0 ; Bare board|Circuito impreso|Leiterplatte|裸板 ; ; 80x60 · 120x80 · 160x100 ; EA ; ; 2-11 ; ; lot
        BRK ; SWG ; 0 ; Circuit breaker|Interruptor termomagnético|Leitungsschutzschalter|断路器 ; ; B10 1P · C16 1P · C25 3P · C63 3P ; EA ; ; 6-48 ; ;
        CTC ; SWG ; 0 ; Contactor|Contactor|Schütz|接触器 ; volt ; 9 A · 18 A · 32 A ; EA ; ; 14-70 ; ;
        TRM ; SWG ; 0 ; Terminal block|Clema|Reihenklemme|接线端子 ; ; 2.5 mm2 · 4 mm2 · 6 mm2 · 10 mm2 ; EA ; BOX*50/100 ; 0.4-2.2 ; ;
        WIR ; CBL ; 0 ; Hook-up wire|Cable de conexión|Schaltlitze|导线 ; wire ; 0.75 mm2 · 1.5 mm2 · 2.5 mm2 ; M ; SPL*100/500 ; 0.1-0.7 ; ;
        DIN ; MEC ; 0 ; DIN rail|Riel DIN|Hutschiene|导轨 ; ; 35x7.5 · 35x15 ; M ; BOX*20 ; 1.4-4 ; ;
        ENC ; MEC ; 0 ; Enclosure|Gabinete|Gehäuse|机箱 ; steel ; 400x300x200 · 600x400x250 · 800x600x300 ; EA ; ; 42-260 ; ;
        HSK ; MEC ; 0 ; Heat sink|Disipador|Kühlkörper|散热器 ; ; 60x40 · 100x80 · 150x120 ; EA ; ; 2-16 ; ;
        LBL ; PCK ; 0 ; Rating plate|Placa de características|Typenschild|铭牌 ; ; 60x30 · 100x50 ; EA ; ROLL*500 ; 0.1-0.6 ; ;
        CTN ; PCK ; 0 ; Carton|Caja de cartón|Karton|纸箱 ; ; 30x20x15 · 60x50x40 · 90x70x50 ; EA ; ; 0.8-6 ; ;
        CSB ; ELC ; 0 ; Radio module of the customer|Módulo de radio del cliente|Funkmodul Beistellung|客供无线模块 ; ; R1 · R2 ; EA ; ; 0-0 ; ; free
        HRN ; SUB ; 1 ; Wire harness|Arnés|Kabelbaum|线束 ; ; 6P · 12P · 24P ; EA ; ; ; WIR*2-14 CNN*2-4 ;
        PBA ; PCB ; 1 ; Control board|Tarjeta de control|Steuerplatine|控制板 ; ; CB1 · CB2 · CB3 · CB4 ; EA ; ; ; PCN*1 ICC*1 RST*12-40 CAP*6-20 CNN*2-4 CSB*1 ; lot
        PWB ; PCB ; 1 ; Power board|Tarjeta de potencia|Leistungsplatine|功率板 ; volt ; ; EA ; ; ; PCN*1 CAP*4-8 RST*6-12 CNN*2-3 HSK*1 ; lot
        MOD ; SUB ; 2 ; Control module|Módulo de control|Steuermodul|控制模块 ; volt ; ; EA ; ; ; PBA*1 PWB*1 HRN*1 ;
        RAL ; SUB ; 2 ; Wired rail|Riel cableado|Verdrahtete Schiene|配线导轨 ; ; 6M · 12M · 18M ; EA ; ; ; DIN*0.3-0.9 TRM*8-20 WIR*3-12 BRK*2-6 ;
        PSU ; PSU ; 3 ; Power supply|Fuente de poder|Netzteil|开关电源 ; volt ; 5 A · 10 A ; EA ; ; ; PWB*1 HSK*1 LBL*1 CTN*1 ; serial
        DRV ; DRV ; 3 ; Motor drive|Variador de velocidad|Frequenzumrichter|变频器 ; volt ; 0.75 kW · 1.5 kW · 4 kW ; EA ; ; ; MOD*1 HSK*2 LBL*1 CTN*1 ; serial
        PNL ; PNL ; 4 ; Pump control panel|Tablero para bombas|Pumpensteuerung|水泵控制柜 ; volt ; 1x · 2x · 3x ; EA ; ; ; ENC*1 RAL*1-2 MOD*1 CTC*1-3 LBL*1 CTN*1 ; serial
        LPN ; PNL ; 4 ; Lighting panel|Tablero de alumbrado|Lichtverteiler|照明配电箱 ; steel ; 12P · 24P ; EA ; ; ; ENC*1 RAL*2 CTC*1-2 LBL*1 CTN*1 ; serial
    """,
    centres="""
        SMT ; SMT line|Línea SMT|SMT-Linie|贴片线 ; 70-120 ; 1
        HRN ; Harness bench|Banco de arneses|Kabelkonfektion|线束台 ; 24-36 ; 1
        WAV ; Wave soldering|Soldadura por ola|Wellenlöten|波峰焊 ; 48-70 ; 1
        ASM ; Module assembly|Ensamble de módulos|Modulmontage|模块装配 ; 30-46 ; 2
        WIR ; Panel wiring|Cableado de tableros|Schaltschrankbau|柜体配线 ; 32-50 ; 3
        TST ; Final test|Prueba final|Endprüfung|出厂测试 ; 40-66 ; 3
        PCK ; Packing|Empaque|Verpackung|包装 ; 20-30 ; 4
        FAT ; Acceptance test|Prueba de aceptación|Abnahmeprüfung|验收测试 ; 44-72 ; 4
    """,
    markets="""
        en: Water Utilities · Machine Builders · Elevators · Pumps · Energy · Contractors · Rail Systems
        es: Maquinaria · Bombas · Energía · Elevadores · Instalaciones · Ferrocarriles
        de: Maschinenbau · Pumpen · Energietechnik · Aufzüge · Elektroanlagen · Bahntechnik
        zh: 机械 · 水务 · 电梯 · 能源 · 工程安装 · 轨道交通
    """,
    sources="""
        en: Electronics · Components · Switchgear · Wire & Cable · Sheet Metal · Circuit Boards · Labels
        es: Electrónica · Componentes · Aparamenta · Cables · Láminas · Circuitos · Etiquetas
        de: Elektronik · Bauelemente · Schaltgeräte · Kabelwerke · Blechtechnik · Leiterplatten · Schilder
        zh: 电子 · 元器件 · 开关 · 电缆 · 钣金 · 线路板 · 标牌
    """,
    wishes="""
        Serial number tracking from board to panel
        Test results stored with the serial number
        Configurator for panels by customer drawing
        Certificates for each market kept with the item
        Real-time synchronisation between sites
    """,
    regulations="UL CE RoHS",
)}
