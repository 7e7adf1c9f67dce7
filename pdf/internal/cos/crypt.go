package cos

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/rc4"
	"crypto/sha256"
	"fmt"
	"slices"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// A crypter encrypts the strings and streams of a file (ISO 32000-2, 7.6).
type crypter struct {
	key        []byte
	revision   int
	aesStrings bool
	aesStreams bool

	plainMetadata bool // XMP packets stand outside encryption
}

// objectKey derives the key of one object (algorithm 1); revisions 5 and 6
// use the file's key as it is.
func (c *crypter) objectKey(nr, gen int, useAES bool) []byte {
	if c.revision >= 5 {
		return c.key
	}
	b := append(slices.Clone(c.key), byte(nr), byte(nr>>8), byte(nr>>16), byte(gen), byte(gen>>8))
	if useAES {
		b = append(b, "sAlT"...)
	}
	sum := md5.Sum(b)
	return sum[:min(len(c.key)+5, 16)]
}

func (c *crypter) bytes(plain []byte, nr, gen int, useAES bool) ([]byte, error) {
	key := c.objectKey(nr, gen, useAES)
	if !useAES {
		r, err := rc4.NewCipher(key)
		if err != nil {
			return nil, fmt.Errorf("%w: encryption key: %v", ErrUnsupported, err)
		}
		out := make([]byte, len(plain))
		r.XORKeyStream(out, plain)
		return out, nil
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("%w: encryption key: %v", ErrUnsupported, err)
	}
	// The vector depends on key, object and content: it repeats only where the
	// same object with the same content is written again, so that equal input
	// gives equal output.
	h := sha256.New()
	fmt.Fprintf(h, "docket iv %d %d %d ", nr, gen, len(plain))
	h.Write(c.key)
	h.Write(plain)
	pad := aes.BlockSize - len(plain)%aes.BlockSize
	out := make([]byte, aes.BlockSize, aes.BlockSize+len(plain)+pad)
	copy(out, h.Sum(nil))
	out = append(out, plain...)
	for range pad {
		out = append(out, byte(pad))
	}
	cipher.NewCBCEncrypter(block, out[:aes.BlockSize]).CryptBlocks(out[aes.BlockSize:], out[aes.BlockSize:])
	return out, nil
}

// object returns a copy of o with its strings encrypted.
func (c *crypter) object(o types.Object, nr, gen int) (types.Object, error) {
	switch o := o.(type) {
	case types.Dict:
		out := make(types.Dict, len(o))
		sig := o["Type"] == types.Name("Sig") || o["Type"] == types.Name("DocTimeStamp") || o["ByteRange"] != nil
		for k, v := range o {
			if sig && k == "Contents" { // signatures stand outside encryption
				out[k] = v
				continue
			}
			e, err := c.object(v, nr, gen)
			if err != nil {
				return nil, err
			}
			out[k] = e
		}
		return out, nil
	case types.Array:
		out := make(types.Array, len(o))
		for i, v := range o {
			e, err := c.object(v, nr, gen)
			if err != nil {
				return nil, err
			}
			out[i] = e
		}
		return out, nil
	case types.StringLiteral:
		plain, err := types.Unescape(string(o))
		if err != nil {
			return nil, fmt.Errorf("%w: string: %v", ErrCorrupt, err)
		}
		return c.str(plain, nr, gen)
	case types.HexLiteral:
		plain, err := o.Bytes()
		if err != nil {
			return nil, fmt.Errorf("%w: string: %v", ErrCorrupt, err)
		}
		return c.str(plain, nr, gen)
	}
	return o, nil
}

func (c *crypter) str(plain []byte, nr, gen int) (types.Object, error) {
	b, err := c.bytes(plain, nr, gen, c.aesStrings)
	if err != nil {
		return nil, err
	}
	return Literal(b), nil
}

// stream encrypts the data of a stream, except where its dictionary says that
// it stands outside encryption.
func (c *crypter) stream(d types.Dict, raw []byte, nr, gen int) ([]byte, error) {
	if d["Type"] == types.Name("XRef") || hasCryptFilter(d["Filter"]) || c.plainMetadata && d["Type"] == types.Name("Metadata") {
		return raw, nil
	}
	return c.bytes(raw, nr, gen, c.aesStreams)
}

func hasCryptFilter(o types.Object) bool {
	switch f := o.(type) {
	case types.Name:
		return f == "Crypt"
	case types.Array:
		return len(f) > 0 && f[0] == types.Name("Crypt")
	}
	return false
}
