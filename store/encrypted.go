package store

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"sync"
)

// ErrSecret means that an artifact was encrypted under a secret that the store
// does not have.
var ErrSecret = errors.New("store: unknown encryption secret")

// A Secret encrypts artifacts.
type Secret struct {
	ID    string // 1 to 23 bytes, written beside what it encrypts
	Bytes []byte // 32 random bytes
}

// Encrypted is a Store that encrypts the bytes of artifacts before another one
// keeps them. Keys, media types, sizes and times stay readable.
//
// Each artifact has a key of its own, derived (HKDF-SHA256) from the secret, a
// random salt and the artifact's key, and is sealed in pieces of 64 KiB with
// AES-256-GCM, numbered and with the last one marked (the STREAM construction
// of Hoang, Reyhanitabar, Rogaway and Vizár, 2015). So bytes that were changed,
// cut off, put in another order or moved to another key are ErrCorrupt, and any
// part can be read without the rest.
type Encrypted struct {
	s       Store
	secrets []Secret
}

// NewEncrypted returns s with encryption. The first secret encrypts, all of
// them decrypt: to change secrets, put the new one in front and call Rotate.
func NewEncrypted(s Store, secrets ...Secret) (*Encrypted, error) {
	if len(secrets) == 0 {
		return nil, errors.New("store: encryption needs a secret")
	}
	seen := map[string]bool{}
	for _, k := range secrets {
		if k.ID == "" || len(k.ID) > maxSecretID || len(k.Bytes) != 32 || seen[k.ID] {
			return nil, fmt.Errorf("store: secret %.30q: an ID of its own of 1 to %d bytes and 32 bytes are needed", k.ID, maxSecretID)
		}
		seen[k.ID] = true
	}
	return &Encrypted{s: s, secrets: secrets}, nil
}

// The format: a head of fixed size, then sealed pieces. The last 32 bytes of
// what is sealed are the sum of the artifact.
//
//	magic 8 | length of ID 1 | ID 23 | salt 32 | pieces
const (
	sealMagic   = "docketE1"
	maxSecretID = 23
	saltSize    = 32
	sealHead    = len(sealMagic) + 1 + maxSecretID + saltSize
	pieceSize   = 64 << 10
	tagSize     = 16
)

// plainSize is the size of the artifact in a sealed one; negative where none
// can be that long.
func plainSize(sealed int64) int64 {
	body := sealed - int64(sealHead)
	pieces := (body + pieceSize + tagSize - 1) / (pieceSize + tagSize)
	return body - pieces*tagSize - sha256.Size
}

