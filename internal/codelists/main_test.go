package main

import (
	"bytes"
	"go/format"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// made is an artefact as the command expects it, with one code a list.
func made(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(`<pattern xmlns="http://purl.oclc.org/dsdl/schematron">`)
	seen := map[string]bool{}
	for _, l := range lists {
		if !seen[l.rule] {
			seen[l.rule] = true
			b.WriteString(`<rule context="x"><assert id="` + l.rule + `" test="contains(' B A ', .) or contains( ' C ',concat(' ', ., ' '))">text</assert></rule>`)
		}
	}
	b.WriteString(`</pattern>`)
	name := filepath.Join(t.TempDir(), "codes.sch")
	if err := os.WriteFile(name, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestRun(t *testing.T) {
	name := made(t)
	var out bytes.Buffer
	if err := run([]string{"-version", "0", "-ubl", name, "-cii", name}, &out); err != nil {
		t.Fatal(err)
	}
	src, err := format.Source(out.Bytes())
	if err != nil {
		t.Fatalf("no Go source: %v", err)
	}
	if !bytes.Equal(src, out.Bytes()) {
		t.Error("the file is not formatted")
	}
	for _, want := range []string{
		"const invoiceTypes codeList = \" \" +\n\t\"A B \"\n",     // the first list of a rule
		"const creditNoteTypes codeList = \" \" +\n\t\"C \"\n",    // the second
		"const itemClassLists codeList = \" \" +\n\t\"A B C \"\n", // all, each once
		"\"A ANG B BGN C CUC HRK MRO SLL STD VEF ZWL \"\n",        // with those withdrawn
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, out.String())
		}
	}
}

func TestRunErrors(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty.sch")
	if err := os.WriteFile(empty, []byte("<pattern/>"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, args := range map[string][]string{
		"nothing":    {},
		"no file":    {"-version", "0", "-ubl", "none", "-cii", "none"},
		"no lists":   {"-version", "0", "-ubl", empty, "-cii", empty},
		"wrong flag": {"-x"},
	} {
		if err := run(args, &bytes.Buffer{}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
