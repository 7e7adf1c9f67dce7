package extract

import (
	"strings"
	"sync"
)

// The dictionary of labels in English, German, French, Dutch, Spanish,
// Italian and Portuguese, and of what tills print in Malay and Indonesian. A
// line is: field, weight, phrases separated by semicolons in the notation of
// phrasebook.add. Tokens are lower case without accents; "nr" stands for
// every spelling of number. Fields that begin with a tilde are contexts, no
// fields of a schema.
const dictionaryText = `
document_number 5 invoice|inv|bill|receipt|rcpt|document|doc|slip|check|chk|ticket nr|id|ref|reference; invoice invoice|nr; tax invoice nr?; rechnung|rechnungs|beleg|belegs|gutschrift|gutschrifts|faktura nr; *rechnung nr; *rechnung|*korrektur|*gutschrift 0* nr;  rechnungsnr; rechnungsnummer; rechnungsnr*; belegnummer; belegnr; belegnr*; gutschriftsnummer; gutschriftnr; rechnungskorrektur nr; fakturanr; fakturanummer; facture|factura|fattura|fatura|factuur|avoir nr|n|no|numero; nr de? la? facture|factura|fatura; n|no de? facture|factura|fatura|la; factuurnr; factuurnummer; bonnr; bonnummer; nr fattura|fatura|factura|facture|recibo|ticket|ricevuta|doc|documento|do; documento nr; recibo|recu|ricevuta|ticket|talao nr|no; creditnota nr; credit note|memo nr; account|statement invoice; rechnung|invoice|facture|fattura id; folio nr; documento commerciale n|nr
document_number 4 0* nr
document_number 3 invoice; rechnung; *rechnung; facture; fattura; factura; fatura; factuur; avoir; gutschrift; *korrektur; credit note; receipt; quittung; kassenbon; recibo; facturx|gutschriftsanzeige
issue_date 5 invoice|bill|receipt|document|doc|billing|statement|issue|issued|tax|inv|sales|transaction|trans|trx date|dated|dt; date of? issue|invoice|the? issued|invoice|bill; issued on|at|date?; rechnungsdatum; rechnungs datum; rechnungstag; belegdatum; beleg datum; ausstellungsdatum; gutschriftsdatum; datum der rechnung; date de|d la? facture|emission|facturation; date facture; date demission; emise? le; factuurdatum; factuur datum; fecha de? la? factura|emision|expedicion; fecha emision; data fattura|fatura|documento|emissao|emissione|emisie; data de emissao; data e hora; data di emissione; data del? documento; tarikh; tanggal; invoice dated; fakturadato; fakturadatum; druckdatum; rechnung vom|per; *rechnung vom
issue_date 3 date; datum; dated; vom; von; du; le; fecha; data; dato; dt; tgl; dd
due_date 5 due|payment|pay|payable date|due|by|until|on|before; due; faellig*; fallig*; falligkeit*; zahlbar bis|am; zahlung bis|spatestens; zahlungsziel; zahlungsfrist; zahlungsdatum; zahlungseingang bis; netto bis; date d? echeance|decheance; echeance; decheance; a payer avant; vervaldatum; vervaldag; betalen voor; uiterste betaaldatum; te betalen voor; remit until|by; scadenza; data scadenza; vencimiento; fecha de? vencimiento; vencimento; data de? vencimento; data limite; abbuchung am; uberweisen sie? bis|spatestens|zum zum?; bis zum; zahlen sie bis zum?; bis spatestens; vor dem; per; wird am; einzug am; expiry|expiration date; forfallsdato; last date of payment
delivery_date 5 liefer|leistungs|liefer und? leistungs? datum|zeitpunkt|tag; lieferdatum; leistungsdatum; lieferzeitpunkt; leistungszeitpunkt; leistungszeitraum; abrechnungszeitraum; liefertermin; leistungszeit*; leistungsbzw; delivery|shipping|ship|service|supply|dispatch date|period; date of? delivery|supply|service|shipment; delivered on; date de? livraison|prestation; leverdatum; leveringsdatum; fecha de? entrega; data di? consegna; data de? entrega; lieferscheindatum; datum der lieferung|leistung; tatsachliches? lieferdatum
order_number 5 bestellung; bestell nr|nummer; bestellnr; bestellnummer; bestellnummer*; bestellreferenz; order nr|id|ref|reference|code; order; your|customer|client order nr?; purchase order nr?; po nr; po; p o nr; ihre bestellung|bestellnummer|auftragsnummer|referenz; kundenbestellnummer; kundenbestellung; votre|vos reference|ref|commande; bon de commande; commande nr|n|no; nr de? commande; n commande; auftrag nr; auftrags nr; auftragsnummer; auftragsnr; bestelling; bestelnummer; ordernummer; uw referentie|ordernummer; pedido nr?; nr pedido; ordine nr?; numero ordine; ordernr; vertragsnummer; buyer reference|order; bestellangaben
net_total 5 net|netto total|amount|betrag|summe|value|price|sum; total net|ht|nett|netto|untaxed; total excl*|ex excl*|tax|vat|gst|btw|mwst|sst|tva|iva?; sub total; subtotal; subtotaal; subtotale; zwischensumme; rechnungssumme ohne|netto; summe netto; nettobetrag; nettosumme; nettowert; nettorechnungsbetrag; warenwert; montant ht|net; total hors taxe|taxes; total h t; sous total; base imponible|imposable|tributavel; imponibile; totale imponibile; basisbetrag; basis betrag; amount|total excl*|before|without|w o vat|tax|gst|excl*?; gesamt netto; gesamtbetrag netto; summe|gesamtsumme ohne? netto|ust|mwst|umsatzsteuer; steuerbasisbetrag; total|amount without|before tax|vat; netto; positionssumme; taxable amount|total|value; untaxed amount; totaal excl*; total liquido|iliquido|neto; neto; importe neto; valor iliquido; bemessungsgrundlage; nettoentgelt; entgelt netto; net to? tax
vat_total 5 vat|tax|gst|sst|sales|tva|btw|iva|mwst|ust total|amount|due|betrag|montant|bedrag|charged|value|sum; total vat|tva|taxes|tax|gst|sst|btw|iva|mwst|ust|impuestos|imposta; steuerbetrag; steuerbetrag in?; summe umsatzsteuer|ust|mwst|steuer; montant de? la? tva|taxes; gesamt ust|mwst|steuer; steuergesamtbetrag; umsatzsteuer gesamt; gesamtsteuer*; gesamtbetrag umsatzsteuer|steuer|ust|mwst; amount of vat|tax|gst; mehrwertsteuer*; mwst; cuota iva; imposta totale; valor iva; total do? iva; umsatzsteuerbetrag; mwstbetrag; betrag mwst|ust|umsatzsteuer; sales tax; total taxes; hst total?; taxes; steuersumme
vat_total 3 vat; ust; umsatzsteuer; zzgl ust|mwst|umsatzsteuer; tva; tax; btw; iva; gst; sst; imposta; impuesto; imposto; ppn; pajak; pb1; hst; moms; versicherungsteuer; versicherungssteuer; steuer; zuzuglich umsatzsteuer|mwst|ust; inkl mwst; tax1; tax2; taxe
gross_total 5 gross|grand|overall total|amount|sum|value?; total ttc|gross|incl*|inc|brutto|amount|invoice|factura|fattura|facture|fatura|rm|eur|euro|usd|sales|payable|due|bruto|general|documento|a|to; total t t c; rechnungssumme mit|brutto; rechnungssumme; gesamtbetrag; gesamt betrag|summe; gesamtsumme; rechnungsbetrag; rechnungsendbetrag; brutto; bruttobetrag; bruttosumme; bruttorechnungsbetrag; endbetrag; endsumme; montant ttc|total; totaal; totaalbedrag; totaal incl*; invoice total|amount|value; total amount|invoice incl*|due|payable|rm?; total with|after|incl* tax|vat|gst|sst; totale documento|fattura|complessivo; importe total; total factura; total a pagar; valor total; amount incl*; grandtotal; total da? fatura; summe brutto; gesamt brutto; nett total; net total rounded|rm?; jumlah; total belanja|bayar; totale; summe eur; total charge|charges|cost|price; new charges; balance total; order total; auszahlungsbetrag; gutschriftsbetrag
gross_total 2.5 total; summe; gesamt; ttc; tot; amount; a pagar; betrag; jlh; somma; zusammen
amount_due 5 amount due|payable|owing|to; balance due|payable|owing?; due payable; payable; payable amount; zahlbetrag; falliger|offener|zahlender|zahlbarer|restlicher betrag; zu zahlen*; zu zahlender betrag; solde a? payer|du; net a payer; reste a payer|du; te betalen; te voldoen; total due|payable; a pagar; importe a pagar; da pagare; totale da pagare|dovuto; netto a pagare; restbetrag; uberweisungsbetrag; forderung; abbuchungsbetrag; please pay; saldo; wird der betrag; noch zu zahlen; zu uberweisen*; vorauszahlungen; amount to pay; you owe; pay this amount; falligerbetrag
line_total 5 positionssumme; summe positionen|pos|der; summe der positionen|positionsbetrage; items|lines|line total|sum; gesamtbetrag der positionen; warenwert; line extension; total lines|items; gesamtbetrag positionen; sum of lines|line|items
prepaid 5 prepaid|paid amount?; amount paid; anzahlung*; vorauszahlung*; bereits gezahlt|bezahlt|geleistet*; bereits gezahlter betrag; already paid; acompte; deposit; deja paye|regle; vooruitbetaald; anticipo; abschlag*; geleistete anzahlung|zahlung; abzuglich anzahlung
allowance_total 5 discount total?; rabatt*; nachlass; remise; korting; descuento; sconto; desconto; abschlage|abzuge; summe nachlasse|abschlage|rabatte; skonto; allowance*; less discount; total discount
charge_total 5 charges?; zuschlag*; summe zuschlage|zuschlaege; fracht; versand*; shipping; freight; handling; transport; frais de port; verzendkosten; portes; spese; porto; versicherung; delivery charge; service charge; surcharge
iban 5 iban; iban nr
bic 5 bic; swift; bic swift; swift bic; bic code; swift code; s w i f t
supplier_vat_id 5 vat|tva|btw|iva|ust|uid|mwst|gst|sst id|nr|number|reg|registration|code|ident|identnr; vat id nr; ust id nr?; ustid*; ust idnr; umsatzsteuer id|identifikationsnummer|identnummer nr?; umsatzsteueridentifikationsnummer; umsatzsteuer ident*; steuer id; uid nr?; tva intra*; n tva; nr tva; nr de? tva; numero tva; partita iva; p iva; piva; cif; nif; nipc; btw nr|nummer; btwnr; btwnummer; vatid; vat reg*; contribuinte; cvr; mwst nr; gstin; abn; ein
supplier_tax_number 5 steuer nr|nummer; steuernr; steuernummer; steuernummer*; st nr; tax nr|number|id; stnr; codice fiscale; siret; siren; gst id|reg|nr; gst reg* nr?; fiscal nr|code; tax reg*; sst id|reg|nr
~customer 3 kaufer; kaufer leistungsempfanger; kunde; kundin; client; customer; bill to; billed to; sold to; ship to; buyer; rechnungsempfanger; leistungsempfanger; empfanger; debitor; kunden nr; kundennummer; acheteur; klant; facturer a; facture a; adresse de? facturation|livraison; cliente; destinatario; comprador; destinataire; invoice to|for; attn; attention; bestemd voor; factuuradres; afnemer; lieferadresse; lieferanschrift; rechnungsanschrift; rechnungsadresse; deliver to; member; guest; patient; ihre
~supplier 3 service provider|supplier; provider; issued by; verkaufer; seller; supplier; lieferant; vendor; rechnungssteller; rechnungsersteller; leistungserbringer; vendeur; fournisseur; leverancier; verkoper; proveedor; vendedor; fornitore; fornecedor; cedente; from; sold by; remit to; zahlungsempfanger; absender; versicherer; emisor; emittente; payee; beneficiary; kontoinhaber
~sub 3 sub total|jumlah; subtotal; subtotal*; zwischensumme; sous total; excl*; before tax|gst|disc*|round*; untaxed; w o gst|tax; subttl; subtl; sbtotal; taxable; iliquido; imponibile; base; netto|nett amount|amt; total excl*|before; without tax|gst; harga jual; net
~grand 3 grand total?; grandtotal; total rupiah; nett total; total amount|amt|due|payable|incl*|inc|sales|rounded|rm|eur|paid|to|a|price|nett|after|with; amount due|payable|to; balance due; amt due; rounded|round total; after round*; total rounded; total after; a pagar; gesamtbetrag; endbetrag; zu zahlen; te betalen; total ttc; total a pagar; totale complessivo; valor a pagar; total bill; nett; total belanja|bayar; amount total
~total 3 total; totals; tl; ttl; tot; jumlah; amount; summe; gesamt; totaal; totale; amt; total*; taxa; importe; valor
~tax 3 gst; vat; tax; mwst; ust; tva; sst; service; svc; iva; ppn; pajak; pb1; imposta; btw; srv; servis; serv; sales tax; hst; tax1; tax2
~incl 3 incl; inclusive; inc; with gst|tax; included; includes; inkl; incl*; ttc; incluido
~cash 3 cash; tunai; tender; tendered; paid; visa; master; mastercard; card; amex; debit; credit; payment; received; receive; ebt; tend; bar; gegeben; especes; numerario; entregue; dinheiro; contant; pin; kartu; bayar; pago; mc; discover; cheque; multibanco; carte; contanti; girocard; ec; efectivo; maestro; payments
~change 3 change; baki; balance; kembali; kembalian; chg; ruckgeld; rendu; troco; wisselgeld; resto; cambio; changes; kembal*; zuruck; change due; chnge
~round 3 round; rounding; rnd; adj; adjustment; rounded; pembulatan; rounding adj*; rondung; afronding; arredondamento; bulat; pelarasan; rundung
~disc 3 disc; discount; saving; savings; saved; less; promo; rebate; voucher; diskon; disk; rabatt; remise; desconto; sconto; korting; coupon; off; hemat; you save*; poupou; poupanca; member
~qty 3 qty; quantity; item; items; pcs; pc; x; @; count; quantidade; menge; no of; artikel; artigos; articles; total qty|items|item|quantity; unit
~summ 3 summary; rate; %; code; taxable; incidencia; base; goods
~tip 3 tip; gratuity; suggested; trinkgeld; gorjeta; pourboire
~points 3 point; points; pts; member; loyalty; pontos; punkte; poin; reward*; earned
~last 3 card nr; approval; auth*; terminal; tid; mid; batch; trace; acct; account; stan; aid
effective_date 5 effective date|as; dated as?; as of; made as|and|on|this|effective; entered into; effective; effective this; with effect from; commencement date
jurisdiction 5 laws? of; governed by; jurisdiction of
`

// dictionary returns the built-in phrasebook.
var dictionary = sync.OnceValue(func() *phrasebook {
	b := &phrasebook{}
	for line := range strings.Lines(dictionaryText) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		field, rest, _ := strings.Cut(line, " ")
		weight, rest, _ := strings.Cut(rest, " ")
		w := map[string]float64{"5": 5, "4": 4, "3": 3, "2.5": 2.5}[weight]
		for spec := range strings.SplitSeq(rest, ";") {
			b.add(field, w, strings.TrimSpace(spec))
		}
	}
	return b
})
