package extractscore

import (
	"fmt"

	"github.com/docket-go/docket/extract"
)

// memory streams the receipts in the order of their names, corrects each
// after it was read and scores name and address by visit of the supplier,
// with and without memory, for words of one source.
func (r *run) memory(words, name string) error {
	cases, err := load(r.env.Data, "sroie", words)
	if err != nil || len(cases) == 0 {
		return err
	}
	return r.stream(cases, name)
}

// stream is memory over cases.
func (r *run) stream(cases []Case, name string) error {
	mem := &extract.Memory{}
	visits := map[string]int{}
	with, without := map[string]*board{}, map[string]*board{}
	for i := range cases {
		c := &cases[i]
		visits[c.Truth.Group]++
		bucket := fmt.Sprintf("visit%d", min(visits[c.Truth.Group], 4))
		if with[bucket] == nil {
			with[bucket], without[bucket] = newBoard(), newBoard()
		}
		plain, err := extract.Extract(r.ctx, c.Doc, extract.Receipt(), extract.Options{Class: extract.ClassReceipt})
		if err != nil {
			return err
		}
		learnt, err := extract.Extract(r.ctx, c.Doc, extract.Receipt(), extract.Options{Class: extract.ClassReceipt, Memory: mem})
		if err != nil {
			return err
		}
		r.logHarm(name, bucket, &c.Truth, plain, learnt)
		without[bucket].addFields(&c.Truth, plain, nil)
		with[bucket].addFields(&c.Truth, learnt, nil)
		truth := map[string]string{}
		for f, v := range c.Truth.Fields {
			truth[f] = v.Value
			if v.Type == "money" {
				truth[f] = money(v.Value)
			}
		}
		if _, err := mem.Correct(r.ctx, c.Truth.ID, c.Doc, learnt, truth); err != nil {
			return err
		}
	}
	for _, bucket := range []string{"visit1", "visit2", "visit3", "visit4"} {
		if with[bucket] == nil {
			continue
		}
		for _, f := range []string{extract.FieldSupplierName, extract.FieldSupplierAddress, extract.FieldGross, extract.FieldIssueDate} {
			r.env.Logf("memory %s %s %s: before %.3f with memory %.3f", name, bucket, f, without[bucket].field(f).recall(), with[bucket].field(f).recall())
		}
	}
	last, first := with["visit4"], with["visit1"]
	if last != nil {
		r.put("memory_"+name+"_name_visit4", last.field(extract.FieldSupplierName).recall())
		r.put("memory_"+name+"_address_visit4", last.field(extract.FieldSupplierAddress).recall())
	}
	r.put("memory_"+name+"_first_visit_f1", first.micro().f1())
	r.put("memory_"+name+"_first_visit_without_f1", without["visit1"].micro().f1())
	return nil
}

// logHarm reports the values of t that memory spoiled.
func (r *run) logHarm(name, bucket string, t *Truth, plain, learnt *extract.Result) {
	for field, f := range t.Fields {
		want := normalise(f.Type, f.Value)
		if normalise(f.Type, plain.Values[field].Norm) == want && normalise(f.Type, learnt.Values[field].Norm) != want {
			r.env.Logf("memory %s %s %s %s: %q became %q", name, bucket, t.ID, field, f.Value, learnt.Values[field].Norm)
		}
	}
}
