package extractscore

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/docket-go/docket/extract/einvoice"
)

// A ruleTest is one case of the official unit tests of EN 16931: a fragment
// of an invoice and the rule that must hold or be broken.
type ruleTest struct {
	file    string
	success []string
	failure []string
	invoice []byte
}

// readRuleTests reads the cases of one file: every test holds an assertion
// and an invoice.
func readRuleTests(file string) ([]ruleTest, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var out []ruleTest
	d := xml.NewDecoder(bytes.NewReader(b))
	var cur *ruleTest
	for {
		start := d.InputOffset()
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		el, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		switch el.Name.Local {
		case "test":
			out = append(out, ruleTest{file: file})
			cur = &out[len(out)-1]
		case "success", "error", "warning":
			var id string
			if err := d.DecodeElement(&id, &el); err != nil {
				return nil, err
			}
			if cur == nil {
				continue
			}
			if el.Name.Local == "success" {
				cur.success = append(cur.success, strings.TrimSpace(id))
			} else {
				cur.failure = append(cur.failure, strings.TrimSpace(id))
			}
		case "Invoice", "CreditNote", "CrossIndustryInvoice":
			if err := d.Skip(); err != nil {
				return nil, err
			}
			if cur != nil {
				cur.invoice = b[start:d.InputOffset()]
			}
		}
	}
}

// rules scores the business rules against the official unit tests: the share
// of assertions that come out right, of those whose rule the package has.
func (r *run) rules() error {
	root := filepath.Join(r.env.Data, "extract", "en16931", "rules", "test")
	right, wrong := 0, 0
	unknown := map[string]int{}
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(strings.ToLower(path), ".xml") {
			return err
		}
		tests, err := readRuleTests(path)
		if err != nil {
			r.env.Logf("%s: %v", path, err)
			return nil
		}
		for _, t := range tests {
			v, err := einvoice.Parse(t.invoice)
			if err != nil {
				continue
			}
			for i, ids := range [][]string{t.success, t.failure} {
				for _, id := range ids {
					holds, known := v.Check(id)
					switch {
					case !known:
						unknown[id]++
					case holds == (i == 0):
						right++
					default:
						wrong++
						r.env.Logf("rule %s %s: holds %v", filepath.Base(path), id, holds)
					}
				}
			}
		}
		return nil
	})
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	names := make([]string, 0, len(unknown))
	n := 0
	for id, k := range unknown {
		names = append(names, id)
		n += k
	}
	sort.Strings(names)
	r.env.Logf("rules not in the package: %s", strings.Join(names, " "))
	r.put("en16931_assertions_right", share(right, right+wrong))
	r.put("en16931_assertions_covered", share(right+wrong, right+wrong+n))
	return nil
}

// valid scores how often an invoice that is right by its publisher breaks no
// rule: the official examples of the standard, its test files and the twins.
func (r *run) valid() error {
	root := filepath.Join(r.env.Data, "extract", "en16931")
	clean, all := 0, 0
	for _, dir := range []string{"examples", filepath.Join("rules", "test", "testfiles"), filepath.Join("xml", "cii"), filepath.Join("xml", "ubl")} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || !strings.HasSuffix(strings.ToLower(path), ".xml") || strings.HasPrefix(e.Name(), "not_validating") {
				return err
			}
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			all++
			v, err := einvoice.Parse(b)
			if err != nil {
				r.env.Logf("valid %s: %v", e.Name(), err)
				return nil
			}
			bad := v.Validate()
			if len(bad) == 0 {
				clean++
				return nil
			}
			r.env.Logf("valid %s breaks %v", e.Name(), bad)
			return nil
		})
		if err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	if all > 0 {
		r.put("en16931_examples", float64(all))
		r.put("en16931_examples_clean", share(clean, all))
	}
	return nil
}
