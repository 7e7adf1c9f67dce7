package extract

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"slices"
	"sync"
)

// Features of a candidate: hashed names and values. Names are hashed so that
// the weights need no names: see weights.md.
type features map[uint32]float64

func featureHash(name string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(name)) // never fails
	return h.Sum32()
}

func (f features) on(name string)               { f[featureHash(name)] = 1 }
func (f features) set(name string, val float64) { f[featureHash(name)] = val }
func (f features) score(w map[uint32]float32) float64 {
	s := 0.0
	for k, x := range f {
		s += float64(w[k]) * x
	}
	return s
}

// A Ranker holds the weights of the built-in ranker: for each field a linear
// score of hashed features, and the map from what it knows of a choice to the
// probability that it is right.
type Ranker struct {
	weights     map[string]map[uint32]float32
	calibration map[string][]float64
}

//go:embed weights.bin.gz
var embeddedWeights []byte

// defaultRanker returns the embedded weights. They are part of the program:
// broken ones are a defect of the build, found by the tests.
var defaultRanker = sync.OnceValue(func() *Ranker {
	r, err := ReadRanker(bytes.NewReader(embeddedWeights))
	if err != nil {
		panic("extract: embedded weights: " + err.Error())
	}
	return r
})

// ErrWeights means that a file of ranker weights cannot be read.
var ErrWeights = errors.New("extract: invalid ranker weights")

const weightsMagic = "dkw1"

// Write writes the weights in the form that ReadRanker reads.
func (r *Ranker) Write(w io.Writer) error {
	zw, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	b.WriteString(weightsMagic)
	writeSection(&b, r.weights, func(ws map[uint32]float32) {
		keys := make([]uint32, 0, len(ws))
		for k := range ws {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		writeUint(&b, uint32(len(keys)))
		for _, k := range keys {
			writeUint(&b, k)
		}
		for _, k := range keys { // 1/256 is exact enough
			_ = binary.Write(&b, binary.LittleEndian, int16(max(-32768, min(32767, math.Round(float64(ws[k])*256)))))
		}
	})
	writeSection(&b, r.calibration, func(cs []float64) {
		writeUint(&b, uint32(len(cs)))
		for _, c := range cs {
			_ = binary.Write(&b, binary.LittleEndian, float32(c))
		}
	})
	if _, err := zw.Write(b.Bytes()); err != nil {
		return err
	}
	return zw.Close()
}

func writeUint(b *bytes.Buffer, u uint32) { b.Write(binary.LittleEndian.AppendUint32(nil, u)) }

func writeSection[T any](b *bytes.Buffer, m map[string]T, body func(T)) {
	names := make([]string, 0, len(m))
	for n := range m {
		names = append(names, n)
	}
	slices.Sort(names)
	writeUint(b, uint32(len(names)))
	for _, n := range names {
		b.WriteByte(byte(len(n)))
		b.WriteString(n)
		body(m[n])
	}
}

// ReadRanker reads weights that Write wrote; the error matches ErrWeights.
func ReadRanker(src io.Reader) (*Ranker, error) {
	zr, err := gzip.NewReader(src)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrWeights, err)
	}
	data, err := io.ReadAll(io.LimitReader(zr, 16<<20))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrWeights, err)
	}
	d := &weightReader{data: data}
	if string(d.take(4)) != weightsMagic {
		return nil, fmt.Errorf("%w: wrong magic", ErrWeights)
	}
	r := &Ranker{weights: map[string]map[uint32]float32{}, calibration: map[string][]float64{}}
	for range d.count(1) {
		name := d.name()
		keys := make([]uint32, d.count(6))
		for i := range keys {
			keys[i] = d.uint()
		}
		ws := make(map[uint32]float32, len(keys))
		for _, k := range keys {
			if b := d.take(2); len(b) == 2 {
				ws[k] = float32(int16(binary.LittleEndian.Uint16(b))) / 256
			}
		}
		r.weights[name] = ws
	}
	for range d.count(1) {
		name := d.name()
		cs := make([]float64, d.count(4))
		for i := range cs {
			cs[i] = float64(math.Float32frombits(d.uint()))
		}
		r.calibration[name] = cs
	}
	if d.short {
		return nil, fmt.Errorf("%w: cut off", ErrWeights)
	}
	return r, nil
}

// A weightReader reads the pieces of a weights file; short is set when the
// data ends too early.
type weightReader struct {
	data  []byte
	short bool
}

func (d *weightReader) take(n int) []byte {
	if n > len(d.data) {
		d.short, d.data = true, nil
		return nil
	}
	b := d.data[:n]
	d.data = d.data[n:]
	return b
}

func (d *weightReader) uint() uint32 {
	if b := d.take(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

// count reads a number of items that take at least size bytes each.
func (d *weightReader) count(size int) int {
	n := int(d.uint())
	if n*size > len(d.data) {
		d.short = true
		return 0
	}
	return n
}

func (d *weightReader) name() string {
	b := d.take(1)
	if b == nil {
		return ""
	}
	return string(d.take(int(b[0])))
}

// softmax turns scores into probabilities in place.
func softmax(s []float64) {
	if len(s) == 0 {
		return
	}
	m := slices.Max(s)
	t := 0.0
	for i, x := range s {
		s[i] = math.Exp(x - m)
		t += s[i]
	}
	for i := range s {
		s[i] /= t
	}
}
