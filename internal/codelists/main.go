// Command codelists writes the code lists that EN 16931 permits as a Go file,
// extract/einvoice/codes_table.go.
//
// It reads the lists out of the validation artefacts that the European
// Committee for Standardization publishes with the standard: the files
// EN16931-UBL-codes.sch and EN16931-CII-codes.sch of a release of
// https://github.com/ConnectingEurope/eInvoicing-EN16931. What it takes are
// the codes alone; where the two syntaxes differ it takes the codes of both.
//
//	go run ./internal/codelists -version 1.3.16 -ubl EN16931-UBL-codes.sch -cii EN16931-CII-codes.sch >extract/einvoice/codes_table.go
package main

import (
	"bufio"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "codelists:", err)
		os.Exit(1)
	}
}

// A list is one code list: its name in the program, where it comes from and
// the rule that tests it.
type list struct {
	name string
	doc  string
	rule string
	also string // codes withdrawn since the standard of 2017, which older invoices bear rightly
	nth  int    // which of the lists of the rule in UBL, -1 = all together
}

var lists = []list{
	{name: "invoiceTypes", doc: "UNTDID 1001, invoices", rule: "BR-CL-01"},
	{name: "creditNoteTypes", doc: "UNTDID 1001, credit notes", rule: "BR-CL-01", nth: 1},
	{name: "currencyCodes", doc: "ISO 4217", rule: "BR-CL-04", also: "ANG BGN CUC HRK MRO SLL STD VEF ZWL", nth: -1},
	{name: "referenceTypes", doc: "UNTDID 1153", rule: "BR-CL-07", nth: -1},
	{name: "noteSubjects", doc: "UNTDID 4451", rule: "BR-CL-08", nth: -1},
	{name: "identifierSchemes", doc: "ISO/IEC 6523, ICD", rule: "BR-CL-11", also: "0001", nth: -1},
	{name: "itemClassLists", doc: "UNTDID 7143", rule: "BR-CL-13", nth: -1},
	{name: "countryCodes", doc: "ISO 3166-1 alpha-2, with 1A for Kosovo", rule: "BR-CL-14", nth: -1},
	{name: "paymentMeans", doc: "UNTDID 4461", rule: "BR-CL-16", nth: -1},
	{name: "vatCategories", doc: "UNTDID 5305", rule: "BR-CL-17", nth: -1},
	{name: "allowanceReasons", doc: "UNTDID 5189", rule: "BR-CL-19", nth: -1},
	{name: "chargeReasons", doc: "UNTDID 7161", rule: "BR-CL-20", nth: -1},
	{name: "exemptionReasons", doc: "VATEX", rule: "BR-CL-22", nth: -1},
	{name: "unitCodes", doc: "UN/ECE Recommendation 20 with the packages of Recommendation 21 after an X", rule: "BR-CL-23", also: oldUnits, nth: -1},
	{name: "addressSchemes", doc: "EAS, electronic addresses", rule: "BR-CL-25", also: "9901 9902 9904 9905 9906 9907 9955 9956 9958", nth: -1},
}

// oldUnits are the units that Recommendation 20 no longer has.
const oldUnits = "64 66 76 78 84 A1 A25 A50 A51 A52 A57 A58 A60 A61 A62 A63 A64 A65 A66 A67 A77 A78 A79 A80 A81 A82 A83 ARE ATT B36 B37 B38 B39 B40 B51 B65 D35 D37 D38 D39 " +
	"D70 D71 D72 D75 D76 D9 DU DX E11 GRT GT H78 HAR HJ HN HP J89 J94 K24 K25 K5 NPR NQ NR NTT OZ PT QT SHT UA WW"

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("codelists", flag.ContinueOnError)
	version := flags.String("version", "", "release of the artefacts")
	ubl := flags.String("ubl", "", "EN16931-UBL-codes.sch")
	cii := flags.String("cii", "", "EN16931-CII-codes.sch")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *version == "" || *ubl == "" || *cii == "" {
		return errors.New("-version, -ubl and -cii are needed")
	}
	a, err := readFile(*ubl)
	if err != nil {
		return err
	}
	b, err := readFile(*cii)
	if err != nil {
		return err
	}
	return write(out, *version, a, b)
}

func readFile(name string) (map[string][][]string, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	m, err := read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return m, nil
}

var reList = regexp.MustCompile(`contains\(\s*'( [^']+ )'`)

// read returns the lists of codes by the rule that tests them.
func read(r io.Reader) (map[string][][]string, error) {
	d := xml.NewDecoder(r)
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // codes are ASCII
	out := map[string][][]string{}
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		el, ok := tok.(xml.StartElement)
		if !ok || el.Name.Local != "assert" {
			continue
		}
		var id, test string
		for _, a := range el.Attr {
			switch a.Name.Local {
			case "id":
				id = a.Value
			case "test":
				test = a.Value
			}
		}
		for _, m := range reList.FindAllStringSubmatch(test, -1) {
			out[id] = append(out[id], strings.Fields(m[1]))
		}
	}
}

// codes returns the codes of l in order, each once.
func (l *list) codes(ubl, cii map[string][][]string) ([]string, error) {
	all := strings.Fields(l.also)
	lists := slices.Concat(ubl[l.rule], cii[l.rule])
	if l.nth >= 0 {
		if len(ubl[l.rule]) <= l.nth {
			return nil, fmt.Errorf("%s: rule %s has %d lists", l.name, l.rule, len(ubl[l.rule]))
		}
		lists = ubl[l.rule][l.nth : l.nth+1]
	}
	for _, c := range lists {
		all = append(all, c...)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	if len(all) == 0 {
		return nil, fmt.Errorf("%s: no codes", l.name)
	}
	return all, nil
}

func write(out io.Writer, version string, ubl, cii map[string][][]string) error {
	w := bufio.NewWriter(out)
	fmt.Fprintf(w, "package einvoice\n\n// Code generated by internal/codelists from the code lists of EN 16931, release %s of its validation artefacts. DO NOT EDIT.\n", version)
	fmt.Fprint(w, "\n// The lists also hold the codes that were withdrawn since the standard of 2017: an old invoice bears them rightly.\n")
	for _, l := range lists {
		codes, err := l.codes(ubl, cii)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "\n// %s: %s. %d codes.\nconst %s codeList = \" \" +\n", l.name, l.doc, len(codes), l.name)
		line := ""
		for _, c := range codes {
			if line += c + " "; len(line) > 150 {
				fmt.Fprintf(w, "\t%q +\n", line)
				line = ""
			}
		}
		fmt.Fprintf(w, "\t%q\n", line)
	}
	return w.Flush()
}
