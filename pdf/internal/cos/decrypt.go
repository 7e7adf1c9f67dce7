package cos

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/rc4"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
	"golang.org/x/text/encoding/charmap"
)

// A Decrypter undoes the encryption of a file by the standard security handler
// (ISO 32000-2, 7.6), in all its revisions.
type Decrypter struct {
	strings, streams cipherKind
	key              []byte
	perObject        bool // keys are derived from key and the object's number
	plainMetadata    bool // XMP packets stand outside encryption
}

type cipherKind int

const (
	cipherNone cipherKind = iota
	cipherRC4
	cipherAES
)

// passwordPad is what short passwords are filled up with.
var passwordPad = []byte("\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A")

// A protection is what an encryption dictionary says.
type protection struct {
	version, revision int
	owner, user       []byte // the entries O and U
	ownerKey, userKey []byte // OE and UE
	permissions       uint32
	id                []byte
	length            int // of the key in bytes, 0 = not given
	metadata          bool
}

// NewDecrypter returns what decrypts a file that has the encryption dictionary d,
// without references, and a first identifier id, by a user or owner password.
// Errors match ErrEncrypted or ErrUnsupported.
func NewDecrypter(d types.Dict, id []byte, password string) (*Decrypter, error) {
	p, err := protectionOf(d, id)
	if err != nil {
		return nil, err
	}
	out := &Decrypter{perObject: p.version < 5, plainMetadata: !p.metadata}
	if err := out.ciphers(d, &p); err != nil {
		return nil, err
	}
	for _, pw := range passwordBytes(password, p.revision) {
		if p.revision >= 5 {
			out.key = p.fileKey256(pw)
		} else {
			out.key = p.fileKey(pw)
		}
		if out.key != nil {
			return out, nil
		}
	}
	return nil, ErrEncrypted
}

func protectionOf(d types.Dict, id []byte) (protection, error) {
	number := func(key string) int {
		n, _ := d[key].(types.Integer)
		return int(n)
	}
	text := func(key string) []byte {
		b, _ := stringBytes(d[key])
		return b
	}
	p := protection{
		version: number("V"), revision: number("R"), owner: text("O"), user: text("U"), ownerKey: text("OE"), userKey: text("UE"),
		permissions: uint32(number("P")), id: id, length: number("Length") / 8, metadata: d["EncryptMetadata"] != types.Boolean(false),
	}
	least := 32
	if p.revision >= 5 {
		least = 48
	}
	switch {
	case d["Filter"] != types.Name("Standard"), p.version < 1, p.version > 5, p.version == 3, p.revision < 2, p.revision > 6:
		return p, fmt.Errorf("%w: security handler", ErrUnsupported)
	case len(p.owner) < least, len(p.user) < least, p.revision >= 5 && (len(p.ownerKey) < 32 || len(p.userKey) < 32):
		return p, fmt.Errorf("%w: encryption dictionary", ErrCorrupt)
	}
	return p, nil
}

// ciphers sets what strings and streams are encrypted with.
func (c *Decrypter) ciphers(d types.Dict, p *protection) error {
	if p.version < 4 {
		c.strings, c.streams = cipherRC4, cipherRC4
		return nil
	}
	filters, _ := d["CF"].(types.Dict)
	for key, to := range map[string]*cipherKind{"StrF": &c.strings, "StmF": &c.streams} {
		name, _ := d[key].(types.Name)
		if name == "" || name == "Identity" {
			continue
		}
		filter, _ := filters[string(name)].(types.Dict)
		switch filter["CFM"] {
		case types.Name("V2"):
			*to = cipherRC4
		case types.Name("AESV2"), types.Name("AESV3"):
			*to = cipherAES
		case nil, types.Name("None"):
		default:
			return fmt.Errorf("%w: crypt filter", ErrUnsupported)
		}
		if n, ok := filter["Length"].(types.Integer); ok && n > 0 {
			p.length = int(n) // in bytes, or in bits
			if n >= 40 {
				p.length /= 8
			}
		}
	}
	return nil
}

// passwordBytes returns the ways in which a password may be written.
func passwordBytes(password string, revision int) [][]byte {
	if revision >= 5 {
		prepared, err := preparePassword(password)
		if err != nil {
			prepared = []byte(password)
		}
		return [][]byte{prepared, []byte(password[:min(len(password), maxPassword)])}
	}
	out := [][]byte{[]byte(password)}
	if latin, err := charmap.Windows1252.NewEncoder().String(password); err == nil && latin != password {
		out = append(out, []byte(latin))
	}
	return out
}

// fileKey returns the key of a file of revision 2 to 4, nil where the password
// is neither the user's nor the owner's. Files do not always have keys as long
// as they say.
func (p *protection) fileKey(password []byte) []byte {
	for _, n := range []int{p.length, 16, 5} {
		if n < 5 || n > 16 {
			continue
		}
		for _, pw := range [][]byte{password, p.userPassword(password, n)} {
			key := p.deriveKey(pw, n)
			if !p.opens(key) {
				continue
			}
			if p.version >= 4 && len(key) < 16 { // not in the standard, but what Acrobat does
				key = append(key, make([]byte, 16-len(key))...)
			}
			return key
		}
	}
	return nil
}

