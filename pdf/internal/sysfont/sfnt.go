package sysfont

import (
	"encoding/binary"
	"io"
	"os"
	"slices"
	"unicode/utf16"
)

const (
	maxFaces  = 64 // of a collection
	maxTables = 128
	maxTable  = 1 << 20 // bytes of a table that is looked into
)

// readFile returns the fonts of a file; what cannot be read has none.
func readFile(path string) []Face {
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer f.Close()
	if s, err := f.Stat(); err != nil || !s.Mode().IsRegular() || s.Size() > maxFontSize {
		return nil
	}
	return readFaces(f, path)
}

func readFaces(r io.ReaderAt, path string) []Face {
	head := read(r, 0, 12)
	if head == nil {
		return nil
	}
	if string(head[:4]) != "ttcf" {
		if face, ok := readFace(r, 0); ok {
			face.path = path
			return []Face{face}
		}
		return nil
	}
	n := int(min(binary.BigEndian.Uint32(head[8:]), maxFaces))
	var out []Face
	for i, offsets := 0, read(r, 12, 4*n); i < n && offsets != nil; i++ {
		at := int64(binary.BigEndian.Uint32(offsets[4*i:]))
		if face, ok := readFace(r, at); ok {
			face.path, face.offset, face.many = path, at, true
			out = append(out, face)
		}
	}
	return out
}

// read returns n bytes at an offset, or nil.
func read(r io.ReaderAt, at int64, n int) []byte {
	if n <= 0 || n > maxTable {
		return nil
	}
	b := make([]byte, n)
	if got, _ := r.ReadAt(b, at); got < n {
		return nil
	}
	return b
}

// readFace reads the tables name and OS/2 of the font at an offset.
func readFace(r io.ReaderAt, at int64) (f Face, ok bool) {
	head := read(r, at, 12)
	if head == nil {
		return f, false
	}
	n := int(binary.BigEndian.Uint16(head[4:]))
	if n > maxTables {
		return f, false
	}
	f.weight = 400
	dir := read(r, at+12, 16*n)
	for ; len(dir) >= 16; dir = dir[16:] {
		table := func() []byte {
			return read(r, int64(binary.BigEndian.Uint32(dir[8:])), int(min(binary.BigEndian.Uint32(dir[12:]), maxTable)))
		}
		switch string(dir[:4]) {
		case "name":
			f.Family, f.names = readNames(table())
		case "OS/2":
			f.readOS2(table())
		}
	}
	return f, f.Family != ""
}

// readOS2 reads weight, slope and code pages.
func (f *Face) readOS2(t []byte) {
	if len(t) >= 64 {
		f.weight = int(binary.BigEndian.Uint16(t[4:]))
		f.italic = binary.BigEndian.Uint16(t[62:])&1 != 0
	}
	if len(t) >= 86 && binary.BigEndian.Uint16(t) >= 1 {
		f.pages = uint64(binary.BigEndian.Uint32(t[78:])) | uint64(binary.BigEndian.Uint32(t[82:]))<<32
	}
}

// readNames returns the family name, best the English one, and all names by
// which files may ask for the font.
func readNames(t []byte) (family string, names []string) {
	if len(t) < 6 {
		return "", nil
	}
	n, storage := int(binary.BigEndian.Uint16(t[2:])), int(binary.BigEndian.Uint16(t[4:]))
	const (
		windows, mac               = 3, 1
		english                    = 0x409
		familyName, fullName, psID = 1, 4, 6
		preferredFamily            = 16
	)
	for i := range n {
		if 18+12*i > len(t) {
			break
		}
		rec := t[6+12*i:]
		field := func(k int) int { return int(binary.BigEndian.Uint16(rec[2*k:])) }
		begin := storage + field(5)
		end := begin + field(4)
		id := field(3)
		if end > len(t) || !slices.Contains([]int{familyName, fullName, psID, preferredFamily}, id) {
			continue
		}
		name := string(t[begin:end])
		if field(0) != mac {
			name = decodeUTF16(t[begin:end])
		}
		if id == familyName && (family == "" || field(0) == windows && field(2) == english) {
			family = name
		}
		if name = normal(name); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return family, names
}

func decodeUTF16(b []byte) string {
	u := make([]uint16, len(b)/2)
	for i := range u {
		u[i] = binary.BigEndian.Uint16(b[2*i:])
	}
	return string(utf16.Decode(u))
}
