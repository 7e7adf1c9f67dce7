package value

import "regexp"

// vatForms are the forms of the VAT identification numbers of the EU, the
// United Kingdom, Northern Ireland, Norway and Switzerland, after the prefix.

var vatForms = compileVAT(map[string]string{
	"AT": `U\d{8}`, "BE": `[01]?\d{9}`, "BG": `\d{9,10}`, "CY": `\d{8}[A-Z]`, "CZ": `\d{8,10}`, "DE": `\d{9}`, "DK": `\d{8}`, "EE": `\d{9}`,
	"EL": `\d{9}`, "ES": `[A-Z0-9]\d{7}[A-Z0-9]`, "FI": `\d{8}`, "FR": `[A-HJ-NP-Z0-9]{2}\d{9}`, "GB": `(?:\d{9}|\d{12}|GD\d{3}|HA\d{3})`, "XI": `(?:\d{9}|\d{12})`,
	"HR": `\d{11}`, "HU": `\d{8}`, "IE": `\d[A-Z0-9+*]\d{5}[A-Z]{1,2}`, "IT": `\d{11}`, "LT": `(?:\d{9}|\d{12})`, "LU": `\d{8}`, "LV": `\d{11}`, "MT": `\d{8}`,
	"NL": `\d{9}B\d{2}`, "PL": `\d{10}`, "PT": `\d{9}`, "RO": `\d{2,10}`, "SE": `\d{12}`, "SI": `\d{8}`, "SK": `\d{10}`, "CHE": `\d{9}(?:MWST|TVA|IVA)?`, "NO": `\d{9}MVA`,
})

func compileVAT(forms map[string]string) map[string]*regexp.Regexp {
	m := make(map[string]*regexp.Regexp, len(forms))
	for c, f := range forms {
		m[c] = regexp.MustCompile("^" + c + f + "$")
	}
	return m
}

// VATForm reports whether s, without spaces and dots, has the form of a VAT
// identification number, whatever its check digits.
func VATForm(s string) (norm string, ok bool) {
	norm = compact(s)
	if len(norm) < 4 {
		return norm, false
	}
	for _, n := range []int{2, 3} {
		if re := vatForms[norm[:n]]; re != nil && re.MatchString(norm) {
			return norm, true
		}
	}
	return norm, false
}

// VATID returns s without spaces and whether it is a VAT identification
// number: form and, for the countries whose rule is public and fixed (AT BE DE
// DK EL FI FR IT LU NL PL PT SI), check digits.
func VATID(s string) (norm string, valid bool) {
	norm, ok := VATForm(s)
	if !ok {
		return norm, false
	}
	return norm, vatChecksum(norm[:2], norm[2:])
}

func vatChecksum(country, n string) bool {
	switch country {
	case "AT":
		return atOK(n[1:])
	case "BE":
		if len(n) == 9 {
			n = "0" + n
		}
		return atoi(n[:8])%97 == 97-atoi(n[8:])
	case "DE":
		return deOK(n)
	case "DK":
		return weighted(n, 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0
	case "EL":
		return weighted(n[:8], 256, 128, 64, 32, 16, 8, 4, 2)%11%10 == int(n[8]-'0')
	case "FI":
		r := weighted(n[:7], 7, 9, 10, 5, 8, 4, 2) % 11
		return r != 1 && (11-r)%11 == int(n[7]-'0')
	case "FR":
		return frOK(n)
	case "IT":
		_, ok := Luhn(n)
		return ok
	case "LU":
		return atoi(n[:6])%89 == atoi(n[6:])
	case "NL":
		r := weighted(n[:8], 9, 8, 7, 6, 5, 4, 3, 2) % 11
		return r == int(n[8]-'0') || mod97("NL"+n) == 1
	case "PL":
		return weighted(n[:9], 6, 5, 7, 2, 3, 4, 5, 6, 7)%11 == int(n[9]-'0')
	case "PT":
		r := 11 - weighted(n[:8], 9, 8, 7, 6, 5, 4, 3, 2)%11
		return r%11%10 == int(n[8]-'0') || r == 10 && n[8] == '0'
	case "SI":
		r := 11 - weighted(n[:7], 8, 7, 6, 5, 4, 3, 2)%11
		return r%10 == int(n[7]-'0')
	}
	return true
}

func atoi(s string) int {
	n := 0
	for _, c := range []byte(s) {
		n = n*10 + int(c-'0')
	}
	return n
}

func weighted(s string, w ...int) int {
	sum := 0
	for i, k := range w {
		sum += k * int(s[i]-'0')
	}
	return sum
}

func atOK(n string) bool {
	sum := 0
	for i := range 7 {
		d := int(n[i] - '0')
		if i%2 == 1 {
			d = d*2/10 + d*2%10
		}
		sum += d
	}
	return (96-sum)%10 == int(n[7]-'0')
}

// deOK is ISO 7064 mod 11,10.
func deOK(n string) bool {
	p := 10
	for i := range 8 {
		s := (int(n[i]-'0') + p) % 10
		if s == 0 {
			s = 10
		}
		p = 2 * s % 11
	}
	return (11-p)%10 == int(n[8]-'0')
}

func frOK(n string) bool {
	if !isDigit(n[0]) || !isDigit(n[1]) {
		return true // the new-style keys with letters have no simple rule
	}
	return (12+3*(atoi(n[2:])%97))%97 == atoi(n[:2])
}
