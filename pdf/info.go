package pdf

import (
	"context"
	"strings"
	"time"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf/internal/pdfium"
)

// readInfo reads the information dictionary by the renderer.
func readInfo(in *pdfium.Instance) layout.Info {
	entries := map[string]string{}
	for _, key := range in.MetaKeys() {
		entries[key] = in.Meta(key)
	}
	return infoOf(entries)
}

// infoOf returns the entries of an information dictionary. What has no field
// goes to Custom, dates that cannot be parsed too; Trapped, which is no text,
// is left out.
func infoOf(entries map[string]string) layout.Info {
	var i layout.Info
	texts := map[string]*string{
		"Title": &i.Title, "Author": &i.Author, "Subject": &i.Subject,
		"Keywords": &i.Keywords, "Creator": &i.Creator, "Producer": &i.Producer,
	}
	dates := map[string]*time.Time{"CreationDate": &i.Created, "ModDate": &i.Modified}
	for key, value := range entries {
		if p := texts[key]; p != nil {
			*p = value
			continue
		}
		if p := dates[key]; p != nil {
			if t, ok := ParseDate(value); ok {
				*p = t
				continue
			}
		}
		if value == "" || key == "Trapped" {
			continue
		}
		if i.Custom == nil {
			i.Custom = map[string]string{}
		}
		i.Custom[key] = value
	}
	return i
}

// ParseDate parses a date of the form D:YYYYMMDDHHmmSSOHH'mm', of which all
// but the year may be missing; without zone it is taken as UTC.
func ParseDate(s string) (t time.Time, ok bool) {
	s = strings.TrimPrefix(strings.TrimSpace(s), "D:")
	digits := 0
	for digits < len(s) && '0' <= s[digits] && s[digits] <= '9' {
		digits++
	}
	zone := s[digits:]
	digits = min(digits, 14)
	if digits < 4 || digits%2 != 0 {
		return t, false
	}
	t, err := time.Parse("20060102150405"[:digits], s[:digits])
	if err != nil {
		return time.Time{}, false
	}
	offset, ok := parseZone(zone)
	if !ok {
		return time.Time{}, false
	}
	if offset == 0 {
		return t, true
	}
	return t.Add(-offset).In(time.FixedZone("", int(offset/time.Second))), true
}

// parseZone parses Z, +HH'mm', -HH'mm and the like.
func parseZone(s string) (offset time.Duration, ok bool) {
	if s == "" || s[0] == 'Z' {
		return 0, true
	}
	sign := time.Duration(1)
	switch s[0] {
	case '-':
		sign = -1
	case '+':
	default:
		return 0, false
	}
	var v []int
	for i := 1; i+1 < len(s) && len(v) < 2; {
		if s[i] == '\'' || s[i] == ':' {
			i++
			continue
		}
		a, b := int(s[i]-'0'), int(s[i+1]-'0')
		if a > 9 || b > 9 || a < 0 || b < 0 {
			return 0, false
		}
		v = append(v, 10*a+b)
		i += 2
	}
	if len(v) == 0 {
		return 0, false
	}
	v = append(v, 0)
	if v[0] > 23 || v[1] > 59 {
		return 0, false
	}
	return sign * (time.Duration(v[0])*time.Hour + time.Duration(v[1])*time.Minute), true
}

// Page returns what the file says of page n (1-based).
func (d *Document) Page(n int) (PageInfo, error) {
	ctx := context.Background()
	info := PageInfo{Number: n}
	err := d.page(ctx, n, func(p *pdfium.Page) error {
		v, err := d.viewOn(ctx, p, n)
		if err != nil {
			return err
		}
		info.Size, info.UserUnit = v.size(), v.unit
		info.Rotation = p.Rotation()
		info.CropBox = Box(p.Bounds())
		info.MediaBox = info.CropBox
		if r, ok := p.MediaBox(); ok {
			info.MediaBox = Box(r)
		}
		info.Label = p.Label()
		return nil
	})
	return info, err
}
