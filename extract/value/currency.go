package value

import "strings"

// currencies maps what is printed to ISO 4217. Signs that several currencies
// share stand for the most common one.
var currencies = map[string]string{
	"€": "EUR", "EURO": "EUR", "EUROS": "EUR", "$": "USD", "US$": "USD", "USD$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR", "RS": "INR", "RS.": "INR",
	"RM": "MYR", "RP": "IDR", "RP.": "IDR", "FR.": "CHF", "SFR": "CHF", "SFR.": "CHF", "R$": "BRL", "S$": "SGD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD",
	"HK$": "HKD", "NZ$": "NZD", "ZŁ": "PLN", "ZL": "PLN", "KČ": "CZK", "FT": "HUF", "₺": "TRY", "₽": "RUB", "₩": "KRW", "₫": "VND", "฿": "THB", "₪": "ILS", "₱": "PHP",
	"KR": "SEK", "KR.": "SEK", "LEI": "RON", "ЛВ": "BGN", "₴": "UAH", "DHS": "AED",
}

var isoCurrencies = func() map[string]bool {
	m := map[string]bool{}
	const all = `AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL`
	for _, c := range strings.Fields(all) {
		m[c] = true
	}
	return m
}()

// Currency maps a currency sign, code or word to its ISO 4217 code; empty when
// s is none.
func Currency(s string) string {
	s = strings.ToUpper(strings.Trim(strings.TrimSpace(s), "():/*"))
	if isoCurrencies[s] {
		return s
	}
	return currencies[s]
}

// IsCurrencyCode reports whether s is a code of ISO 4217.
func IsCurrencyCode(s string) bool { return isoCurrencies[s] }
