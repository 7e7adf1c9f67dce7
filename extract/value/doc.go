// Package value holds the grammars of typed values as they are printed on
// business documents: amounts, numbers, dates and identifiers with check
// digits. Every parser takes the raw text and gives the normalised form:
// exact decimals, ISO dates, identifiers without spaces.
//
// The grammars know the usual spellings of English, German, French, Dutch,
// Spanish, Italian and Portuguese documents. With Confusions set they also
// accept what OCR makes of digits (O for 0, l for 1 and so on) and mark the
// value as repaired.
package value
