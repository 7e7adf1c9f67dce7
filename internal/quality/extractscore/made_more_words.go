package extractscore

// moreWords are the words of one language for what only some kinds of invoice
// print: discounts, freight, deposits, balances, hours, other tax regimes.
// One document keeps to one variant of each.
type moreWords struct {
	discount, shipping           []string // on the document; % of discount stands for the percentage
	deposit, open                []string // paid before, what is left
	previous, received, charges  []string // of an account: balance before, payments, new charges
	hours, hourly, task          []string // headers of a table of work
	period, arrival, departure   []string
	guest, room                  []string
	skonto                       string // % days discount until #, $ the due date
	reverse                      string // the clause of the reverse charge
	exempt                       string // the clause of small businesses
	customerVAT                  []string
	original                     []string // label of the invoice that a credit note corrects
	sum                          []string // of the lines, before discount and freight
	sentence                     string   // number, date and due date as @n, @d and @u
	nights, breakfast, citytax   string
	energy, standing, meter, kwh string
	code                         []string // header of a column of tax codes
	paidBy                       string
}

// wordsOf returns the words of a language, or of the country that speaks it.
func wordsOf(code string) *moreWords {
	w := moreOf[map[string]string{"us": "en", "ch": "de"}[code]]
	if m, ok := moreOf[code]; ok {
		w = m
	}
	return &w
}

