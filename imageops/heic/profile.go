package heic

import "encoding/binary"

// primaries are the places of red, green and blue in XYZ under D50 by their
// number (ITU-T H.273): those of Rec. 2020 and of Display P3. Others are taken for sRGB.
var primaries = map[uint16][3][3]float64{
	9:  {{.6734, .2790, -.0019}, {.1657, .6753, .0300}, {.1251, .0457, .7969}},
	12: {{.5151, .2412, -.0011}, {.2920, .6922, .0419}, {.1571, .0666, .7841}},
}

// profile is the ICC profile of the colours of an item, the one it has or one
// made for the primaries that it names; nil for sRGB, and where nothing is said.
func (m *meta) profile(id uint64) []byte {
	var made []byte
	for _, p := range m.properties[id] {
		if p.kind != "colr" || len(p.body) < 6 {
			continue
		}
		switch string(p.body[:4]) {
		case "prof", "rICC":
			return p.body[4:]
		case "nclx":
			if xyz, ok := primaries[binary.BigEndian.Uint16(p.body[4:])]; ok {
				made = iccOf(xyz)
			}
		}
	}
	return made
}

// iccOf writes a profile of some primaries and the curve of sRGB.
func iccOf(xyz [3][3]float64) []byte {
	be := binary.BigEndian
	number := func(b []byte, v float64) []byte { return be.AppendUint32(b, uint32(int32(v*65536))) }
	var data, tags []byte
	const head = 132 + 6*12
	tag := func(name string, b []byte) {
		tags = be.AppendUint32(be.AppendUint32(append(tags, name...), uint32(head+len(data))), uint32(len(b)))
		data = append(data, b...)
	}
	curve := []byte("para\x00\x00\x00\x00\x00\x03\x00\x00")
	for _, v := range []float64{2.4, 1 / 1.055, .055 / 1.055, 1 / 12.92, .04045} {
		curve = number(curve, v)
	}
	for i, name := range []string{"r", "g", "b"} {
		b := []byte("XYZ \x00\x00\x00\x00")
		for _, v := range xyz[i] {
			b = number(b, v)
		}
		tag(name+"XYZ", b)
		tag(name+"TRC", curve)
	}
	b := make([]byte, 128, head+len(data))
	copy(b[16:], "RGB XYZ ")
	copy(b[36:], "acsp")
	return append(append(be.AppendUint32(b, 6), tags...), data...)
}
