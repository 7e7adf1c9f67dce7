package lstm

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strings"
)

// A small model of random weights: it reads nonsense, but it goes through every
// part of the code, and its file is small enough to be broken at every byte.

// file writes the little-endian values of a traineddata file.
type file struct{ bytes.Buffer }

func (f *file) put(v ...any) {
	for _, x := range v {
		switch x := x.(type) {
		case int:
			binary.Write(f, binary.LittleEndian, int32(x))
		case string:
			f.put(len(x))
			f.WriteString(x)
		default:
			binary.Write(f, binary.LittleEndian, x)
		}
	}
}

// layer writes the header of a layer.
func (f *file) layer(kind string, ni, no int) {
	f.put(byte(0), kind, byte(0), byte(0), 0, ni, no, 0, kind)
}

func (f *file) matrix(r *rand.Rand, no, ni int, float bool) {
	if float {
		f.put(byte(flagDouble), no, ni+1, float64(0))
		for range no * (ni + 1) {
			f.put(r.NormFloat64() / 2)
		}
		return
	}
	f.put(byte(flagDouble|flagInt8), no, ni+1, byte(0))
	for range no * (ni + 1) {
		f.put(int8(r.IntN(255) - 127))
	}
	f.put(no)
	for range no {
		f.put(0.01 + r.Float64()/100)
	}
}

func (f *file) dense(r *rand.Rand, kind string, ni, no int, float bool) {
	f.layer(kind, ni, no)
	f.matrix(r, no, ni, float)
}

func (f *file) lstm(r *rand.Rand, kind string, ni, no int, float bool) {
	f.layer(kind, ni, no)
	f.put(ni + no)
	for range 4 {
		f.matrix(r, no, ni+no, float)
	}
}

const testHeight, testClasses = 12, 9

// network writes [1,12,0,1 Ct3,3,16 Mp3,3 (Lfys8|Lfys8) Lfx8 Lrx8 O1c9].
func network(seed uint64, float bool) []byte {
	r := rand.New(rand.NewPCG(seed, 7))
	f := &file{}
	f.layer("Series", 1, testClasses)
	f.put(7)
	f.layer("Input", 1, 1)
	f.put(1, testHeight, 0, 1, 0)
	f.layer("Series", 1, 16)
	f.put(2)
	f.layer("Convolve", 1, 9)
	f.put(1, 1)
	f.dense(r, "Tanh", 9, 16, float)
	f.layer("Maxpool", 16, 16)
	f.put(3, 3)
	f.layer("Parallel", 16, 16)
	f.put(2)
	for range 2 {
		f.layer("XYTranspose", 16, 8)
		f.put(1)
		f.lstm(r, "SummLSTM", 16, 8, float)
	}
	f.lstm(r, "LSTM", 16, 8, float)
	f.layer("RTLReversed", 8, 8)
	f.put(1)
	f.lstm(r, "LSTM", 8, 8, float)
	f.dense(r, "Softmax", 8, testClasses, float)
	f.put("[test]", 64, 0, 1000, testClasses-1, 0.5, 0.001, 0.5)
	return f.Bytes()
}

// testChars is text, properties, script and direction.
var testChars = []string{
	"NULL 0 Common 0 9 0 NULL", "a 3 Latin 0 0 1 a", "b 3 Latin 0 0 2 b", "1 8 Common 0 2 3 1",
	". 10 Common 0 6 4 .", "א 1 Hebrew 0 1 5 א", "一 1 Han 0 0 6 一", "二 1 Han 0 0 7 二",
}

func charsetFile() string {
	return fmt.Sprintf("%d\n%s\n", len(testChars), strings.Join(testChars, "\n"))
}

// recoderFile gives the last two characters two codes each.
func recoderFile() []byte {
	f := &file{}
	f.put(len(testChars))
	for i := range len(testChars) - 2 {
		f.put(byte(1), 1, i)
	}
	f.put(byte(1), 2, 6, 7)
	f.put(byte(1), 3, 6, 6, 7)
	return f.Bytes()
}

// dawgFile writes edges of letter, next node, last and word end.
func dawgFile(edges ...[4]uint64) []byte {
	const bits = 4 // 8 characters
	f := &file{}
	f.put(int16(magicDawg), len(testChars), len(edges))
	for _, e := range edges {
		f.put(e[0] | e[2]<<bits | e[3]*flagWordEnd<<bits | e[1]<<(bits+dawgFlags))
	}
	return f.Bytes()
}

// container joins components by their number.
func container(parts map[int][]byte) []byte {
	f := &file{}
	f.put(compCount)
	at := int64(4 + 8*compCount)
	for i := range compCount {
		if parts[i] == nil {
			f.put(int64(-1))
			continue
		}
		f.put(at)
		at += int64(len(parts[i]))
	}
	for i := range compCount {
		f.Write(parts[i])
	}
	return f.Bytes()
}

func testParts(seed uint64, float bool) map[int][]byte {
	return map[int][]byte{
		compConfig:  []byte("# a comment\ntessedit_char_blacklist b\n"),
		compLSTM:    network(seed, float),
		compCharset: []byte(charsetFile()),
		compRecoder: recoderFile(),
		compWord:    dawgFile([4]uint64{1, 1, 1, 0}, [4]uint64{1, 0, 1, 1}), // "aa"
		compNumber:  dawgFile([4]uint64{0, 1, 1, 1}, [4]uint64{0, 0, 1, 1}), // "1", "11"
		compPunc:    dawgFile([4]uint64{0, 1, 1, 1}, [4]uint64{4, 0, 1, 1}), // word, word.
		compVersion: []byte("test"),
	}
}

func testModel(seed uint64, float bool) []byte { return container(testParts(seed, float)) }
