package cos

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"fmt"
	"unicode/utf8"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
	"golang.org/x/text/secure/precis"
	"golang.org/x/text/unicode/norm"
)

// maxPassword is how many bytes of a password count.
const maxPassword = 127

// Encrypt makes w encrypt all that is written from now on with AES-256
// (revision 6 of ISO 32000-2). It must be called before the first object.
// permissions are the bits of the entry P. The key is random: such files
// differ from run to run.
func (w *Writer) Encrypt(user, owner string, permissions int32) error {
	u, err := preparePassword(user)
	if err != nil {
		return err
	}
	o, err := preparePassword(owner)
	if err != nil {
		return err
	}
	key := make([]byte, 32)
	salts := make([]byte, 36)
	if _, err := rand.Read(key); err != nil {
		return fmt.Errorf("encryption key: %w", err)
	}
	if _, err := rand.Read(salts); err != nil {
		return fmt.Errorf("encryption salts: %w", err)
	}
	hashU, keyU := salts[0:8], salts[8:16]
	hashO, keyO := salts[16:24], salts[24:32]
	entryU := concat(hash6(u, hashU, nil), hashU, keyU)
	entryO := concat(hash6(o, hashO, entryU), hashO, keyO)
	ue, err := wrapKey(hash6(u, keyU, nil), key)
	if err != nil {
		return err
	}
	oe, err := wrapKey(hash6(o, keyO, entryU), key)
	if err != nil {
		return err
	}
	perms := binary.LittleEndian.AppendUint32(nil, uint32(permissions))
	perms = append(perms, 0xff, 0xff, 0xff, 0xff, 'T', 'a', 'd', 'b')
	perms = append(perms, salts[32:36]...)
	block, err := aes.NewCipher(key)
	if err != nil {
		return fmt.Errorf("encryption key: %w", err)
	}
	block.Encrypt(perms, perms)
	ref := w.Alloc()
	w.encrypt = ref
	filter := types.Dict{"Type": types.Name("CryptFilter"), "CFM": types.Name("AESV3"), "AuthEvent": types.Name("DocOpen"), "Length": types.Integer(32)}
	if err := w.direct(int(ref.ObjectNumber), 0, types.Dict{
		"Filter": types.Name("Standard"), "V": types.Integer(5), "R": types.Integer(6), "Length": types.Integer(256),
		"CF": types.Dict{"StdCF": filter}, "StmF": types.Name("StdCF"), "StrF": types.Name("StdCF"),
		"P": types.Integer(permissions), "U": types.NewHexLiteral(entryU), "O": types.NewHexLiteral(entryO),
		"UE": types.NewHexLiteral(ue), "OE": types.NewHexLiteral(oe), "Perms": types.NewHexLiteral(perms),
	}); err != nil {
		return err
	}
	w.crypt = &crypter{key: key, revision: 6, aesStrings: true, aesStreams: true}
	return nil
}

// preparePassword normalises a password (SASLprep's successor, as readers do)
// and cuts it to what counts.
func preparePassword(p string) ([]byte, error) {
	if p == "" {
		return nil, nil
	}
	if !utf8.ValidString(p) {
		return nil, fmt.Errorf("%w: password is not UTF-8", ErrUnsupported)
	}
	s, err := precis.OpaqueString.String(p)
	if err != nil {
		s = norm.NFKC.String(p)
	}
	return []byte(s[:min(len(s), maxPassword)]), nil
}

func concat(parts ...[]byte) []byte {
	var out []byte
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

// wrapKey encrypts the key of a file with that of a password.
func wrapKey(with, key []byte) ([]byte, error) {
	block, err := aes.NewCipher(with)
	if err != nil {
		return nil, fmt.Errorf("encryption key: %w", err)
	}
	out := make([]byte, len(key))
	cipher.NewCBCEncrypter(block, make([]byte, aes.BlockSize)).CryptBlocks(out, key)
	return out, nil
}

// hash6 is algorithm 2.B of ISO 32000-2.
func hash6(password, salt, u []byte) []byte {
	first := sha256.Sum256(concat(password, salt, u))
	k := first[:]
	for round := 0; ; round++ {
		one := concat(password, k, u)
		k1 := make([]byte, 0, 64*len(one))
		for range 64 {
			k1 = append(k1, one...)
		}
		block, err := aes.NewCipher(k[:16])
		if err != nil { // a key of 16 bytes is always right
			panic(err)
		}
		cipher.NewCBCEncrypter(block, k[16:32]).CryptBlocks(k1, k1)
		sum := 0
		for _, b := range k1[:16] {
			sum += int(b)
		}
		switch sum % 3 {
		case 0:
			h := sha256.Sum256(k1)
			k = h[:]
		case 1:
			h := sha512.Sum384(k1)
			k = h[:]
		default:
			h := sha512.Sum512(k1)
			k = h[:]
		}
		if round >= 63 && int(k1[len(k1)-1]) <= round-31 {
			return k[:32]
		}
	}
}
