package barcode

// Arithmetic modulo the prime 929, whose powers of 3 are all numbers but 0, and
// the Reed-Solomon code of PDF417 over it.

const prime = 929

func mod(a int) int { return ((a % prime) + prime) % prime }

func power(a, n int) int {
	out := 1
	for ; n > 0; n >>= 1 {
		if n&1 != 0 {
			out = out * a % prime
		}
		a = a * a % prime
	}
	return out
}

func inverse(a int) int { return power(a, prime-2) }

// poly is a polynomial, the constant first.
type poly []int

func (p poly) at(x int) int {
	v := 0
	for i := len(p) - 1; i >= 0; i-- {
		v = (v*x + p[i]) % prime
	}
	return v
}

// times is p·q without powers from n on.
func (p poly) times(q poly, n int) poly {
	out := make(poly, min(len(p)+len(q)-1, n))
	for i, a := range p {
		for j, b := range q {
			if i+j < len(out) {
				out[i+j] = (out[i+j] + a*b) % prime
			}
		}
	}
	return out
}

// correct929 corrects words, of which the last checks are for that and some may
// be known to be missing. It reports false where too many are wrong; two of the
// checks are kept so that chance is not taken for a correction.
func correct929(words, missing []int, checks int) bool {
	s, clean := syndromes(words, checks)
	if clean {
		return true
	}
	spare := min(2, checks-2)
	if len(missing) > checks-spare {
		return false
	}
	place := func(i int) int { return power(3, len(words)-1-i) }
	known := poly{1}
	for _, i := range missing {
		known = known.times(poly{1, mod(-place(i))}, checks+1)
	}
	changed := s.times(known, checks)
	unknown := shortest(changed[len(missing):])
	if 2*(len(unknown)-1)+len(missing) > checks-spare {
		return false
	}
	locator := known.times(unknown, checks+1)
	values := s.times(locator, checks)
	found := 0
	for i := range words {
		x := inverse(place(i))
		if locator.at(x) != 0 {
			continue
		}
		slope := 0 // the derivative of the locator
		for k := len(locator) - 1; k > 0; k-- {
			slope = (slope*x + k*locator[k]) % prime
		}
		if slope == 0 {
			return false
		}
		words[i] = mod(words[i] + values.at(x)*inverse(slope))
		found++
	}
	if found != len(locator)-1 {
		return false
	}
	_, clean = syndromes(words, checks)
	return clean
}

// syndromes are the values of the words, as a polynomial with the last as its
// constant, at 3, 3², …; all zero where nothing is wrong.
func syndromes(words []int, checks int) (s poly, clean bool) {
	s, clean = make(poly, checks), true
	for j := range s {
		x, v := power(3, j+1), 0
		for _, w := range words {
			v = (v*x + w) % prime
		}
		s[j] = v
		clean = clean && v == 0
	}
	return s, clean
}

// shortest is the shortest recurrence that makes s, after Berlekamp and Massey.
func shortest(s []int) poly {
	c, b := poly{1}, poly{1}
	length, gap, last := 0, 1, 1
	for n := range s {
		d := s[n]
		for i := 1; i <= length && i < len(c); i++ {
			d = (d + c[i]*s[n-i]) % prime
		}
		if d == 0 {
			gap++
			continue
		}
		before := append(poly(nil), c...)
		k := d * inverse(last) % prime
		for len(c) < len(b)+gap {
			c = append(c, 0)
		}
		for i, v := range b {
			c[i+gap] = mod(c[i+gap] - k*v)
		}
		if 2*length > n {
			gap++
			continue
		}
		length, b, last, gap = n+1-length, before, d, 1
	}
	for len(c) > 1 && c[len(c)-1] == 0 {
		c = c[:len(c)-1]
	}
	return c
}
