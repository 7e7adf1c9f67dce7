package value

import (
	"regexp"
	"strings"
)

// ibanLengths are the lengths of the national IBANs (ISO 13616 registry).
var ibanLengths = map[string]int{
	"AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24,
	"DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28,
	"HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20,
	"LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18, "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25,
	"QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29,
	"VA": 22, "VG": 24, "XK": 20,
}

// compact returns s in upper case without anything but letters and digits.
func compact(s string) string {
	var b strings.Builder
	for _, c := range []byte(strings.ToUpper(s)) {
		if isDigit(c) || c >= 'A' && c <= 'Z' {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// IBANLength returns the length of an IBAN of country, 0 for a country
// without IBANs.
func IBANLength(country string) int { return ibanLengths[country] }

// IBAN returns s without spaces and whether it is a valid IBAN: known country,
// right length, check digits by ISO 7064 mod 97-10.
func IBAN(s string) (norm string, valid bool) {
	norm = compact(s)
	if len(norm) < 15 || ibanLengths[norm[:2]] != len(norm) {
		return norm, false
	}
	return norm, mod97(norm[4:]+norm[:4]) == 1
}

func mod97(s string) int {
	r := 0
	for _, c := range []byte(s) {
		if isDigit(c) {
			r = (r*10 + int(c-'0')) % 97
		} else {
			r = (r*100 + int(c-'A') + 10) % 97
		}
	}
	return r
}

var reBIC = regexp.MustCompile(`^[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$`)

// BIC returns s without spaces and whether it has the form of a BIC (ISO
// 9362) with a known country.
func BIC(s string) (norm string, valid bool) {
	norm = compact(s)
	return norm, reBIC.MatchString(norm) && isCountry(norm[4:6])
}

// isCountry reports whether c is a country code of ISO 3166-1.
func isCountry(c string) bool { return countries[c] }

var countries = func() map[string]bool {
	m := map[string]bool{}
	const all = `AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XI XK YE YT ZA ZM ZW`
	for c := range strings.FieldsSeq(all) {
		m[c] = true
	}
	return m
}()

// IsCountryCode reports whether s is a country code of ISO 3166-1 alpha-2, or
// one of the codes XI and XK that invoices use.
func IsCountryCode(s string) bool { return countries[s] }

// EAN reports whether s is a valid GTIN (EAN-8, UPC-A, EAN-13, GTIN-14) or
// ISBN-13.
func EAN(s string) (norm string, valid bool) {
	norm = compact(s)
	switch len(norm) {
	case 8, 12, 13, 14:
	default:
		return norm, false
	}
	sum := 0
	for i := len(norm) - 1; i >= 0; i-- {
		if !isDigit(norm[i]) {
			return norm, false
		}
		w := 1
		if (len(norm)-1-i)%2 == 1 {
			w = 3
		}
		sum += w * int(norm[i]-'0')
	}
	return norm, sum%10 == 0
}

// ISBN reports whether s is a valid ISBN-10 or ISBN-13.
func ISBN(s string) (norm string, valid bool) {
	norm = compact(s)
	if len(norm) == 13 {
		_, ok := EAN(norm)
		return norm, ok && (strings.HasPrefix(norm, "978") || strings.HasPrefix(norm, "979"))
	}
	if len(norm) != 10 {
		return norm, false
	}
	sum := 0
	for i, c := range []byte(norm) {
		switch {
		case isDigit(c):
			sum += (10 - i) * int(c-'0')
		case c == 'X' && i == 9:
			sum += 10
		default:
			return norm, false
		}
	}
	return norm, sum%11 == 0
}

// Luhn reports whether the digits of s pass the Luhn check (payment cards,
// SIREN, SIRET, Swedish organisation numbers).
func Luhn(s string) (norm string, valid bool) {
	norm = compact(s)
	sum := 0
	for i := range norm {
		c := norm[len(norm)-1-i]
		if !isDigit(c) {
			return norm, false
		}
		d := int(c - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return norm, len(norm) > 1 && sum%10 == 0
}

// Check validates s by the check called name: iban, bic, vatid, ean, isbn,
// luhn, country or currency. Known is false for a name that it does not have.
func Check(name, s string) (norm string, valid, known bool) {
	switch name {
	case "iban":
		norm, valid = IBAN(s)
	case "bic":
		norm, valid = BIC(s)
	case "vatid":
		norm, valid = VATID(s)
	case "ean":
		norm, valid = EAN(s)
	case "isbn":
		norm, valid = ISBN(s)
	case "luhn":
		norm, valid = Luhn(s)
	case "country":
		norm = compact(s)
		valid = countries[norm]
	case "currency":
		norm = Currency(s)
		valid = norm != ""
	default:
		return s, false, false
	}
	return norm, valid, true
}
