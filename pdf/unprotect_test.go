package pdf

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf/internal/cos"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Encryption dictionaries: RC4 of 128 bits with the passwords u and o as qpdf
// wrote it, and a short key of version 4 without password.
const (
	encryptedRC4   = "<</Filter/Standard/Length 128/P -4/R 3/V 2/O<2A2F0A1990192C60114730BDCD39F37828A53C89A340DD473C85299DC5258E1C>/U<52F14987E1548165AD91491C81B70AD30122456A91BAE5134273A6DB134C87C4>>>"
	encryptedShort = "<</Filter/Standard/P -4/R 4/V 4/CF<</StdCF<</CFM/V2/Length 5>>>>/StmF/StdCF/StrF/StdCF/O<2A2F0A1990192C60114730BDCD39F37828A53C89A340DD473C85299DC5258E1C>/U<952E3C211B3CDF3980B2C2680125F2A600000000000000000000000000000000>>>"
	encryptedID    = "110dd61fd57444010b1ab5ff38782f0f"
)

// encryptedFile returns a file of one page that says Hello, with the title (x),
// encrypted as dict says. The dictionary is object 9; trailer names it.
func encryptedFile(t *testing.T, dict, password, trailer string) []byte {
	t.Helper()
	id, _ := hex.DecodeString(encryptedID)
	d, ok := parseObject([]byte(dict), 0).(types.Dict)
	if !ok {
		t.Fatal("not a dictionary: ", dict)
	}
	c, err := cos.NewDecrypter(d, id, password)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.6\n")
	var offsets []int
	object := func(n int, body string) {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", n, body)
	}
	content := c.Stream([]byte("BT /F1 12 Tf 50 200 Td (Hello) Tj ET"), 4, 0) // RC4 is its own inverse
	object(1, "<</Type/Catalog/Pages 2 0 R>>")
	object(2, "<</Type/Pages/Kids[3 0 R]/Count 1>>")
	object(3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 300]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>")
	object(4, fmt.Sprintf("<</Length %d>>stream\r\n%s\nendstream", len(content), content))
	object(5, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
	object(6, fmt.Sprintf("<</Title<%x>/Subject %s>>", c.String([]byte("x(y"), 6, 0), cos.Append(nil, cos.Literal(c.String([]byte("a\\b"), 6, 0)))))
	object(9, dict)
	at := b.Len()
	b.WriteString("xref\n0 1\n0000000000 65535 f \n")
	for i, n := range []int{1, 2, 3, 4, 5, 6, 9} {
		fmt.Fprintf(&b, "%d 1\n%010d 00000 n \n", n, offsets[i])
	}
	fmt.Fprintf(&b, "trailer\n<</Size 10/Root 1 0 R/Info 6 0 R/ID[<%s><%[1]s>]%s>>\nstartxref\n%d\n%%%%EOF\n", encryptedID, trailer, at)
	return b.Bytes()
}

// TestUnprotect opens files whose encryption the renderer or the parser does not
// understand, or whose damage hides it.
func TestUnprotect(t *testing.T) {
	plain := encryptedFile(t, encryptedRC4, "u", "/Encrypt 9 0 R")
	for _, c := range []struct {
		name, password string
		data           []byte
	}{
		{"as it should be", "u", plain},
		{"dictionary in the trailer", "u", encryptedFile(t, encryptedRC4, "u", "/Encrypt"+encryptedRC4)},
		{"the owner's password", "o", encryptedFile(t, encryptedRC4, "u", "/Encrypt"+encryptedRC4)},
		{"damaged, dictionary in the trailer", "u", bytes.Replace(encryptedFile(t, encryptedRC4, "u", "/Encrypt"+encryptedRC4), []byte("xref\n"), []byte("xerf\n"), 2)},
		{"short key", "", encryptedFile(t, encryptedShort, "", "/Encrypt 9 0 R")},
		{"table lost", "u", bytes.Replace(plain, []byte("xref\n0 1"), []byte("xerf\n0 1"), 1)},
		{"length lost", "u", bytes.Replace(encryptedFile(t, encryptedRC4, "u", "/Encrypt"+encryptedRC4), []byte("/Length 36"), []byte("/Length 99"), 1)},
	} {
		for _, lazy := range []bool{false, true} {
			d, err := Open(t.Context(), c.data, OpenOptions{Password: c.password, Lazy: lazy})
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
				continue
			}
			if got := d.Info(); got.Title != "x(y" || got.Subject != "a\\b" {
				t.Errorf("%s: title %q, subject %q", c.name, got.Title, got.Subject)
			}
			sayHello(t, c.name, d)
			var b bytes.Buffer
			if err := ExtractPages(t.Context(), &b, d, []int{1}, WriteOptions{}); err != nil {
				t.Errorf("%s: %v", c.name, err)
			} else if out, err := Open(t.Context(), b.Bytes(), OpenOptions{}); err != nil {
				t.Errorf("%s: extract: %v", c.name, err)
			} else {
				sayHello(t, c.name+", extract", out)
				out.Close()
			}
			d.Close()
		}
		if c.password != "" {
			if _, err := Open(t.Context(), c.data, OpenOptions{Password: "wrong"}); !errors.Is(err, ErrEncrypted) {
				t.Errorf("%s, wrong password: %v", c.name, err)
			}
		}
	}
}

