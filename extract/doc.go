// Package extract turns a laid-out document into values: fields, line items,
// VAT rates, a class, and the parts of a pile.
//
//	res, err := extract.Extract(ctx, doc, extract.Invoice(), extract.Options{})
//	total := res.Values["gross_total"]
//	fmt.Println(total.Norm, total.Currency, total.Confidence, total.Evidence.Page, total.Evidence.Box)
//
// The input is a layout.Document, the output plain data; the package does no
// input or output of its own and needs no model and no network. Every value
// carries its evidence (page, box and words), up to five alternatives and a
// calibrated confidence: of all values with confidence .9, about nine in ten
// are right. Absent values are absent from the maps, never empty.
//
// Answers come from proposers: e-invoice data embedded in the file, a memory
// of corrections, a user's template, the built-in ranker, a language model
// where the host brings one (package extract/llm). None of them decides alone:
// one decoder chooses the set of values that the proposers support best and
// whose arithmetic closes.
//
// A user's template is a Schema whose fields say where their values stand:
// beside or below a label (Field.Labels), in a region drawn on a sample page
// (Field.Region), where a regular expression matches (Field.Pattern), or all of
// these. Schema.AnchorTo keeps where the sample's texts stood, so that regions
// are also found on pages that were scanned askew, moved or scaled. Fields that
// name a business term of EN 16931 (Field.Term) are filled from e-invoice data.
package extract
