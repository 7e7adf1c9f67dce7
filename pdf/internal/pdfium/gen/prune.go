package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// stringsIn returns the string literals of the Go files in a folder: among them
// are the names of the exports that the host calls.
func stringsIn(dir string) (map[string]bool, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, e.Name()), nil, 0)
		if err != nil {
			return nil, err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if s, err := strconv.Unquote(lit.Value); err == nil {
					out[s] = true
				}
			}
			return true
		})
	}
	return out, nil
}

// prune finds the functions that can be reached from the exports kept, those
// whose names used holds, and from the function table. An empty used keeps
// all.
func (p *patcher) prune(secs []section, used map[string]bool) {
	bodies, roots := graph(secs, p.imports)
	p.live = make([]bool, len(bodies))
	p.kept = map[string]bool{}
	for _, f := range batchFuncs { // what they call is recorded in p.kept
		f.code(p)
	}
	for name, idx := range p.exports {
		if len(used) == 0 || used[name] || p.kept[name] {
			p.kept[name] = true
			roots = append(roots, idx)
		}
	}
	for len(roots) > 0 {
		idx := roots[len(roots)-1]
		roots = roots[:len(roots)-1]
		if idx < p.imports || idx-p.imports >= uint64(len(bodies)) || p.live[idx-p.imports] {
			continue
		}
		p.live[idx-p.imports] = true
		roots = append(roots, calls(bodies[idx-p.imports])...)
	}
}

// graph returns the bodies of the functions, and those that the function table
// or the start section name.
func graph(secs []section, imports uint64) (bodies [][]byte, roots []uint64) {
	for _, s := range secs {
		r := &reader{b: s.data}
		switch s.id {
		case 8:
			roots = append(roots, r.uint())
		case 9:
			for range r.uint() {
				elementHead(r)
				for range r.uint() {
					roots = append(roots, r.uint())
				}
			}
		case 10:
			for range r.uint() {
				bodies = append(bodies, r.bytes(r.uint()))
			}
		}
	}
	return bodies, roots
}

// calls returns the functions that a body names.
func calls(body []byte) []uint64 {
	r := &reader{b: body}
	for range r.uint() {
		r.uint()
		r.byte()
	}
	var out []uint64
	for r.i < len(r.b) {
		switch op := r.byte(); op {
		case 0x03: // loop
			r.int()
		case 0x10, 0x12, 0xd2: // call, return_call, ref.func
			out = append(out, r.uint())
		default:
			r.skipOperands(op)
		}
	}
	return out
}
