package main

import (
	"encoding/json"
	"errors"
	"image/png"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/embedded"
	"github.com/docket-go/docket/ocr/ocrtest"
)

// serve stands for a foreign OCR service.
func serve(e ocr.Engine) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		img, err := png.Decode(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		var o ocr.Options
		dpi, _ := strconv.ParseFloat(r.FormValue("dpi"), 64) // 0 = unknown
		if err := json.Unmarshal([]byte(r.FormValue("options")), &o); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		p, err := e.Recognize(r.Context(), ocr.Image{Pix: img, DPI: dpi}, o)
		switch {
		case errors.Is(err, ocr.ErrLanguage):
			http.Error(w, err.Error(), http.StatusNotFound)
		case err != nil:
			http.Error(w, err.Error(), http.StatusInternalServerError)
		default:
			_ = json.NewEncoder(w).Encode(p) // the client sees a broken answer
		}
	}
}

// The host's engine keeps the contract of ocr.Engine.
func TestService(t *testing.T) {
	behind, err := embedded.New(embedded.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer behind.Close()
	server := httptest.NewServer(serve(behind))
	defer server.Close()
	ocrtest.TestEngine(t, func(*testing.T) ocr.Engine {
		return &service{url: server.URL, client: server.Client()}
	}, ocrtest.Options{})
}