// deriveKey is algorithm 2: the file's key of n bytes by the user's password.
func (p *protection) deriveKey(password []byte, n int) []byte {
	b := binary.LittleEndian.AppendUint32(concat(padPassword(password), p.owner[:32]), p.permissions)
	b = append(b, p.id...)
	if p.revision >= 4 && !p.metadata {
		b = append(b, 0xff, 0xff, 0xff, 0xff)
	}
	sum := md5.Sum(b)
	if p.revision >= 3 {
		for range 50 {
			sum = md5.Sum(sum[:n])
		}
	}
	return slices.Clone(sum[:n])
}

func padPassword(password []byte) []byte {
	return append(slices.Clone(password), passwordPad...)[:32]
}

// opens is algorithm 6: whether key is the one that U was made with.
func (p *protection) opens(key []byte) bool {
	if p.revision == 2 {
		return bytes.Equal(rc4Bytes(key, passwordPad), p.user[:32])
	}
	b := md5Of(passwordPad, p.id)
	for i := range 20 {
		b = rc4Bytes(xorKey(key, byte(i)), b)
	}
	return bytes.Equal(b, p.user[:16])
}

// userPassword is algorithm 7: the user's password by that of the owner.
func (p *protection) userPassword(owner []byte, n int) []byte {
	sum := md5.Sum(padPassword(owner))
	if p.revision == 2 {
		return rc4Bytes(sum[:n], p.owner[:32])
	}
	for range 50 {
		sum = md5.Sum(sum[:n])
	}
	b := p.owner[:32]
	for i := 19; i >= 0; i-- {
		b = rc4Bytes(xorKey(sum[:n], byte(i)), b)
	}
	return b
}

func md5Of(parts ...[]byte) []byte {
	sum := md5.Sum(concat(parts...))
	return sum[:]
}

func xorKey(key []byte, with byte) []byte {
	out := slices.Clone(key)
	for i := range out {
		out[i] ^= with
	}
	return out
}

// fileKey256 is algorithm 2.A: the key of a file of revision 5 or 6, nil where
// the password is neither the user's nor the owner's.
func (p *protection) fileKey256(password []byte) []byte {
	hash := func(salt, user []byte) []byte {
		if p.revision == 5 {
			sum := sha256.Sum256(concat(password, salt, user))
			return sum[:]
		}
		return hash6(password, salt, user)
	}
	wrapped, with := []byte(nil), []byte(nil)
	switch user := p.user[:48]; {
	case bytes.Equal(hash(p.owner[32:40], user), p.owner[:32]):
		wrapped, with = p.ownerKey[:32], hash(p.owner[40:48], user)
	case bytes.Equal(hash(p.user[32:40], nil), p.user[:32]):
		wrapped, with = p.userKey[:32], hash(p.user[40:48], nil)
	default:
		return nil
	}
	block, err := aes.NewCipher(with)
	if err != nil {
		return nil
	}
	key := make([]byte, 32)
	cipher.NewCBCDecrypter(block, make([]byte, aes.BlockSize)).CryptBlocks(key, wrapped)
	return key
}

func rc4Bytes(key, b []byte) []byte {
	c, err := rc4.NewCipher(key)
	if err != nil { // keys have 5 to 16 bytes
		panic(err)
	}
	out := make([]byte, len(b))
	c.XORKeyStream(out, b)
	return out
}

// String decrypts a string of an object.
func (c *Decrypter) String(b []byte, nr, gen int) []byte { return c.decrypt(c.strings, b, nr, gen) }

// Stream decrypts the data of the stream of an object.
func (c *Decrypter) Stream(b []byte, nr, gen int) []byte { return c.decrypt(c.streams, b, nr, gen) }

// PlainMetadata reports whether XMP packets stand outside encryption.
func (c *Decrypter) PlainMetadata() bool { return c.plainMetadata }

func (c *Decrypter) decrypt(kind cipherKind, b []byte, nr, gen int) []byte {
	if kind == cipherNone {
		return b
	}
	key := c.key
	if c.perObject {
		k := crypter{key: c.key, revision: 4}
		key = k.objectKey(nr, gen, kind == cipherAES)
	}
	if kind == cipherRC4 {
		return rc4Bytes(key[:min(len(key), 16)], b)
	}
	block, err := aes.NewCipher(key)
	if err != nil || len(b) < 2*aes.BlockSize {
		return nil
	}
	out := make([]byte, (len(b)-aes.BlockSize)/aes.BlockSize*aes.BlockSize)
	cipher.NewCBCDecrypter(block, b[:aes.BlockSize]).CryptBlocks(out, b[aes.BlockSize:][:len(out)])
	if pad := int(out[len(out)-1]); pad >= 1 && pad <= aes.BlockSize {
		out = out[:len(out)-pad]
	}
	return out
}

// ShortKey reports whether an encryption dictionary asks for RC4 with a crypt
// filter and a key of less than 16 bytes: such a key is filled up before it is
// used, which few readers know.
func ShortKey(d types.Dict) bool {
	if d["Filter"] != types.Name("Standard") || d["V"] != types.Integer(4) {
		return false
	}
	p := protection{version: 4}
	var c Decrypter
	return c.ciphers(d, &p) == nil && c.streams == cipherRC4 && p.length > 0 && p.length < 16
}
