// Command customengine reads an image with an OCR service behind HTTP: it shows
// how a host brings its own engine. The engine implements ocr.Engine and passes
// the conformance suite of package ocrtest; decorators add retries and a cache.
//
//	go run ./examples/customengine -url http://localhost:8080/ocr scan.png
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image/png"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/docket-go/docket/ocr"
)

// maxAnswer bounds what is read of an answer.
const maxAnswer = 64 << 20

// service is an OCR service that takes a PNG image and answers with an ocr.Page
// as JSON.
type service struct {
	url    string
	client *http.Client
	closed atomic.Bool
}

func (s *service) Info() ocr.Info {
	return ocr.Info{Name: "http", Version: "1", Models: []string{s.url}}
}

func (s *service) Capabilities() ocr.Capabilities {
	return ocr.Capabilities{Languages: []string{"en"}, Words: true, Orientation: true, Cancel: ocr.CancelImmediate, External: "a service at " + s.url}
}

func (s *service) Close() error { s.closed.Store(true); return nil }

func (s *service) Recognize(ctx context.Context, in ocr.Image, o ocr.Options) (*ocr.Page, error) {
	if s.closed.Load() {
		return nil, ocr.ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := in.Check(ocr.DefaultMaxPixels); err != nil {
		return nil, err
	}
	var body bytes.Buffer
	if err := png.Encode(&until{ctx, &body}, in.Pix); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, fmt.Errorf("%w: %w", ocr.ErrImage, err)
	}
	options, err := json.Marshal(o)
	if err != nil {
		return nil, err
	}
	query := url.Values{"dpi": {strconv.FormatFloat(in.DPI, 'g', -1, 64)}, "options": {string(options)}}
	p, err := s.post(ctx, s.url+"?"+query.Encode(), &body)
	if err == nil && o.Progress != nil {
		o.Progress(len(p.Lines), len(p.Lines))
	}
	return p, err
}

// until is a writer that fails once ctx has ended: large images take a while to
// encode.
type until struct {
	ctx context.Context
	w   io.Writer
}

func (u *until) Write(b []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.w.Write(b)
}

func (s *service) post(ctx context.Context, url string, body io.Reader) (*ocr.Page, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "image/png")
	res, err := s.client.Do(req)
	if err != nil {
		return nil, err // matches ctx's error where ctx has ended
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return nil, err
	}
	switch res.StatusCode {
	case http.StatusOK:
		p := new(ocr.Page)
		return p, json.Unmarshal(answer, p)
	case http.StatusNotFound:
		return nil, fmt.Errorf("%w: %s", ocr.ErrLanguage, strings.TrimSpace(string(answer)))
	}
	return nil, fmt.Errorf("service: %s: %s", res.Status, strings.TrimSpace(string(answer)))
}
