package barcode

import (
	"math/big"
	"unicode/utf8"
)

// Codewords that are no data (ISO/IEC 15438, 5.4).
const (
	latchText    = 900
	latchBytes   = 901
	latchNumbers = 902
	shiftByte    = 913
	initReader   = 921
	macroBlock   = 928
	eciUser      = 925
	eciGeneral   = 926
	eciSet       = 927
	latchSixes   = 924 // bytes whose number is a multiple of six
)

// Sub-modes of text compaction.
const (
	upper = iota
	lower
	mixed
	marks
)

// Characters of the sub-modes; a zero byte is none.
var textModes = [4]string{
	upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ \x00\x00\x00",
	lower: "abcdefghijklmnopqrstuvwxyz \x00\x00\x00",
	mixed: "0123456789&\r\t,:#-.$/+%*=^\x00 \x00\x00\x00",
	marks: ";<>@[\\]_`~!\r\t,:\n-.$/\"|*()?{}'\x00",
}

// textOf is what data codewords say: ISO 8859-1 unless it is valid UTF-8. The
// block by which several codes make up one file (Macro PDF417) is left out.
func textOf(words []int) (text string, ok bool) {
	var out []byte
	mode := latchText
	for i := 0; i < len(words); {
		switch w := words[i]; w {
		case latchText, latchBytes, latchSixes, latchNumbers:
			mode = w
			i++
			continue
		case macroBlock:
			i = len(words)
			continue
		case initReader:
			i++
			continue
		case eciSet, eciUser:
			i += 2
			continue
		case eciGeneral:
			i += 3
			continue
		case shiftByte:
			if i+1 < len(words) {
				out = append(out, byte(words[i+1]))
			}
			i += 2
			continue
		}
		if words[i] >= latchText {
			return "", false
		}
		end := i
		for end < len(words) && (words[end] < latchText || mode == latchText && words[end] == shiftByte) {
			if words[end] == shiftByte {
				end++
			}
			end++
		}
		part := words[i:min(end, len(words))]
		switch mode {
		case latchText:
			out = appendText(out, part)
		case latchNumbers:
			out = appendNumbers(out, part)
		default:
			out = appendBytes(out, part, mode == latchSixes)
		}
		i = end
	}
	if utf8.Valid(out) {
		return string(out), true
	}
	runes := make([]rune, len(out))
	for i, b := range out {
		runes[i] = rune(b)
	}
	return string(runes), true
}

// appendText reads text compaction: two characters a codeword.
func appendText(out []byte, words []int) []byte {
	mode, after := upper, -1 // after is the sub-mode to go back to behind one character
	for i := 0; i < len(words); i++ {
		if words[i] == shiftByte {
			if i++; i < len(words) {
				out = append(out, byte(words[i]))
			}
			continue
		}
		for _, c := range []int{words[i] / 30, words[i] % 30} {
			now := mode
			if after >= 0 {
				mode, after = after, -1
			}
			if ch := textModes[now][c]; ch != 0 {
				out = append(out, ch)
				continue
			}
			mode, after = shifted(now, mode, c)
		}
	}
	return out
}

// shifted is what a character that is none does in sub-mode now: the sub-mode
// that follows and, where that is for one character, the one behind it.
func shifted(now, mode, c int) (next, after int) {
	switch {
	case now == marks:
		return upper, -1
	case c == 29:
		return marks, mode
	case c == 28 && now == mixed:
		return upper, -1
	case c == 28:
		return mixed, -1
	case c == 27 && now == lower:
		return upper, mode
	case c == 27:
		return lower, -1
	}
	return marks, -1 // 25 in mixed
}

// appendBytes reads byte compaction: six bytes in five codewords, those left over
// one by one.
func appendBytes(out []byte, words []int, sixes bool) []byte {
	groups := len(words) / 5
	if !sixes && groups*5 == len(words) {
		groups--
	}
	for i := range max(groups, 0) {
		var v uint64
		for _, w := range words[5*i : 5*i+5] {
			v = v*900 + uint64(w)
		}
		for shift := 40; shift >= 0; shift -= 8 {
			out = append(out, byte(v>>shift))
		}
	}
	for _, w := range words[5*max(groups, 0):] {
		out = append(out, byte(w))
	}
	return out
}

// appendNumbers reads numeric compaction: up to 44 digits, behind a 1, as a
// number to the base 900.
func appendNumbers(out []byte, words []int) []byte {
	for len(words) > 0 {
		n := min(15, len(words))
		v, base := new(big.Int), big.NewInt(900)
		for _, w := range words[:n] {
			v.Mul(v, base).Add(v, big.NewInt(int64(w)))
		}
		if s := v.String(); s[0] == '1' {
			out = append(out, s[1:]...)
		}
		words = words[n:]
	}
	return out
}
