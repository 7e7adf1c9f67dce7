package lstm

import "math"

// The non-linear functions are linear interpolations in tables of steps of
// 1/256 up to 16, as in Tesseract, whose results they have to match.
const tableSize = 4096

// tables holds tanh at 0 and the logistic function after it; one entry more
// each, so that the clamp needs no test.
var tables = makeTables()

const logisticTable = tableSize + 1

func makeTables() *[2 * (tableSize + 1)]float32 {
	var t [2 * (tableSize + 1)]float32
	for i := range tableSize {
		x := float64(i) / 256
		t[i] = float32(math.Tanh(x))
		t[logisticTable+i] = float32(1 / (1 + math.Exp(-x)))
	}
	t[tableSize-1], t[tableSize] = 1, 1
	t[2*tableSize], t[2*tableSize+1] = 1, 1
	return &t
}

func interpolate(base int, x float32) float32 {
	x *= 256
	if !(x < tableSize-1) { // also when it is not a number
		return 1
	}
	i := int32(x)
	a, b := tables[base+int(i)], tables[base+int(i)+1]
	return a + float32((b-a)*(x-float32(i)))
}

func tanh(x float32) float32 {
	if x < 0 {
		return -interpolate(0, -x)
	}
	return interpolate(0, x)
}

func logistic(x float32) float32 {
	if x < 0 {
		return 1 - interpolate(logisticTable, -x)
	}
	return interpolate(logisticTable, x)
}

func quant(x float32) int8 {
	x = float32(x * 127) // the conversion forbids a fused multiply-add
	switch {
	case x >= 127:
		return 127
	case x <= -127:
		return -127
	case x >= 0:
		return int8(x + 0.5)
	}
	return -int8(-x + 0.5)
}

func softmax(a []int32, sc, out []float32) {
	top := float32(math.Inf(-1))
	for i, v := range a {
		out[i] = float32(v) * sc[i]
		top = max(top, out[i])
	}
	var sum float32
	for i, v := range out {
		v = max(-86, v-top)
		e := float32(math.Exp(float64(v)))
		out[i] = e
		sum += e
	}
	for i := range out {
		out[i] /= sum
	}
}
