// Package vectorscore judges the addresses, signatures and keys of
// corpus/vectors: what a webhook may call, how it signs, and what a store takes
// as the name of an artifact.
package vectorscore

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/docket-go/docket/internal/quality/measure"
	"github.com/docket-go/docket/store"
	"github.com/docket-go/docket/task/webhook"
)

// Score prints how many of each sort there are and how many are judged as the
// file says.
func Score(ctx context.Context, e measure.Env) ([]measure.Measure, error) {
	dir := filepath.Join(e.Data, "corpus", "vectors")
	var out []measure.Measure
	for _, s := range []struct {
		name string
		file string
		run  func(ctx context.Context, e measure.Env, file string) (right, all int, err error)
	}{
		{"urls", "ssrf_urls.tsv", urls}, {"signatures", "standard_webhooks.json", signatures}, {"keys", "artifact_keys.tsv", keys},
	} {
		right, all, err := s.run(ctx, e, filepath.Join(dir, s.file))
		if errors.Is(err, os.ErrNotExist) {
			e.Logf("vectors: %s is not there", s.file)
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, measure.Measure{Set: "vectors", Name: s.name, Value: float64(all)},
			measure.Measure{Set: "vectors", Name: s.name + "_right", Value: float64(right)})
	}
	return out, nil
}

// rows reads a table of tab-separated lines below a line of titles. What its
// cells escape is what Python's unicode_escape does.
func rows(file string) ([][]string, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var out [][]string
	lines := bufio.NewScanner(bytes.NewReader(b))
	for n := 0; lines.Scan(); n++ {
		if n == 0 {
			continue
		}
		cells := strings.Split(lines.Text(), "\t")
		if cells[0], err = unescape(cells[0]); err != nil || len(cells) < 2 {
			return nil, fmt.Errorf("%s:%d: %q, %w", file, n+1, lines.Text(), err)
		}
		out = append(out, cells)
	}
	return out, lines.Err()
}

// unescape is Python's: \xNN is the character of that number, not the byte.
func unescape(s string) (string, error) {
	var b strings.Builder
	for len(s) > 0 {
		if rest, ok := strings.CutPrefix(s, `\x`); ok && len(rest) >= 2 {
			n, err := strconv.ParseUint(rest[:2], 16, 8)
			if err != nil {
				return "", err
			}
			b.WriteRune(rune(n))
			s = rest[2:]
			continue
		}
		r, _, tail, err := strconv.UnquoteChar(s, 0)
		if err != nil {
			return "", err
		}
		b.WriteRune(r)
		s = tail
	}
	return b.String(), nil
}

// signatures counts signatures that are made as the file says, and that Verify
// takes for genuine only when they are.
func signatures(_ context.Context, e measure.Env, file string) (right, all int, err error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return 0, 0, err
	}
	var v struct {
		Sign []struct {
			Secret, ID, Payload, Signature string
			Timestamp                      int64
		}
	}
	if err := json.Unmarshal(b, &v); err != nil {
		return 0, 0, err
	}
	for _, s := range v.Sign {
		got, err := webhook.Sign(s.Secret, s.ID, time.Unix(s.Timestamp, 0), []byte(s.Payload))
		if all++; err == nil && got == s.Signature {
			right++
		} else {
			e.Logf("signature of %s: %q, %v", s.ID, got, err)
		}
	}
	return right, all, nil
}

// keys counts keys that a Dir refuses, or keeps within its directory, and those
// that it gives back.
func keys(ctx context.Context, e measure.Env, file string) (right, all int, err error) {
	rs, err := rows(file)
	if err != nil {
		return 0, 0, err
	}
	for _, r := range rs {
		ok, err := oneKey(ctx, r[0], r[1] == "accept-and-roundtrip")
		if err != nil {
			return 0, 0, err
		}
		if all++; ok {
			right++
		} else {
			e.Logf("key %q: not %s", r[0], r[1])
		}
	}
	return right, all, nil
}

// oneKey puts under a key in a directory, beside which nothing may appear.
func oneKey(ctx context.Context, key string, accept bool) (ok bool, err error) {
	outer, err := os.MkdirTemp("", "docket-keys-")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(outer)
	d, err := store.OpenDir(filepath.Join(outer, "store"), store.DirConfig{NoSync: true})
	if err != nil {
		return false, err
	}
	defer d.Close()
	_, put := d.Put(ctx, key, strings.NewReader(key), store.PutOptions{})
	entries, err := os.ReadDir(outer)
	if err != nil || len(entries) != 1 {
		return false, err
	}
	if !accept && put != nil {
		return errors.Is(put, store.ErrKey), nil
	}
	back, err := store.Bytes(ctx, d, key, 0)
	return put == nil && err == nil && string(back) == key, nil
}
