package pdf

import (
	"errors"
	"fmt"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf/internal/cos"
)

// WriteOptions tune the operations that write a new file. The zero value
// writes it unencrypted, with the metadata of the (first) input.
//
// New files are PDF 1.7 with compressed objects and hold nothing that no page
// needs. Equal input gives equal bytes, unless they are encrypted.
type WriteOptions struct {
	// Encryption protects the file; nil leaves it unprotected, whatever the
	// input was.
	Encryption *Encryption
	// Info replaces what the file says of itself; nil keeps it. An XMP packet
	// of the input is brought in step: what Info says is changed or removed
	// there, all else stays.
	Info *layout.Info
	// XMP replaces the XMP packet, as it is; nil keeps the one of the (first)
	// input, but for claims to conform to a standard (PDF/A, PDF/UA, PDF/X)
	// that the new file may not meet.
	XMP []byte
	// DropMetadata leaves out what the file says of itself, unless Info or XMP
	// are given.
	DropMetadata bool
	// Optimize stores equal streams once and compresses anew what was not, or
	// not well, compressed. No content is lost; it costs time.
	Optimize bool
}

// Encryption is by AES with 256 bits (PDF 2.0).
type Encryption struct {
	UserPassword  string // to open the file; empty lets anybody
	OwnerPassword string // to have all rights; empty means UserPassword
	Deny          Rights // what the user may not do; 0 allows all
}

// Rights are what a file asks its reader to deny to users.
type Rights uint32

// The rights of users. They can be combined with |.
const (
	RightPrint       Rights = 1 << 2
	RightModify      Rights = 1 << 3
	RightCopy        Rights = 1 << 4
	RightAnnotate    Rights = 1 << 5
	RightFillForms   Rights = 1 << 8
	RightAssemble    Rights = 1 << 10
	RightPrintDetail Rights = 1 << 11 // print in full quality

	allRights = RightPrint | RightModify | RightCopy | RightAnnotate | RightFillForms | RightAssemble | RightPrintDetail
)

// ErrPassword means that Encryption has no password, or one that cannot be
// used.
var ErrPassword = errors.New("pdf: unusable password")

func (e *Encryption) apply(w *cos.Writer) error {
	owner := e.OwnerPassword
	if owner == "" {
		owner = e.UserPassword
	}
	if owner == "" {
		return fmt.Errorf("%w: encryption needs one", ErrPassword)
	}
	if e.Deny&^allRights != 0 {
		return fmt.Errorf("%w: unknown rights %#x", ErrUnsupported, uint32(e.Deny&^allRights))
	}
	const reserved = ^int32(3) // all set but the two lowest bits
	if err := w.Encrypt(e.UserPassword, owner, reserved&^int32(e.Deny)); err != nil {
		return fmt.Errorf("%w: %w", ErrPassword, err)
	}
	return nil
}
