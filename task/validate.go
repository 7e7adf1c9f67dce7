package task

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/docket-go/docket/pdf"
)

// together makes one error of what is wrong with several parameters, so that
// a caller learns of all at once. Errors that are nil do not count.
func together(errs ...error) error {
	errs = slices.DeleteFunc(errs, func(err error) bool { return err == nil })
	switch len(errs) {
	case 0:
		return nil
	case 1:
		return errs[0]
	}
	all := &Error{Code: Invalid, Fields: map[string][]string{}, Cause: errors.Join(errs...)}
	var text []string
	for _, err := range errs {
		e := AsError(err)
		if len(e.Fields) == 0 {
			text = append(text, e.Message)
		}
		for field, messages := range e.Fields {
			all.Fields[field] = append(all.Fields[field], messages...)
		}
	}
	for _, field := range slices.Sorted(maps.Keys(all.Fields)) {
		text = append(text, field+": "+strings.Join(all.Fields[field], ", "))
	}
	all.Message = strings.Join(text, "; ")
	return all
}

// manyPages is more than what is written as an end of a range.
const manyPages = 20_000

// validatePages refuses what no document could have; how many pages the one at
// hand has is seen when it is read.
func validatePages(field, spec string) error {
	if strings.TrimSpace(spec) == "" {
		return nil
	}
	for item := range strings.SplitSeq(spec, ",") {
		item = strings.TrimSpace(item)
		if item == "" {
			return invalid(field, "%q has an empty item", spec)
		}
		_, err := pdf.ParsePages(item, manyPages)
		if strings.Trim(item, "0") == "" || err != nil && !errors.Is(err, pdf.ErrPage) {
			return invalid(field, "%q is no range of pages such as 2-7 or 1,3,8-", spec)
		}
	}
	return nil
}