var moreOf = map[string]moreWords{
	"de": {
		discount: []string{"abzgl. % % Rabatt", "Rabatt % %", "Nachlass (% %)"}, shipping: []string{"Versandkosten", "Frachtkosten", "Versand und Verpackung"},
		deposit: []string{"abzgl. Anzahlung", "Bereits gezahlt", "Geleistete Anzahlung"}, open: []string{"Restbetrag", "Noch zu zahlen", "Offener Betrag", "Zahlbetrag"},
		previous: []string{"Saldo der letzten Rechnung", "Vorheriger Saldo"}, received: []string{"Zahlungseingang", "Ihre Zahlung, vielen Dank"}, charges: []string{"Neue Forderungen", "Summe dieses Monats"},
		hours: []string{"Stunden", "Std."}, hourly: []string{"Stundensatz", "Satz"}, task: []string{"Tätigkeit", "Leistung", "Beschreibung"},
		period: []string{"Abrechnungszeitraum", "Zeitraum"}, arrival: []string{"Anreise"}, departure: []string{"Abreise"}, guest: []string{"Gast"}, room: []string{"Zimmer"},
		skonto: "Bei Zahlung bis # gewähren wir 2 % Skonto, sonst netto ohne Abzug bis $.", reverse: "Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge).",
		exempt: "Gemäß § 19 UStG wird keine Umsatzsteuer berechnet.", customerVAT: []string{"Ihre USt-IdNr.", "USt-ID Kunde"}, original: []string{"zur Rechnung", "Bezug: Rechnung Nr.", "Originalrechnung"},
		sum: []string{"Summe Positionen", "Warenwert", "Zwischensumme"}, sentence: "hiermit erhalten Sie die Rechnung Nr. @n vom @d. Der Betrag ist zahlbar bis zum @u.",
		nights: "Übernachtung Doppelzimmer", breakfast: "Frühstück", citytax: "Parkplatz", energy: "Arbeitspreis", standing: "Grundpreis", meter: "Zählernummer", kwh: "Stromlieferung", code: []string{"St.", "Code"}, paidBy: "Bezahlt mit Kreditkarte",
	},
	"fr": {
		discount: []string{"Remise % %", "Remise commerciale (% %)"}, shipping: []string{"Frais de port", "Frais de livraison", "Transport"},
		deposit: []string{"Acompte versé", "Acompte", "Déjà payé"}, open: []string{"Reste à payer", "Solde à payer", "Net à payer"},
		previous: []string{"Solde précédent", "Report du solde"}, received: []string{"Paiement reçu, merci", "Versement"}, charges: []string{"Nouveaux frais", "Total de cette facture"},
		hours: []string{"Heures", "Nb d'heures"}, hourly: []string{"Taux horaire", "Tarif horaire"}, task: []string{"Prestation", "Désignation", "Description"},
		period: []string{"Période de facturation", "Période"}, arrival: []string{"Arrivée"}, departure: []string{"Départ"}, guest: []string{"Client"}, room: []string{"Chambre"},
		skonto: "Escompte de 2 % pour paiement avant le #, sinon net au $.", reverse: "Autoliquidation - TVA due par le preneur.",
		exempt: "TVA non applicable, art. 293 B du CGI.", customerVAT: []string{"N° TVA client", "TVA intracom. client"}, original: []string{"Facture d'origine", "Annule la facture n°"},
		sum: []string{"Total lignes", "Sous-total", "Total HT avant remise"}, sentence: "veuillez trouver ci-joint la facture n° @n du @d, payable avant le @u.",
		nights: "Nuitée chambre double", breakfast: "Petit déjeuner", citytax: "Parking", energy: "Consommation", standing: "Abonnement", meter: "N° de compteur", kwh: "Fourniture d'électricité", code: []string{"Code", "T"}, paidBy: "Réglé par carte bancaire",
	},
	"nl": {
		discount: []string{"Korting % %", "% % korting"}, shipping: []string{"Verzendkosten", "Bezorgkosten"},
		deposit: []string{"Reeds betaald", "Aanbetaling"}, open: []string{"Restbedrag", "Nog te betalen", "Openstaand bedrag", "Te betalen"},
		previous: []string{"Vorig saldo", "Openstaand van vorige factuur"}, received: []string{"Ontvangen betaling"}, charges: []string{"Nieuwe kosten", "Totaal deze maand"},
		hours: []string{"Uren", "Aantal uren"}, hourly: []string{"Uurtarief", "Tarief"}, task: []string{"Werkzaamheden", "Omschrijving"},
		period: []string{"Factuurperiode", "Periode"}, arrival: []string{"Aankomst"}, departure: []string{"Vertrek"}, guest: []string{"Gast"}, room: []string{"Kamer"},
		skonto: "Bij betaling voor # geldt 2 % betalingskorting, anders netto uiterlijk $.", reverse: "Btw verlegd naar afnemer.",
		exempt: "Vrijgesteld van btw (kleineondernemersregeling).", customerVAT: []string{"Uw btw-nummer", "Btw-nr. klant"}, original: []string{"Oorspronkelijke factuur", "Bij factuur"},
		sum: []string{"Totaal regels", "Subtotaal"}, sentence: "hierbij ontvangt u factuur nr. @n van @d, te betalen voor @u.",
		nights: "Overnachting tweepersoonskamer", breakfast: "Ontbijt", citytax: "Parkeren", energy: "Verbruik", standing: "Vastrecht", meter: "Meternummer", kwh: "Levering elektriciteit", code: []string{"Code"}, paidBy: "Betaald met creditcard",
	},
	"es": {
		discount: []string{"Descuento % %", "Dto. comercial (% %)"}, shipping: []string{"Gastos de envío", "Portes"},
		deposit: []string{"Anticipo", "Pagado a cuenta", "Importe pagado"}, open: []string{"Importe pendiente", "Resto a pagar", "Pendiente de pago"},
		previous: []string{"Saldo anterior"}, received: []string{"Pago recibido, gracias"}, charges: []string{"Cargos nuevos", "Total del mes"},
		hours: []string{"Horas"}, hourly: []string{"Tarifa", "Precio/hora"}, task: []string{"Trabajo", "Concepto", "Descripción"},
		period: []string{"Periodo de facturación", "Periodo"}, arrival: []string{"Llegada"}, departure: []string{"Salida"}, guest: []string{"Huésped"}, room: []string{"Habitación"},
		skonto: "Descuento del 2 % por pago antes del #, en otro caso vencimiento $.", reverse: "Inversión del sujeto pasivo.",
		exempt: "Operación exenta de IVA.", customerVAT: []string{"NIF cliente", "NIF-IVA del cliente"}, original: []string{"Rectifica la factura", "Factura original"},
		sum: []string{"Suma de líneas", "Total bruto", "Subtotal"}, sentence: "adjuntamos la factura n.º @n de fecha @d, con vencimiento @u.",
		nights: "Noche habitación doble", breakfast: "Desayuno", citytax: "Aparcamiento", energy: "Consumo", standing: "Término fijo", meter: "Nº de contador", kwh: "Suministro eléctrico", code: []string{"Cód."}, paidBy: "Pagado con tarjeta",
	},
	"it": {
		discount: []string{"Sconto % %", "Sconto commerciale (% %)"}, shipping: []string{"Spese di spedizione", "Trasporto"},
		deposit: []string{"Acconto versato", "Acconto", "Già pagato"}, open: []string{"Saldo da pagare", "Importo residuo", "Resta da pagare"},
		previous: []string{"Saldo precedente"}, received: []string{"Pagamento ricevuto, grazie"}, charges: []string{"Nuovi addebiti", "Totale del mese"},
		hours: []string{"Ore"}, hourly: []string{"Tariffa oraria", "Tariffa"}, task: []string{"Attività", "Prestazione", "Descrizione"},
		period: []string{"Periodo di fatturazione", "Periodo"}, arrival: []string{"Arrivo"}, departure: []string{"Partenza"}, guest: []string{"Ospite"}, room: []string{"Camera"},
		skonto: "Sconto del 2 % per pagamento entro il #, altrimenti netto entro il $.", reverse: "Inversione contabile, art. 17 DPR 633/72.",
		exempt: "Operazione senza applicazione dell'IVA, regime forfettario.", customerVAT: []string{"P. IVA cliente", "P.IVA destinatario"}, original: []string{"Storno della fattura", "Fattura originale"},
		sum: []string{"Totale righe", "Totale merce", "Subtotale"}, sentence: "trasmettiamo la fattura n. @n del @d, con scadenza @u.",
		nights: "Pernottamento camera doppia", breakfast: "Prima colazione", citytax: "Parcheggio", energy: "Consumo", standing: "Quota fissa", meter: "N. contatore", kwh: "Fornitura energia", code: []string{"Cod."}, paidBy: "Pagato con carta di credito",
	},
	"pt": {
		discount: []string{"Desconto % %", "Desc. comercial (% %)"}, shipping: []string{"Portes de envio", "Transporte"},
		deposit: []string{"Adiantamento", "Já pago", "Valor pago"}, open: []string{"Valor em dívida", "Saldo a pagar", "Falta pagar"},
		previous: []string{"Saldo anterior"}, received: []string{"Pagamento recebido, obrigado"}, charges: []string{"Novos débitos", "Total do mês"},
		hours: []string{"Horas"}, hourly: []string{"Valor/hora", "Tarifa"}, task: []string{"Tarefa", "Serviço", "Descrição"},
		period: []string{"Período de faturação", "Período"}, arrival: []string{"Chegada"}, departure: []string{"Partida"}, guest: []string{"Hóspede"}, room: []string{"Quarto"},
		skonto: "Desconto de 2 % para pagamento até #, caso contrário vencimento $.", reverse: "IVA - autoliquidação.",
		exempt: "IVA - regime de isenção.", customerVAT: []string{"NIF do cliente", "Contribuinte cliente"}, original: []string{"Fatura original", "Refere-se à fatura"},
		sum: []string{"Soma das linhas", "Total bruto", "Subtotal"}, sentence: "enviamos a fatura n.º @n de @d, a pagar até @u.",
		nights: "Noite quarto duplo", breakfast: "Pequeno-almoço", citytax: "Estacionamento", energy: "Consumo", standing: "Termo fixo", meter: "N.º do contador", kwh: "Fornecimento de eletricidade", code: []string{"Cód."}, paidBy: "Pago com cartão",
	},
	"en": {
		discount: []string{"Discount % %", "Less % % discount", "Trade discount (% %)"}, shipping: []string{"Shipping", "Delivery", "Carriage", "Freight & handling"},
		deposit: []string{"Less deposit", "Deposit paid", "Amount paid"}, open: []string{"Balance due", "Amount due", "Balance outstanding"},
		previous: []string{"Previous balance", "Balance brought forward"}, received: []string{"Payment received - thank you", "Payments received"}, charges: []string{"New charges", "Total charges this period"},
		hours: []string{"Hours", "Hrs"}, hourly: []string{"Rate", "Hourly rate"}, task: []string{"Task", "Work done", "Description"},
		period: []string{"Billing period", "Period"}, arrival: []string{"Arrival", "Check-in"}, departure: []string{"Departure", "Check-out"}, guest: []string{"Guest", "Guest name"}, room: []string{"Room", "Room no."},
		skonto: "2 % discount if paid by #, otherwise net by $.", reverse: "Reverse charge: the customer accounts for the VAT.",
		exempt: "Not registered for VAT.", customerVAT: []string{"Your VAT No.", "Customer VAT No."}, original: []string{"Original invoice", "Credit against invoice", "Relating to invoice no."},
		sum: []string{"Total of lines", "Goods total", "Subtotal"}, sentence: "please find our invoice no. @n of @d, payable by @u.",
		nights: "Double room", breakfast: "Breakfast", citytax: "Parking", energy: "Usage charge", standing: "Standing charge", meter: "Meter no.", kwh: "Electricity supplied", code: []string{"Code", "T/C"}, paidBy: "Paid by credit card",
	},
}
