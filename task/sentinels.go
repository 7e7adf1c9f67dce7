package task

import (
	"context"
	"io/fs"
	"os"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/pdf"
	"github.com/docket-go/docket/store"
)

// sentinels says which Code the errors of the packages below mean. The first
// that matches decides.
var sentinels = []struct {
	err  error
	code Code
}{
	{pdf.ErrEncrypted, Encrypted},
	{pdf.ErrCorrupt, Corrupt},
	{pdf.ErrTooLarge, TooLarge},
	{pdf.ErrUnsupported, Unsupported},
	{pdf.ErrPage, NotFound},
	{imageops.ErrTooLarge, TooLarge},
	{imageops.ErrUnsupported, Unsupported},
	{imageops.ErrCorrupt, Corrupt},
	{imageops.ErrEmpty, Corrupt},
	{imageops.ErrQuad, Invalid},
	{extract.ErrSchema, Invalid},
	{ocr.ErrLanguage, NotConfigured},
	{ocr.ErrNotConfigured, NotConfigured},
	{ocr.ErrImage, Unsupported},
	{store.ErrFull, Limit},
	{store.ErrKey, Invalid},
	{store.ErrExists, Invalid},
	{fs.ErrNotExist, NotFound},
	{fs.ErrPermission, Denied},
	{fs.ErrInvalid, Invalid},
	{context.Canceled, CanceledCode},
	{context.DeadlineExceeded, Timeout},
	{os.ErrDeadlineExceeded, Timeout},
}
