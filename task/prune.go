package task

import (
	"context"
	"errors"
	"strings"
	"time"
)

// pruneAfter is how old a file must be to be taken for forgotten: a Submit of a
// large input may be under way.
const pruneAfter = time.Hour

// Prune deletes what stands under tasks/ in the Store and belongs to no task,
// and returns how many files those were: inputs whose process died before
// Submit returned, and what an operation wrote while its task was deleted.
// Files of the last hour are left alone. It lists all of the Store, so call it
// now and then, such as once a day; and only where everybody who uses the Store
// has the same Backend.
func (m *Manager) Prune(ctx context.Context) (files int, err error) {
	infos, err := m.store.List(ctx, "tasks/")
	if err != nil {
		return 0, AsError(err)
	}
	young := time.Now().Add(-pruneAfter)
	gone := map[ID]bool{}
	var failed error
	for _, i := range infos {
		id, _, ok := strings.Cut(strings.TrimPrefix(i.Key, "tasks/"), "/")
		if !ok || !ID(id).Valid() || i.Modified.After(young) {
			continue
		}
		is, asked := gone[ID(id)]
		if !asked {
			_, err := m.backend.Get(ctx, ID(id))
			if err != nil && !errors.Is(err, NotFound) {
				return files, AsError(err)
			}
			is = err != nil
			gone[ID(id)] = is
		}
		if !is {
			continue
		}
		if err := m.store.Delete(ctx, i.Key); err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		files++
	}
	return files, asError(failed)
}
