package extractscore

// TrainingCases returns the cases that the embedded weights are trained on.
func TrainingCases(data string) ([]Case, error) {
	var all []Case
	for _, s := range []struct{ set, words string }{{"sroie", "ocr_gt"}, {"receipts_text", "txt"}, {"einvoice", "ocr_gt"}, {"invoice2data", "ocr_gt"}, {"kleister_nda", "txt"}} {
		cases, err := load(data, s.set, s.words)
		if err != nil {
			return nil, err
		}
		all = append(all, cases...)
	}
	return all, nil
}