func sayHello(t *testing.T, name string, d *Document) {
	t.Helper()
	in, err := d.Input(t.Context(), 1)
	if err != nil || len(in.Words) != 1 || in.Words[0].Text != "Hello" {
		t.Errorf("%s: words %v, %v", name, in, err)
	}
}

// TestUnprotectRefuses feeds what cannot be decrypted.
func TestUnprotectRefuses(t *testing.T) {
	data := encryptedFile(t, encryptedRC4, "u", "/Encrypt<</Filter/Evil/V 99/R 99/O()/U()>>")
	for _, lazy := range []bool{false, true} {
		if _, err := Open(t.Context(), data, OpenOptions{Lazy: lazy}); !errors.Is(err, ErrUnsupported) {
			t.Errorf("unknown handler, lazy %v: %v", lazy, err)
		}
	}
	if got, err := unprotect([]byte("%PDF-1.4\n1 0 obj (/Encrypt) endobj"), ""); got != nil || err != nil {
		t.Errorf("a file that is not encrypted: %q, %v", got, err)
	}
}

// TestAttachmentsLocked opens a file of which only what is embedded needs the
// password.
func TestAttachmentsLocked(t *testing.T) {
	dict := strings.NewReplacer("/V 2", "/V 4", "/R 3", "/R 4/CF<</EF<</CFM/V2/Length 16/AuthEvent/EFOpen>>>>/StmF/Identity/StrF/Identity/EFF/EF").Replace(encryptedRC4)
	data := encryptedFile(t, dict, "u", "/Encrypt 9 0 R")
	data = bytes.Replace(data, []byte("/Type/Catalog"), []byte("/Names<</EmbeddedFiles 7 0 R>>/Type/Catalog"), 1)
	d, err := Open(t.Context(), data, OpenOptions{})
	check(t, err)
	sayHello(t, "pages", d)
	if _, err := d.Attachments(t.Context()); !errors.Is(err, ErrEncrypted) {
		t.Errorf("without password: %v", err)
	}
	d.Close()
	d, err = Open(t.Context(), data, OpenOptions{Password: "u"})
	check(t, err)
	if _, err := d.Attachments(t.Context()); err != nil {
		t.Errorf("with the password: %v", err)
	}
	d.Close()
}

// TestMissingPages: a file that counts more pages than it has gives as many pages
// to whoever asks, the missing ones empty.
func TestMissingPages(t *testing.T) {
	data := bytes.Replace(encryptedFile(t, encryptedRC4, "u", ""), []byte("/Count 1"), []byte("/Count 3"), 1)
	d, err := Open(t.Context(), data, OpenOptions{})
	check(t, err)
	defer d.Close()
	if d.PageCount() != 3 {
		t.Fatalf("%d pages", d.PageCount())
	}
	var b bytes.Buffer
	check(t, Merge(t.Context(), &b, []MergeInput{{Document: d}}, WriteOptions{}))
	out := open(t, b.Bytes())
	if out.PageCount() != 3 {
		t.Errorf("%d pages written, want 3", out.PageCount())
	}
	info, err := out.Page(3)
	if err != nil || info.Size != (layout.Size{W: 400, H: 300}) {
		t.Errorf("page 3 is %v, %v", info.Size, err)
	}
}

// FuzzUnprotect: no panic, and no more output than twice the input and a bit.
func FuzzUnprotect(f *testing.F) {
	for _, dict := range []string{encryptedShort, strings.Replace(encryptedShort, "/StrF/StdCF", "", 1)} {
		f.Add([]byte("%PDF-1.4\n1 0 obj <</A(\\(b)/B<41 4>/Length 3>>stream\nabc\nendstream endobj 9 0 obj" + dict + " endobj trailer<</Root 1 0 R/ID[<" + encryptedID + ">]/Encrypt 9 0 R>>"))
		f.Add([]byte("1 0 obj % c\n/N(stream)endobj 2 0 obj <</Length 3 0 R>>stream x endstream trailer<</ID[<" + encryptedID + ">]/Encrypt" + dict + ">>"))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		out, _ := unprotect(data, "")
		if len(out) > 4*len(data)+100 {
			t.Errorf("%d bytes of %d", len(out), len(data))
		}
		mend(out, false)
	})
}
