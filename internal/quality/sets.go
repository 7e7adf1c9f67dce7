package main

import (
	"github.com/docket-go/docket/internal/quality/cleanscore"
	"github.com/docket-go/docket/internal/quality/corpusscore"
	"github.com/docket-go/docket/internal/quality/extractscore"
	"github.com/docket-go/docket/internal/quality/imagescore"
	"github.com/docket-go/docket/internal/quality/layoutscore"
	"github.com/docket-go/docket/internal/quality/measure"
	"github.com/docket-go/docket/internal/quality/ocrscore"
	"github.com/docket-go/docket/internal/quality/pdfwritescore"
	"github.com/docket-go/docket/internal/quality/vectorscore"
)

// allSets names every set. A scorer lives in a package of its own below
// internal/quality and joins here.
func allSets() map[string]measure.Set {
	return map[string]measure.Set{
		"clean":       cleanscore.Score,
		"classes":     extractscore.Classes,
		"extract":     extractscore.Set,
		"einvoice":    extractscore.EInvoices,
		"families":    extractscore.Families,
		"folios":      layoutscore.Folios,
		"invoices":    extractscore.Made,
		"generated":   ocrscore.Generated,
		"imagecorpus": corpusscore.Images,
		"imageops":    imagescore.Score,
		"layout":      layoutscore.Score,
		"layoutscan":  layoutscore.Scans,
		"ocr":         ocrscore.Score,
		"pdf":         corpusscore.PDF,
		"pdfwords":    corpusscore.Words,
		"pdfwrite":    pdfwritescore.Score,
		"vectors":     vectorscore.Score,
		"receipts":    ocrscore.Receipts,
	}
}
