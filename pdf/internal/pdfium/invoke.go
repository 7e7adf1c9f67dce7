package pdfium

import (
	"context"
	"errors"
	"strings"

	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental/table"
)

// setjmp and longjmp as Emscripten compiles them: a function that calls setjmp
// calls others through an import named invoke_ and the signature, with the
// index in the function table before the arguments; longjmp calls the import
// _emscripten_throw_longjmp, which must unwind to the invoke below. wazero has
// such functions, but instances of one runtime share a type there whose name
// is made at the first call without a lock: a data race.
const (
	invokePrefix  = "invoke_"
	throwLongjmp  = "_emscripten_throw_longjmp"
	stackCurrent  = "emscripten_stack_get_current"
	stackRestore  = "_emscripten_stack_restore"
	setThrew      = "setThrew"
	keepFunctions = 4 // of one table entry: one for each level of recursion
)

var errLongjmp = errors.New("longjmp")

// isInvoke tells whether name is an import that invoke implements.
func isInvoke(mod, name string) bool {
	return mod == "env" && strings.HasPrefix(name, invokePrefix)
}

func longjmp(context.Context, api.Module, []uint64) { panic(errLongjmp) }

// An invokee is an entry of the function table called by one signature.
type invokee struct {
	signature string
	index     uint32
}

// invoke returns the import name, which calls an entry of the function table
// and stops a longjmp.
func invoke(name string, params, results []api.ValueType) api.GoModuleFunc {
	signature := strings.TrimPrefix(name, invokePrefix)
	return func(ctx context.Context, m api.Module, s []uint64) {
		in := instanceOf(ctx)
		target := invokee{signature: signature, index: uint32(s[0])}
		f := in.borrow(target)
		if f == nil {
			f = table.LookupFunction(m, 0, target.index, params[1:], results)
		}
		copy(s, s[1:])
		stack := [1]uint64{}
		in.must(ctx, m, stackCurrent, stack[:])
		err := f.CallWithStack(ctx, s)
		if err == nil {
			in.giveBack(target, f)
			return
		}
		in.must(ctx, m, stackRestore, stack[:])
		if !errors.Is(err, errLongjmp) {
			panic(err)
		}
		in.must(ctx, m, setThrew, []uint64{1, 0})
	}
}

// borrow takes a function that giveBack kept, or returns nil. An api.Function
// has a stack of its own, so while it runs nobody else may call it.
func (in *Instance) borrow(t invokee) api.Function {
	kept := in.invokees[t]
	if len(kept) == 0 {
		return nil
	}
	f := kept[len(kept)-1]
	in.invokees[t] = kept[:len(kept)-1]
	return f
}

func (in *Instance) giveBack(t invokee, f api.Function) {
	if kept := in.invokees[t]; len(kept) < keepFunctions {
		in.invokees[t] = append(kept, f)
	}
}

// must calls an export that calls no other function, from inside a call of the
// guest, which a failure ends.
func (in *Instance) must(ctx context.Context, m api.Module, name string, stack []uint64) {
	f, ok := in.fn[name]
	if !ok {
		if f = m.ExportedFunction(name); f == nil {
			panic(errors.New("no export " + name))
		}
		in.fn[name] = f
	}
	if err := f.CallWithStack(ctx, stack); err != nil {
		panic(err)
	}
}
