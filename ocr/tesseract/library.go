//go:build (linux || darwin) && (amd64 || arm64)

package tesseract

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/ebitengine/purego"

	"github.com/docket-go/docket/ocr"
)

// library is the C API of libtesseract (capi.h). Handles are C pointers.
type library struct {
	version     func() string
	create      func() uintptr
	delete      func(api uintptr)
	end         func(api uintptr)
	clear       func(api uintptr)
	init2       func(api uintptr, path, lang *byte, engine int32) int32
	init5       func(api uintptr, data *byte, size int32, lang *byte, engine int32, configs uintptr, nconfigs int32, names, values uintptr, nvalues uintptr, onlyNonDebug bool) int32
	datapath    func(api uintptr) string
	setVariable func(api uintptr, name, value string) bool
	setMode     func(api uintptr, mode int32)
	setImage    func(api uintptr, pix *byte, w, h, bytesPerPixel, stride int32)
	setDPI      func(api uintptr, dpi int32)
	setRect     func(api uintptr, left, top, width, height int32)
	recognize   func(api, monitor uintptr) int32
	iterator    func(api uintptr) uintptr
	orientation func(api uintptr, degrees *int32, conf *float32, script *uintptr, scriptConf *float32) bool
	freeText    func(text uintptr)

	itPage   func(it uintptr) uintptr
	itDelete func(it uintptr)
	itNext   func(it uintptr, level int32) bool
	itText   func(it uintptr, level int32) uintptr
	itConf   func(it uintptr, level int32) float32
	itLang   func(it uintptr) string
	pageAt   func(page uintptr, level int32) bool
	pageBox  func(page uintptr, level int32, left, top, right, bottom *int32) bool
	pageBase func(page uintptr, level int32, x1, y1, x2, y2 *int32) bool
	pageTurn func(page uintptr, orientation, direction, lineOrder *int32, deskew *float32)

	monitorCreate func() uintptr
	monitorDelete func(monitor uintptr)
	monitorCancel func(monitor, callback uintptr)
	monitorThis   func(monitor, this uintptr)

	// setLevels is OpenMP's omp_set_max_active_levels, nil where the library is
	// built without OpenMP. With no level every parallel region runs alone, also
	// where the OpenMP library was loaded before oneThread.
	setLevels func(n int32)
}

func (l *library) symbols() map[string]any {
	return map[string]any{
		"TessVersion": &l.version, "TessBaseAPICreate": &l.create, "TessBaseAPIDelete": &l.delete,
		"TessBaseAPIEnd": &l.end, "TessBaseAPIClear": &l.clear,
		"TessBaseAPIInit2": &l.init2, "TessBaseAPIInit5": &l.init5, "TessBaseAPIGetDatapath": &l.datapath,
		"TessBaseAPISetVariable": &l.setVariable, "TessBaseAPISetPageSegMode": &l.setMode,
		"TessBaseAPISetImage": &l.setImage, "TessBaseAPISetSourceResolution": &l.setDPI,
		"TessBaseAPISetRectangle": &l.setRect, "TessBaseAPIRecognize": &l.recognize,
		"TessBaseAPIGetIterator": &l.iterator, "TessBaseAPIDetectOrientationScript": &l.orientation,
		"TessDeleteText":                    &l.freeText,
		"TessResultIteratorGetPageIterator": &l.itPage, "TessResultIteratorDelete": &l.itDelete,
		"TessResultIteratorNext": &l.itNext, "TessResultIteratorGetUTF8Text": &l.itText,
		"TessResultIteratorConfidence": &l.itConf, "TessResultIteratorWordRecognitionLanguage": &l.itLang,
		"TessPageIteratorIsAtBeginningOf": &l.pageAt, "TessPageIteratorBoundingBox": &l.pageBox,
		"TessPageIteratorBaseline": &l.pageBase, "TessPageIteratorOrientation": &l.pageTurn,
		"TessMonitorCreate": &l.monitorCreate, "TessMonitorDelete": &l.monitorDelete,
		"TessMonitorSetCancelFunc": &l.monitorCancel, "TessMonitorSetCancelThis": &l.monitorThis,
	}
}

