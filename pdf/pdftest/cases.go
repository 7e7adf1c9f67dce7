package pdftest

import (
	"bytes"
	"errors"
	"image"
	"testing"

	"github.com/docket-go/docket/pdf"
)

const (
	allRed  = "1 0 0 rg 0 0 200 100 re f"
	allBlue = "0 0 1 rg 0 0 200 100 re f"
)

// testPages asks for the pages of a file, the last first.
func testPages(t *testing.T, r pdf.Renderer) {
	file := File(Page{Content: allRed}, Page{}, Page{Content: allBlue})
	for i, want := range []string{"blue", "white", "red"} {
		img, err := r.RenderPage(t.Context(), pdf.RenderRequest{File: file, Page: 3 - i, Size: image.Pt(100, 50)})
		if err != nil {
			t.Fatalf("page %d: %v", 3-i, err)
		}
		if got := look(img, 50, 50); got != want {
			t.Errorf("page %d is %s, want %s", 3-i, got, want)
		}
	}
}

func testAnnotations(t *testing.T, r pdf.Renderer) {
	file := File(Page{Content: allBlue, Annotation: "1 0 0 rg 0 0 100 100 re f"})
	for _, drawn := range []bool{true, false} {
		img, err := r.RenderPage(t.Context(), pdf.RenderRequest{File: file, Page: 1, Size: image.Pt(100, 50), Annotations: drawn})
		if err != nil {
			t.Fatalf("annotations %v: %v", drawn, err)
		}
		want := "blue"
		if drawn {
			want = "red"
		}
		if got := look(img, 25, 50); got != want {
			t.Errorf("annotations %v: %s, want %s", drawn, got, want)
		}
		if got := look(img, 75, 50); got != "blue" {
			t.Errorf("annotations %v: %s beside the annotation, want blue", drawn, got)
		}
	}
}

func testPassword(t *testing.T, r pdf.Renderer) {
	d, err := pdf.Open(t.Context(), File(Page{Content: allRed}), pdf.OpenOptions{Lazy: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	var file bytes.Buffer
	o := pdf.SaveOptions{WriteOptions: pdf.WriteOptions{Encryption: &pdf.Encryption{UserPassword: "üser", OwnerPassword: "owner"}}}
	if err := pdf.Save(t.Context(), &file, d, o); err != nil {
		t.Fatal(err)
	}
	for _, password := range []string{"üser", "owner", "", "wrong"} {
		img, err := r.RenderPage(t.Context(), pdf.RenderRequest{File: file.Bytes(), Password: password, Page: 1, Size: image.Pt(100, 50)})
		switch open := password == "üser" || password == "owner"; {
		case open && err != nil:
			t.Errorf("password %q: %v", password, err)
		case open && look(img, 50, 50) != "red":
			t.Errorf("password %q: %s, want red", password, look(img, 50, 50))
		case !open && !errors.Is(err, pdf.ErrEncrypted):
			t.Errorf("password %q: %v, want ErrEncrypted", password, err)
		}
	}
}

// testFile renders a file, then another in the same bytes.
func testFile(t *testing.T, r pdf.Renderer) {
	file := File(Page{Content: allRed})
	for _, want := range []string{"red", "blue"} {
		if got := look(draw(t, r, file, image.Pt(100, 50), false), 50, 50); got != want {
			t.Errorf("%s, want %s", got, want)
		}
		copy(file, File(Page{Content: allBlue}))
	}
}