// aead returns the cipher of one artifact.
func aead(secret []byte, salt []byte, key string) (cipher.AEAD, error) {
	k, err := hkdf.Key(sha256.New, secret, salt, "docket store "+key, 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(k)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// pieceNonce numbers a piece. The cipher's key is used for one artifact only.
func pieceNonce(i int64, last bool) []byte {
	n := make([]byte, 12)
	binary.BigEndian.PutUint64(n[3:], uint64(i))
	if last {
		n[11] = 1
	}
	return n
}

// Put implements [Store].
func (e *Encrypted) Put(ctx context.Context, key string, r io.Reader, o PutOptions) (Info, error) {
	if err := begin(ctx, "put", key); err != nil {
		return Info{}, err
	}
	head := make([]byte, sealHead)
	copy(head, sealMagic)
	secret := e.secrets[0]
	head[len(sealMagic)] = byte(len(secret.ID))
	copy(head[len(sealMagic)+1:], secret.ID)
	salt := head[sealHead-saltSize:]
	if _, err := rand.Read(salt); err != nil {
		return Info{}, fail("put", key, err)
	}
	c, err := aead(secret.Bytes, salt, key)
	if err != nil {
		return Info{}, fail("put", key, err)
	}
	in := newIntake(ctx, r)
	sealer := &sealer{in: in, aead: c, out: head}
	info, err := e.s.Put(ctx, key, sealer, o)
	if err != nil {
		return Info{}, err
	}
	info.Size, info.SHA256 = in.n, in.sum()
	return info, nil
}

// sealer reads as the encrypted form of what in reads.
type sealer struct {
	in    *intake
	aead  cipher.AEAD
	out   []byte // to be read
	plain []byte // not yet sealed, up to a piece and a byte
	piece int64
	ended bool
	err   error
}

func (s *sealer) Read(p []byte) (int, error) {
	for len(s.out) == 0 && s.err == nil {
		s.err = s.fill()
	}
	n := copy(p, s.out)
	s.out = s.out[n:]
	if n == 0 && s.err != nil {
		return 0, s.err
	}
	return n, nil
}

// fill seals the next piece. A piece is the last one only when nothing follows.
func (s *sealer) fill() error {
	for len(s.plain) <= pieceSize && !s.ended {
		at := len(s.plain)
		if cap(s.plain) < 2*pieceSize {
			s.plain = append(make([]byte, 0, 2*pieceSize), s.plain...)
		}
		n, err := s.in.Read(s.plain[at : at+pieceSize])
		s.plain = s.plain[:at+n]
		if err == io.EOF {
			s.plain = s.in.hash.Sum(s.plain)
			s.ended = true
		} else if err != nil {
			return err
		}
	}
	n := min(len(s.plain), pieceSize)
	if n == 0 {
		return io.EOF
	}
	last := s.ended && n == len(s.plain)
	s.out = s.aead.Seal(nil, pieceNonce(s.piece, last), s.plain[:n], nil)
	s.piece++
	s.plain = append(s.plain[:0], s.plain[n:]...)
	return nil
}

// Open implements [Store].
func (e *Encrypted) Open(ctx context.Context, key string) (Reader, error) {
	r, err := e.s.Open(ctx, key)
	if err != nil {
		return nil, err
	}
	o, err := e.opener(r, key)
	if err == nil && o.size == 0 { // nobody will read it
		err = o.end()
	}
	if err != nil {
		return nil, errors.Join(fail("open", key, err), r.Close())
	}
	return &sectionReader{io.NewSectionReader(o, 0, o.size), r.Close}, nil
}

// opener reads the plain bytes of a sealed artifact.
type opener struct {
	r      io.ReaderAt
	aead   cipher.AEAD
	sealed int64 // bytes of all pieces
	size   int64 // plain bytes without the sum
	secret string

	mu    sync.Mutex
	piece int64 // number of plain, -1 for none
	plain []byte
	whole bool // the last piece has opened: nothing was cut off
}

func (e *Encrypted) opener(r Reader, key string) (*opener, error) {
	total, err := r.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	head := make([]byte, sealHead)
	size := plainSize(total)
	if size < 0 {
		return nil, fmt.Errorf("%w: it is too short", ErrCorrupt)
	}
	if _, err := r.ReadAt(head, 0); err != nil {
		return nil, err
	}
	n := int(head[len(sealMagic)])
	if !bytes.HasPrefix(head, []byte(sealMagic)) || n > maxSecretID {
		return nil, fmt.Errorf("%w: it is not encrypted", ErrCorrupt)
	}
	id := string(head[len(sealMagic)+1:][:n])
	for _, s := range e.secrets {
		if s.ID != id {
			continue
		}
		c, err := aead(s.Bytes, head[sealHead-saltSize:], key)
		if err != nil {
			return nil, err
		}
		return &opener{r: r, aead: c, sealed: total - int64(sealHead), size: size, secret: id, piece: -1}, nil
	}
	return nil, fmt.Errorf("%w: %q", ErrSecret, id)
}

// ReadAt reads plain bytes, the sum behind them included.
func (o *opener) ReadAt(p []byte, off int64) (n int, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for n < len(p) {
		if err := o.load(off / pieceSize); err != nil {
			return n, err
		}
		at := int(off % pieceSize)
		if at >= len(o.plain) {
			return n, io.EOF
		}
		m := copy(p[n:], o.plain[at:])
		n, off = n+m, off+int64(m)
	}
	if off >= o.size { // the sum alone may be in the last piece
		if err := o.end(); err != nil {
			return 0, err
		}
	}
	return n, nil
}

// end opens the last piece, without which nobody may take the artifact's end
// for its end.
func (o *opener) end() error {
	if o.whole {
		return nil
	}
	return o.load((o.sealed - 1) / (pieceSize + tagSize))
}

// load decrypts a piece.
func (o *opener) load(i int64) error {
	if i == o.piece {
		return nil
	}
	from := i * (pieceSize + tagSize)
	if from >= o.sealed {
		return io.EOF
	}
	sealed := make([]byte, min(pieceSize+tagSize, o.sealed-from))
	if _, err := o.r.ReadAt(sealed, int64(sealHead)+from); err != nil && err != io.EOF {
		return err
	}
	last := from+int64(len(sealed)) == o.sealed
	plain, err := o.aead.Open(sealed[:0], pieceNonce(i, last), sealed, nil)
	if err != nil {
		return fmt.Errorf("%w: piece %d does not open", ErrCorrupt, i)
	}
	o.piece, o.plain, o.whole = i, plain, o.whole || last
	return nil
}

// sum reads the artifact's sum.
func (o *opener) sum() (string, error) {
	b := make([]byte, sha256.Size)
	if _, err := o.ReadAt(b, o.size); err != nil {
		return "", err
	}
	return hex.EncodeToString(b), nil
}

// Stat implements [Store].
func (e *Encrypted) Stat(ctx context.Context, key string) (Info, error) {
	info, err := e.s.Stat(ctx, key)
	if err != nil {
		return Info{}, err
	}
	return e.describe(ctx, info)
}

// describe replaces what the store below says of the sealed bytes by what is
// true of the artifact.
func (e *Encrypted) describe(ctx context.Context, info Info) (Info, error) {
	r, err := e.s.Open(ctx, info.Key)
	if err != nil {
		return Info{}, err
	}
	defer r.Close()
	o, err := e.opener(r, info.Key)
	if err != nil {
		return Info{}, fail("stat", info.Key, err)
	}
	info.Size = o.size
	if info.SHA256, err = o.sum(); err != nil {
		return Info{}, fail("stat", info.Key, err)
	}
	return info, nil
}

// List implements [Store]. An artifact that cannot be decrypted is an error;
// the others are returned with it.
func (e *Encrypted) List(ctx context.Context, prefix string) ([]Info, error) {
	sealed, err := e.s.List(ctx, prefix)
	if err != nil && len(sealed) == 0 {
		return nil, err
	}
	var infos []Info
	flaws := []error{err}
	for _, i := range sealed {
		info, err := e.describe(ctx, i)
		switch {
		case err == nil:
			infos = append(infos, info)
		case !isAbsent(err):
			flaws = append(flaws, err)
		}
	}
	return infos, errors.Join(flaws...)
}

// Delete implements [Store].
func (e *Encrypted) Delete(ctx context.Context, key string) error { return e.s.Delete(ctx, key) }

// Rotate encrypts all artifacts below prefix anew that are not under the first
// secret, and returns how many they were. It can be interrupted and called
// again. Nobody may write the same keys meanwhile.
func (e *Encrypted) Rotate(ctx context.Context, prefix string) (n int, err error) {
	sealed, err := e.s.List(ctx, prefix)
	if err != nil {
		return 0, err
	}
	for _, i := range sealed {
		done, err := e.rotate(ctx, i)
		if err != nil {
			return n, err
		}
		if done {
			n++
		}
	}
	return n, nil
}

func (e *Encrypted) rotate(ctx context.Context, info Info) (bool, error) {
	r, err := e.s.Open(ctx, info.Key)
	if err != nil {
		if isAbsent(err) {
			return false, nil
		}
		return false, err
	}
	defer r.Close()
	o, err := e.opener(r, info.Key)
	if err != nil {
		return false, fail("rotate", info.Key, err)
	}
	if o.secret == e.secrets[0].ID {
		return false, nil
	}
	_, err = e.Put(ctx, info.Key, io.NewSectionReader(o, 0, o.size), PutOptions{MediaType: info.MediaType})
	return err == nil, err
}
