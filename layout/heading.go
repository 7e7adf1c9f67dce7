package layout

import (
	"math"
	"regexp"
	"strings"
	"unicode"
)

var (
	captionStart = regexp.MustCompile(`(?i)^(fig(ure|\.)|table|chart|exhibit|source|note|plate|photo|graph|map|box)\b`)
	numberedHead = regexp.MustCompile(`^(\d+(\.\d+)*\.?|[A-Z]\.|[IVX]+\.|Chapter|Section|Part|CHAPTER|Appendix|APPENDIX)\s+\S`)
)

// headings gives text regions that look like headings that role.
func (p *prepared) headings(rs []*region) {
	bold, all := 0, 0
	for _, r := range rs {
		if r.grid == nil && math.Abs(r.size-p.body) < 0.6 {
			n := len(r.text())
			all += n
			if r.bold {
				bold += n
			}
		}
	}
	boldPage := bold*2 > all
	for _, r := range rs {
		if r.grid == nil && r.role == RoleText && p.isHeading(r, boldPage) {
			r.role, r.level = RoleSectionHeader, 1
		}
	}
}

func (p *prepared) isHeading(r *region, boldPage bool) bool {
	t := strings.TrimSpace(r.text())
	letters := 0
	for _, c := range t {
		if unicode.IsLetter(c) {
			letters++
		}
	}
	if letters < 3 || len(strings.Fields(t)) > 25 || len(r.lines) > 4 || captionStart.MatchString(t) {
		return false
	}
	if edge := r.Y1 < 0.06*p.size.H || r.Y0 > 0.94*p.size.H; edge && r.size <= 1.3*p.body {
		return false
	}
	factor := 1.13
	if r.lines[0].words[0].ocr {
		factor = 1.3
	}
	big := r.size >= factor*p.body
	if strings.HasSuffix(t, ".") && !numberedHead.MatchString(t) && !big {
		return false
	}
	if strings.HasSuffix(t, ",") || strings.HasSuffix(t, ";") {
		return false
	}
	return big || r.bold && !boldPage && r.size >= 0.9*p.body
}