// openLibrary loads libtesseract: the file at path, or where path is empty the
// first of the system's usual names.
func openLibrary(path string) (*library, error) {
	oneThread()
	names := []string{path}
	if path == "" {
		names = []string{"libtesseract.so.5", "libtesseract.so"}
		if runtime.GOOS == "darwin" {
			names = []string{"libtesseract.5.dylib", "/opt/homebrew/lib/libtesseract.5.dylib", "/usr/local/lib/libtesseract.5.dylib"}
		}
	}
	var h uintptr
	var err error
	for _, n := range names {
		if h, err = purego.Dlopen(n, purego.RTLD_NOW|purego.RTLD_GLOBAL); err == nil {
			break
		}
	}
	if err != nil {
		return nil, fmt.Errorf("tesseract: %w: libtesseract 5 cannot be loaded: %w; %s", ocr.ErrNotConfigured, err, installHint)
	}
	l := &library{}
	for name, f := range l.symbols() {
		sym, err := purego.Dlsym(h, name)
		if err != nil {
			return nil, fmt.Errorf("tesseract: %w: libtesseract lacks %s, version 5 is needed", ocr.ErrNotConfigured, name)
		}
		purego.RegisterFunc(f, sym)
	}
	if sym, err := purego.Dlsym(h, "omp_set_max_active_levels"); err == nil {
		purego.RegisterFunc(&l.setLevels, sym)
	}
	if !strings.HasPrefix(l.version(), "5") {
		return nil, fmt.Errorf("tesseract: %w: libtesseract is version %s, 5 is needed", ocr.ErrNotConfigured, l.version())
	}
	return l, nil
}

// oneThread forbids libtesseract's OpenMP threads, which cost more than they
// give: callers run pages in parallel. The run-time library of OpenMP reads
// the C environment once, when it is loaded; os.Setenv would not reach it.
func oneThread() {
	names := []string{"libc.so.6", "libc.so"}
	if runtime.GOOS == "darwin" {
		names = []string{"/usr/lib/libSystem.B.dylib"}
	}
	for _, n := range names {
		h, err := purego.Dlopen(n, purego.RTLD_NOW|purego.RTLD_GLOBAL)
		if err != nil {
			continue
		}
		sym, err := purego.Dlsym(h, "setenv")
		if err != nil {
			continue
		}
		var setenv func(name, value string, overwrite int32) int32
		purego.RegisterFunc(&setenv, sym)
		setenv("OMP_THREAD_LIMIT", "1", 1)
		return
	}
}

// running maps the ids of running calls to their contexts. It is global because
// the callback is: callbacks of purego are never freed, so there is one for the
// process, and it gets the id of the call.
var (
	running sync.Map
	lastID  atomic.Uintptr
)

var cancelCallback = sync.OnceValue(func() uintptr {
	return purego.NewCallback(func(id uintptr, words int32) uintptr {
		if ctx, ok := running.Load(id); ok && ctx.(context.Context).Err() != nil {
			return 1
		}
		return 0
	})
})

// monitor calls f with a monitor that stops a recognition when ctx ends.
func (l *library) monitor(ctx context.Context, f func(monitor uintptr)) {
	id := lastID.Add(1)
	running.Store(id, ctx)
	defer running.Delete(id)
	m := l.monitorCreate()
	defer l.monitorDelete(m)
	l.monitorCancel(m, cancelCallback())
	l.monitorThis(m, id)
	f(m)
}

// take copies a C string that the library has allocated, and frees it.
func (l *library) take(p uintptr) string {
	if p == 0 {
		return ""
	}
	s := cString(p)
	l.freeText(p)
	return s
}

// cString copies a C string.
func cString(p uintptr) string {
	if p == 0 {
		return ""
	}
	q := *(*unsafe.Pointer)(unsafe.Pointer(&p)) // memory of C, which does not move
	n := 0
	for *(*byte)(unsafe.Add(q, n)) != 0 {
		n++
	}
	return string(unsafe.Slice((*byte)(q), n))
}

// cBytes appends the zero that ends a C string.
func cBytes(s string) *byte { return &append([]byte(s), 0)[0] }
