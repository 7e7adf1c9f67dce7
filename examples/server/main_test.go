package main

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	_ "image/png"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/ocr/embedded"
	"github.com/docket-go/docket/ocr/ocrtest"
	"github.com/docket-go/docket/task"
)

// client calls a server that runs as the program does.
type client struct {
	*testing.T
	url string
}

func newClient(t *testing.T) *client {
	t.Helper()
	engine, err := embedded.New(embedded.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = engine.Close() })
	m, err := task.NewManager(task.Config{OCR: engine})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- serve(ctx, l, newAPI(m)) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	})
	return &client{t, "http://" + l.Addr().String()}
}

// do checks the status of an answer and returns its body.
func (c *client) do(req *http.Request, status int) []byte {
	c.Helper()
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != status {
		c.Errorf("%s %s: %s, want %d; %.300s %v", req.Method, req.URL.Path, res.Status, status, b, err)
	}
	return b
}

func (c *client) get(path string, status int) []byte {
	c.Helper()
	req, err := http.NewRequestWithContext(c.Context(), http.MethodGet, c.url+path, nil)
	if err != nil {
		c.Fatal(err)
	}
	return c.do(req, status)
}

// post sends a file and returns the ID of its task.
func (c *client) post(name string, data []byte, query string, status int) string {
	c.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		c.Fatal(err)
	}
	if _, err := part.Write(data); err != nil {
		c.Fatal(err)
	}
	if err := form.Close(); err != nil {
		c.Fatal(err)
	}
	req, err := http.NewRequestWithContext(c.Context(), http.MethodPost, c.url+"/processing"+query, &body)
	if err != nil {
		c.Fatal(err)
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	var got struct {
		ID string `json:"processing_id"`
	}
	if b := c.do(req, status); json.Unmarshal(b, &got) != nil {
		c.Errorf("answer %s", b)
	}
	return got.ID
}

func TestServer(t *testing.T) {
	page := ocrtest.Letter()
	img, _, err := page.Render()
	if err != nil {
		t.Fatal(err)
	}
	var scan bytes.Buffer
	if err := imageops.Encode(&scan, img.Pix, imageops.EncodeOptions{DPI: img.DPI}); err != nil {
		t.Fatal(err)
	}
	c := newClient(t)
	results := "/processing/results/" + c.post("letter.png", scan.Bytes(), "?wait_for=60", http.StatusCreated)
	for path, want := range map[string]string{
		"": `"processing_status":"success"`, "/ocr": `"bbox_id":0`, "/extractions": `"document_type"`, "/hocr": "ocrx_word", "/pdf-overlay": "%PDF-",
		"/page-images": results + `/page-images/1"`, "/document-splitting": `"page_nums":[1]`, "/sub-pdfs": results + `/sub-pdfs/1"`, "/sub-pdfs/1": "%PDF-",
	} {
		if got := c.get(results+path, http.StatusOK); !strings.Contains(string(got), want) {
			t.Errorf("%s: no %q in %.300s", path, want, got)
		}
	}
	for path, width := range map[string]int{"/page-images/1?width=200": 200, "/page-images/1?width=100&height=90": 100, "/thumbnail": 181} {
		size, _, err := image.DecodeConfig(bytes.NewReader(c.get(results+path, http.StatusOK)))
		if err != nil || size.Width != width {
			t.Errorf("%s: %d pixels wide, %v; want %d", path, size.Width, err, width)
		}
	}
	c.get(results+"/page-images/2", http.StatusNotFound)
	c.get(results+"/sub-pdfs/7", http.StatusNotFound)
	unfinished := "/processing/results/" + c.post("letter.png", scan.Bytes(), "", http.StatusAccepted)
	for _, path := range []string{results, unfinished} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodDelete, c.url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		c.do(req, http.StatusNoContent)
		c.get(path, http.StatusNotFound)
	}
	c.get(results+"/hocr", http.StatusNotFound)
}

func TestServerRefuses(t *testing.T) {
	c := newClient(t)
	broken := c.post("broken.pdf", []byte("%PDF-nothing"), "?wait_for=60", http.StatusInternalServerError)
	c.get("/processing/results/"+broken+"/ocr", http.StatusInternalServerError)
	c.post("", nil, "", http.StatusUnprocessableEntity)
	c.get("/processing/results/nonsense/thumbnail", http.StatusNotFound)
}
