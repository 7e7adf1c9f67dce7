package extractscore

// A tongue is what invoices of one country say, and how they write it. Labels
// come in the variants that are in use there; one invoice keeps to one.
type tongue struct {
	code, country, currency string
	money                   string // how amounts are printed: # stands for the number
	group, point            string
	dates                   []string // layouts of package time
	months                  []string // for layouts with January
	invoice, credit         []string
	number, date, due       []string
	delivery, order, client []string
	to, from                []string
	desc, qty, unit, price  []string
	rate, amount            []string
	net, tax, gross, pay    []string // tax: % stands for the rate
	base, page, carried     []string
	iban, bic, vatID        []string
	terms                   []string // # stands for the due date
	rates                   []int
	firms, people, streets  []string
	places                  []string // code and city
	goods                   []good
	letter                  string
}

// A good is something sold and its unit.
type good struct{ name, unit string }

// tongues are the languages of the made invoices.
var tongues = []tongue{
	{
		code: "de", country: "DE", currency: "EUR", money: "# €", group: ".", point: ",",
		dates: []string{"02.01.2006", "2. January 2006", "02.01.06"}, months: []string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"},
		invoice: []string{"Rechnung", "RECHNUNG"}, credit: []string{"Gutschrift", "Rechnungskorrektur"},
		number: []string{"Rechnungsnummer", "Rechnungs-Nr.", "Rechnung Nr.", "Belegnummer", "Re.-Nr."}, date: []string{"Rechnungsdatum", "Datum", "Ausstellungsdatum", "Belegdatum"},
		due: []string{"Fällig am", "Zahlbar bis", "Fälligkeitsdatum", "Zahlungsziel"}, delivery: []string{"Lieferdatum", "Leistungsdatum", "Tag der Lieferung"},
		order: []string{"Bestellnummer", "Ihre Bestellung", "Auftragsnummer", "Bestell-Nr."}, client: []string{"Kundennummer", "Kunden-Nr.", "Debitor"},
		to: []string{"Rechnungsempfänger", "Rechnung an", "Kunde"}, from: []string{"Rechnungssteller", "Lieferant", "Verkäufer"},
		desc: []string{"Bezeichnung", "Beschreibung", "Artikel", "Leistung"}, qty: []string{"Menge", "Anzahl"}, unit: []string{"Einheit", "ME"}, price: []string{"Einzelpreis", "Preis", "E-Preis"},
		rate: []string{"USt.", "MwSt.", "USt. %"}, amount: []string{"Gesamt", "Betrag", "Gesamtpreis", "Summe"},
		net: []string{"Nettobetrag", "Zwischensumme", "Summe netto", "Gesamt netto"}, tax: []string{"zzgl. % % USt.", "MwSt. % %", "Umsatzsteuer % %", "% % Mehrwertsteuer"},
		gross: []string{"Gesamtbetrag", "Rechnungsbetrag", "Endbetrag", "Summe brutto", "Bruttobetrag"}, pay: []string{"Zu zahlen", "Zahlbetrag", "Fälliger Betrag"},
		base: []string{"Steuersatz|Netto|Steuer", "USt.-Satz|Bemessungsgrundlage|USt.-Betrag"}, page: []string{"Seite"}, carried: []string{"Übertrag"},
		iban: []string{"IBAN", "IBAN:"}, bic: []string{"BIC", "BIC:", "SWIFT"}, vatID: []string{"USt-IdNr.", "USt-ID:", "Umsatzsteuer-ID:", "UID:"},
		terms:  []string{"Bitte überweisen Sie den Betrag bis zum # auf unser Konto.", "Zahlbar ohne Abzug bis #.", "Der Rechnungsbetrag ist fällig am #."},
		rates:  []int{19, 7},
		firms:  []string{"Holzbau Lindner GmbH", "Kieler Werkzeughandel KG", "Schreiber & Partner mbB", "Nordlicht Medien AG", "Gebr. Haberkorn OHG", "Blumenwerk Rosenau e.K.", "Tischlerei Jens Voss", "Data Süd UG (haftungsbeschränkt)"},
		people: []string{"Sabine Kettler", "Dr. Uwe Marquardt", "Familie Öztürk"}, streets: []string{"Mühlenweg 4", "Hauptstraße 118", "Am Hafen 7a", "Lindenallee 23", "Kirchgasse 1", "Industriestr. 55"},
		places: []string{"24103 Kiel", "80331 München", "04109 Leipzig", "50667 Köln", "99084 Erfurt", "28195 Bremen"},
		goods:  []good{{"Eichenbrett gehobelt 200 x 20 cm", "Stk"}, {"Montagearbeiten vor Ort", "Std"}, {"Druckerpapier A4 weiß", "Pkt"}, {"Anfahrt pauschal", "psch"}, {"Rosenstrauß gemischt", "Stück"}, {"Kabelkanal 40 mm grau", "m"}, {"Wartung der Heizungsanlage", "Std"}, {"Fachbuch Vermessung, 3. Auflage", "Stk"}, {"Beratung Datenschutz", "h"}},
		letter: "Sehr geehrte Damen und Herren, für unsere Lieferungen und Leistungen berechnen wir Ihnen wie vereinbart:",
	},
	{
		code: "fr", country: "FR", currency: "EUR", money: "# €", group: " ", point: ",",
		dates: []string{"02/01/2006", "2 January 2006", "02.01.2006"}, months: []string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
		invoice: []string{"Facture", "FACTURE"}, credit: []string{"Avoir", "Facture d'avoir"},
		number: []string{"Facture n°", "N° de facture", "Numéro de facture", "Numéro"}, date: []string{"Date de facturation", "Date", "Date de la facture", "Date d'émission"},
		due: []string{"Date d'échéance", "Échéance", "À régler avant le", "Payable avant le"}, delivery: []string{"Date de livraison", "Date de prestation"},
		order: []string{"Bon de commande", "Votre commande", "N° de commande", "Référence client"}, client: []string{"N° client", "Code client"},
		to: []string{"Facturé à", "Adresse de facturation", "Client", "Destinataire"}, from: []string{"Émetteur", "Vendeur", "Fournisseur"},
		desc: []string{"Désignation", "Description", "Libellé"}, qty: []string{"Quantité", "Qté"}, unit: []string{"Unité"}, price: []string{"Prix unitaire HT", "P.U. HT", "Prix unitaire"},
		rate: []string{"TVA", "Taux TVA", "% TVA"}, amount: []string{"Montant HT", "Total HT", "Montant"},
		net: []string{"Total HT", "Montant HT", "Sous-total HT", "Total hors taxes"}, tax: []string{"TVA % %", "TVA (% %)", "Montant TVA % %"},
		gross: []string{"Total TTC", "Montant TTC", "Montant total TTC", "Total toutes taxes comprises"}, pay: []string{"Net à payer", "Reste à payer", "Solde dû"},
		base: []string{"Taux|Base HT|Montant TVA", "Taux TVA|Total HT|TVA"}, page: []string{"Page"}, carried: []string{"Report"},
		iban: []string{"IBAN", "IBAN :"}, bic: []string{"BIC", "BIC :", "Code BIC"}, vatID: []string{"N° TVA", "TVA intracommunautaire :", "N° de TVA intracommunautaire", "TVA :"},
		terms:  []string{"Merci de régler cette facture avant le #.", "Paiement à effectuer au plus tard le #.", "Échéance de paiement : #"},
		rates:  []int{20, 10},
		firms:  []string{"Menuiserie Lefort SARL", "Atelier du Pont-Neuf", "Boulonnerie Dumas SAS", "Éditions de la Loire SA", "Plomberie Garnier et Fils", "Conseil Horizon SASU", "Fleurs et Jardins EURL"},
		people: []string{"Hélène Marchand", "M. Julien Caron", "Mme Nadia Benali"}, streets: []string{"12 rue des Tanneurs", "45, avenue Jean Jaurès", "3 place du Marché", "108 boulevard Voltaire", "7 impasse des Lilas"},
		places: []string{"75011 Paris", "69003 Lyon", "44000 Nantes", "31000 Toulouse", "59800 Lille"},
		goods:  []good{{"Planche de chêne rabotée 200 x 20 cm", "pce"}, {"Main-d'œuvre pose et finitions", "h"}, {"Ramette papier A4 blanc", "lot"}, {"Frais de déplacement", "forfait"}, {"Bouquet de saison", "u"}, {"Tube cuivre 14 mm", "m"}, {"Formation sécurité, une journée", "jour"}, {"Entretien annuel de chaudière", "u"}},
		letter: "Madame, Monsieur, veuillez trouver ci-dessous le détail de nos prestations :",
	},
	{
		code: "nl", country: "NL", currency: "EUR", money: "€ #", group: ".", point: ",",
		dates: []string{"02-01-2006", "2 January 2006"}, months: []string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"},
		invoice: []string{"Factuur", "FACTUUR"}, credit: []string{"Creditnota", "Creditfactuur"},
		number: []string{"Factuurnummer", "Factuurnr.", "Factuur nr."}, date: []string{"Factuurdatum", "Datum"},
		due: []string{"Vervaldatum", "Te betalen voor", "Uiterste betaaldatum", "Betalen vóór"}, delivery: []string{"Leverdatum", "Leveringsdatum"},
		order: []string{"Ordernummer", "Uw referentie", "Bestelnummer", "Uw ordernummer"}, client: []string{"Klantnummer", "Debiteurnummer", "Relatienummer"},
		to: []string{"Factuur aan", "Factuuradres", "Klant"}, from: []string{"Leverancier", "Afzender"},
		desc: []string{"Omschrijving", "Artikel", "Beschrijving"}, qty: []string{"Aantal", "Hoeveelheid"}, unit: []string{"Eenheid"}, price: []string{"Prijs", "Stukprijs", "Prijs per stuk", "Tarief"},
		rate: []string{"BTW", "BTW %", "BTW-tarief"}, amount: []string{"Totaal", "Bedrag", "Regeltotaal"},
		net: []string{"Subtotaal", "Totaal excl. BTW", "Totaal exclusief btw", "Nettobedrag"}, tax: []string{"BTW % %", "% % BTW", "BTW (% %)", "BTW hoog % %"},
		gross: []string{"Totaal incl. BTW", "Totaalbedrag", "Totaal inclusief btw", "Factuurbedrag"}, pay: []string{"Te betalen", "Te voldoen", "Openstaand bedrag"},
		base: []string{"BTW-tarief|Grondslag|BTW-bedrag", "Tarief|Excl. BTW|BTW"}, page: []string{"Pagina", "Blad"}, carried: []string{"Transport"},
		iban: []string{"IBAN", "IBAN:", "Rekeningnummer"}, bic: []string{"BIC", "BIC:"}, vatID: []string{"BTW-nummer", "BTW-nr.:", "BTW nr.", "BTW-id:"},
		terms:  []string{"Gelieve het totaalbedrag vóór # over te maken.", "Wij verzoeken u vriendelijk dit bedrag uiterlijk # te voldoen.", "Betaling uiterlijk op #."},
		rates:  []int{21, 9},
		firms:  []string{"Bakker Techniek B.V.", "De Groene Tuin VOF", "Van Dijk & Zonen", "Waterland Advies BV", "Drukkerij Het Anker", "Jansen Bouwservice B.V.", "Noordzee Koeling NV"},
		people: []string{"Mevrouw A. de Wit", "Pieter Hoekstra", "Dhr. J. van den Berg"}, streets: []string{"Kerkstraat 12", "Havenlaan 88", "Dorpsplein 3", "Stationsweg 41-B", "Prinsengracht 205"},
		places: []string{"1012 AB Amsterdam", "3511 LX Utrecht", "9711 KB Groningen", "5611 EM Eindhoven", "3011 AD Rotterdam"},
		goods:  []good{{"Eiken plank geschaafd 200 x 20 cm", "st"}, {"Arbeidsuren monteur", "uur"}, {"Kopieerpapier A4 wit", "pak"}, {"Voorrijkosten", "st"}, {"Boeket gemengd", "stuk"}, {"Slang 12 mm groen", "m"}, {"Onderhoud cv-ketel", "st"}, {"Ontwerp van een brochure", "uur"}},
		letter: "Geachte heer, mevrouw, hierbij ontvangt u de factuur voor de door ons geleverde diensten.",
	},
	{
		code: "es", country: "ES", currency: "EUR", money: "# €", group: ".", point: ",",
		dates: []string{"02/01/2006", "2 de January de 2006", "02-01-2006"}, months: []string{"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"},
		invoice: []string{"Factura", "FACTURA"}, credit: []string{"Factura rectificativa", "Nota de abono"},
		number: []string{"Número de factura", "N.º de factura", "Factura nº", "Nº factura", "Núm. factura"}, date: []string{"Fecha de factura", "Fecha", "Fecha de emisión", "Fecha factura"},
		due: []string{"Fecha de vencimiento", "Vencimiento", "Fecha vencimiento"}, delivery: []string{"Fecha de entrega", "Fecha de operación"},
		order: []string{"Pedido nº", "Nº de pedido", "Su pedido"}, client: []string{"Nº de cliente", "Código cliente"},
		to: []string{"Facturar a", "Cliente", "Datos del cliente", "Destinatario"}, from: []string{"Emisor", "Proveedor", "Datos del emisor"},
		desc: []string{"Descripción", "Concepto", "Artículo"}, qty: []string{"Cantidad", "Cant.", "Uds."}, unit: []string{"Unidad"}, price: []string{"Precio", "Precio unitario", "Precio/ud."},
		rate: []string{"IVA", "% IVA", "Tipo IVA"}, amount: []string{"Importe", "Total", "Importe neto"},
		net: []string{"Base imponible", "Subtotal", "Total base imponible", "Importe neto"}, tax: []string{"IVA % %", "IVA (% %)", "Cuota IVA % %", "% % IVA"},
		gross: []string{"Total factura", "Total", "Importe total", "Total con IVA"}, pay: []string{"Total a pagar", "Importe a pagar", "Pendiente de pago"},
		base: []string{"Tipo|Base imponible|Cuota", "% IVA|Base|Cuota IVA"}, page: []string{"Página", "Pág."}, carried: []string{"Suma y sigue"},
		iban: []string{"IBAN", "IBAN:", "Cuenta bancaria"}, bic: []string{"BIC", "BIC/SWIFT:"}, vatID: []string{"NIF:", "CIF", "N.I.F.:", "NIF-IVA:"},
		terms:  []string{"Rogamos efectúen el pago antes del #.", "Forma de pago: transferencia. Vencimiento: #", "Pago mediante transferencia bancaria hasta el #."},
		rates:  []int{21, 10},
		firms:  []string{"Carpintería Robles S.L.", "Suministros Ebro S.A.", "Jardines del Sur, S.L.U.", "Gestoría Molina y Asociados", "Imprenta La Paloma SL", "Talleres Aranda S.C.", "Frutas Levante S. Coop."},
		people: []string{"Lucía Fernández Gil", "D. Javier Ortega", "Sra. Carmen Vidal"}, streets: []string{"Calle Mayor, 14", "Avda. de la Constitución 56", "Plaza de España, 2", "C/ Alcalá 201, 3º B", "Paseo Marítimo 9"},
		places: []string{"28013 Madrid", "08002 Barcelona", "41001 Sevilla", "46002 Valencia", "50001 Zaragoza"},
		goods:  []good{{"Tablón de roble cepillado 200 x 20 cm", "ud"}, {"Mano de obra instalación", "h"}, {"Papel A4 blanco, paquete", "paq"}, {"Desplazamiento", "ud"}, {"Ramo de flores variado", "ud"}, {"Tubo corrugado 25 mm", "m"}, {"Revisión de la caldera", "ud"}, {"Diseño de folleto", "h"}},
		letter: "Estimados señores: les detallamos a continuación los trabajos realizados.",
	},
	{
		code: "it", country: "IT", currency: "EUR", money: "€ #", group: ".", point: ",",
		dates: []string{"02/01/2006", "2 January 2006", "02-01-2006"}, months: []string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"},
		invoice: []string{"Fattura", "FATTURA"}, credit: []string{"Nota di credito", "NOTA DI CREDITO"},
		number: []string{"Fattura n.", "Numero fattura", "N. fattura", "Numero documento", "Fattura nr."}, date: []string{"Data fattura", "Data", "Data documento", "Data di emissione"},
		due: []string{"Scadenza", "Data scadenza", "Scadenza pagamento", "Data di scadenza"}, delivery: []string{"Data consegna", "Data di consegna"},
		order: []string{"Ordine n.", "Vs. ordine", "Numero ordine", "Rif. ordine"}, client: []string{"Codice cliente", "Cod. cliente"},
		to: []string{"Spett.le", "Cliente", "Destinatario", "Intestatario"}, from: []string{"Fornitore", "Cedente", "Emittente"},
		desc: []string{"Descrizione", "Articolo", "Prodotto"}, qty: []string{"Quantità", "Q.tà", "Qtà"}, unit: []string{"U.M.", "UM"}, price: []string{"Prezzo", "Prezzo unitario", "Prezzo unit."},
		rate: []string{"IVA", "IVA %", "Aliquota IVA"}, amount: []string{"Importo", "Totale", "Importo netto"},
		net: []string{"Imponibile", "Totale imponibile", "Subtotale", "Totale netto"}, tax: []string{"IVA % %", "IVA (% %)", "Imposta % %", "Totale IVA % %"},
		gross: []string{"Totale fattura", "Totale documento", "Totale", "Importo totale"}, pay: []string{"Totale da pagare", "Netto a pagare", "Importo da pagare"},
		base: []string{"Aliquota|Imponibile|Imposta", "IVA %|Imponibile|Importo IVA"}, page: []string{"Pagina", "Pag."}, carried: []string{"Riporto"},
		iban: []string{"IBAN", "IBAN:", "Coordinate bancarie IBAN"}, bic: []string{"BIC", "BIC/SWIFT", "SWIFT:"}, vatID: []string{"P. IVA", "Partita IVA:", "P.IVA", "P.I.:"},
		terms:  []string{"Pagamento tramite bonifico bancario entro il #.", "Modalità di pagamento: bonifico, scadenza #", "Vi preghiamo di saldare entro il #."},
		rates:  []int{22, 10},
		firms:  []string{"Falegnameria Moretti S.r.l.", "Ferramenta Colombo S.n.c.", "Studio Tecnico Rinaldi", "Edizioni del Lago S.p.A.", "Officine Bassi SRL", "Vivai Ferraro s.s.", "Tipografia Manzoni di L. Conti"},
		people: []string{"Giulia Esposito", "Sig. Marco Bellini", "Dott.ssa Anna Ricci"}, streets: []string{"Via Garibaldi 18", "Corso Italia, 77", "Piazza Dante 5", "Viale dei Mille 120/A", "Via San Marco, 3"},
		places: []string{"20121 Milano", "00184 Roma", "10121 Torino", "40121 Bologna", "50122 Firenze"},
		goods:  []good{{"Asse di rovere piallato 200 x 20 cm", "pz"}, {"Manodopera installazione", "h"}, {"Carta A4 bianca, risma", "cf"}, {"Spese di trasporto", "pz"}, {"Mazzo di fiori misti", "pz"}, {"Tubo multistrato 16 mm", "m"}, {"Manutenzione caldaia", "pz"}, {"Consulenza fiscale", "ore"}},
		letter: "Gentile cliente, di seguito il dettaglio dei prodotti e servizi forniti.",
	},
	{
		code: "pt", country: "PT", currency: "EUR", money: "# €", group: ".", point: ",",
		dates: []string{"02/01/2006", "2006-01-02", "2 de January de 2006", "02-01-2006"}, months: []string{"janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"},
		invoice: []string{"Fatura", "FATURA", "Factura"}, credit: []string{"Nota de crédito", "NOTA DE CRÉDITO"},
		number: []string{"Fatura n.º", "Nº da fatura", "Número da fatura", "N.º Documento", "Fatura N.º"}, date: []string{"Data", "Data de emissão", "Data da fatura", "Data do documento"},
		due: []string{"Data de vencimento", "Vencimento", "Data Vencimento", "Pagar até"}, delivery: []string{"Data de entrega", "Data da entrega"},
		order: []string{"Encomenda n.º", "V/ Encomenda", "Nota de encomenda", "Requisição"}, client: []string{"N.º de cliente", "Cód. Cliente"},
		to: []string{"Cliente", "Exmo.(s) Sr.(s)", "Faturar a", "Adquirente"}, from: []string{"Fornecedor", "Emitente"},
		desc: []string{"Descrição", "Designação", "Artigo"}, qty: []string{"Qtd.", "Quantidade", "Quant."}, unit: []string{"Un.", "Unidade"}, price: []string{"Preço unitário", "Preço unit.", "Pr. Unitário", "Preço"},
		rate: []string{"IVA", "Taxa IVA", "% IVA"}, amount: []string{"Total", "Valor", "Valor líquido", "Total líquido"},
		net: []string{"Total ilíquido", "Subtotal", "Total sem IVA", "Incidência", "Base tributável"}, tax: []string{"IVA % %", "IVA (% %)", "Total IVA % %", "Imposto % %"},
		gross: []string{"Total", "Total da fatura", "Valor total", "Total com IVA"}, pay: []string{"Total a pagar", "Valor a pagar", "Saldo a pagar"},
		base: []string{"Taxa|Incidência|IVA", "Taxa IVA|Base|Valor IVA"}, page: []string{"Página", "Pág."}, carried: []string{"A transportar"},
		iban: []string{"IBAN", "IBAN:", "NIB/IBAN"}, bic: []string{"BIC", "SWIFT/BIC:"}, vatID: []string{"NIF:", "Contribuinte n.º", "NIPC:", "N.º Contribuinte:"},
		terms:  []string{"Agradecemos o pagamento até #.", "Pagamento por transferência bancária até #.", "Condições: pagamento a pronto até #"},
		rates:  []int{23, 6},
		firms:  []string{"Carpintaria Nogueira, Lda.", "Ferragens do Minho, S.A.", "Jardins do Tejo Unipessoal Lda", "Gráfica Ribeiro & Filhos", "Conta Certa Contabilidade, Lda", "Padaria Flor do Sado", "Mecânica Beira Mar, Lda."},
		people: []string{"Maria Sousa Pinto", "Sr. Rui Tavares", "Inês Almeida"}, streets: []string{"Rua das Flores, 32", "Av. da Liberdade 110, 2.º Esq.", "Largo do Carmo 4", "Travessa do Poço 15", "Estrada da Luz, 200"},
		places: []string{"1250-096 Lisboa", "4000-123 Porto", "3000-213 Coimbra", "8000-250 Faro", "4700-034 Braga"},
		goods:  []good{{"Tábua de carvalho 200 x 20 cm", "un"}, {"Mão de obra montagem", "h"}, {"Papel A4 branco, resma", "un"}, {"Deslocação", "un"}, {"Ramo de flores", "un"}, {"Tubo PVC 32 mm", "m"}, {"Revisão da caldeira", "un"}, {"Serviços de consultoria", "h"}},
		letter: "Exmos. Senhores, segue o detalhe dos serviços prestados.",
	},
	{
		code: "en", country: "GB", currency: "GBP", money: "£#", group: ",", point: ".",
		dates: []string{"02/01/2006", "2 January 2006", "02 Jan 2006", "2006-01-02"}, months: []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		invoice: []string{"Invoice", "INVOICE", "Tax Invoice"}, credit: []string{"Credit Note", "CREDIT NOTE"},
		number: []string{"Invoice Number", "Invoice No.", "Invoice #", "Document No", "Inv. No."}, date: []string{"Invoice Date", "Date", "Date of issue", "Issued", "Tax point"},
		due: []string{"Due Date", "Payment due", "Pay by", "Due by", "Due on"}, delivery: []string{"Delivery Date", "Date of supply", "Dispatched on"},
		order: []string{"PO Number", "Purchase Order", "Your Order No", "Your ref", "Order Number"}, client: []string{"Customer No", "Account No.", "Client ID"},
		to: []string{"Bill To", "Invoice To", "Customer", "Billed to", "Sold To"}, from: []string{"From", "Seller", "Supplier"},
		desc: []string{"Description", "Item", "Details", "Product"}, qty: []string{"Qty", "Quantity", "Units"}, unit: []string{"Unit", "UOM"}, price: []string{"Unit Price", "Price", "Rate", "Unit Cost"},
		rate: []string{"VAT", "VAT %", "VAT Rate"}, amount: []string{"Amount", "Total", "Line Total", "Net Amount"},
		net: []string{"Subtotal", "Net Total", "Sub-total", "Total excl. VAT", "Total Net"}, tax: []string{"VAT % %", "VAT (% %)", "VAT @ % %", "Total VAT % %"},
		gross: []string{"Total", "Invoice Total", "Grand Total", "Total incl. VAT", "Total GBP"}, pay: []string{"Amount Due", "Balance Due", "Total Due", "Amount payable"},
		base: []string{"VAT Rate|Net|VAT", "Rate|Goods|VAT Amount"}, page: []string{"Page"}, carried: []string{"Carried forward"},
		iban: []string{"IBAN", "IBAN:"}, bic: []string{"BIC", "SWIFT:", "BIC/SWIFT"}, vatID: []string{"VAT No.", "VAT Reg No:", "VAT Registration Number:", "VAT number"},
		terms:  []string{"Please pay by # quoting the invoice number.", "Payment is due by #.", "Terms: payment due #"},
		rates:  []int{20, 5},
		firms:  []string{"Harrow Joinery Ltd", "Peak District Tools Limited", "Ashworth & Sons", "Tideway Media plc", "Green Lane Nurseries", "Calder Consulting LLP", "The Corner Print Shop", "Northgate Electrical Services Ltd"},
		people: []string{"Eleanor Whitcombe", "Mr T. Okafor", "Dr Priya Nair"}, streets: []string{"14 Mill Lane", "Unit 3, Riverside Park", "221 High Street", "The Old Barn, Church Road", "9 Queen Square"},
		places: []string{"Leeds LS1 4AP", "Bristol BS1 6HX", "London SE1 9PD", "York YO1 7HH", "Cardiff CF10 1EP"},
		goods:  []good{{"Planed oak board 200 x 20 cm", "ea"}, {"Fitting and finishing labour", "hrs"}, {"Copy paper A4 white", "pack"}, {"Call-out charge", "ea"}, {"Mixed seasonal bouquet", "ea"}, {"Copper pipe 15 mm", "m"}, {"Boiler annual service", "ea"}, {"Leaflet design", "hours"}},
		letter: "Thank you for your business. Please find below the details of the work carried out.",
	},
}
