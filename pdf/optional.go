package pdf

import (
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// optionalContent gathers the layers of a file made of parts, each as visible
// as it was in its own file.
type optionalContent struct {
	known                         map[types.IndirectRef]bool
	groups, hidden, order, locked types.Array
	exclusive, automatic          types.Array // RBGroups, AS
	name                          types.Object
}

// dict returns the entry OCProperties, nil where there are no layers.
func (c *optionalContent) dict() types.Dict {
	if len(c.groups) == 0 {
		return nil
	}
	d := types.Dict{}
	for k, a := range map[string]types.Array{"OFF": c.hidden, "Order": c.order, "Locked": c.locked, "RBGroups": c.exclusive, "AS": c.automatic} {
		if len(a) > 0 {
			d[k] = a
		}
	}
	if c.name != nil {
		d["Name"] = c.name
	}
	return types.Dict{"OCGs": c.groups, "D": d}
}

// takeOptionalContent takes the layers that the pages taken refer to.
func (f *part) takeOptionalContent() {
	oc, ok := f.s.Dict(f.s.Root["OCProperties"])
	if !ok {
		return
	}
	c := &f.a.layered
	if c.known == nil {
		c.known = map[types.IndirectRef]bool{}
	}
	config, _ := f.s.Dict(oc["D"])
	fresh := f.freshLayers(oc, config)
	if len(fresh) == 0 {
		return
	}
	if c.name == nil {
		c.name = f.s.Resolve(config["Name"])
	}
	only := func(o types.Object) types.Array {
		var out types.Array
		for _, r := range f.mappedOnly(o) {
			if fresh[r.(types.IndirectRef)] {
				out = append(out, r)
			}
		}
		return out
	}
	c.order = append(c.order, f.layerOrder(config["Order"], fresh, 0)...)
	c.locked = append(c.locked, only(config["Locked"])...)
	sets, _ := f.s.Array(config["RBGroups"])
	for _, o := range sets {
		if a := only(o); len(a) > 1 {
			c.exclusive = append(c.exclusive, a)
		}
	}
	usages, _ := f.s.Array(config["AS"])
	for _, o := range usages {
		u, _ := f.s.Dict(o)
		if a := only(u["OCGs"]); len(a) > 0 {
			c.automatic = append(c.automatic, types.Dict{"Event": f.s.Resolve(u["Event"]), "Category": f.copier.Object(f.s.Resolve(u["Category"])), "OCGs": a})
		}
	}
}

// freshLayers adds the layers that are not known yet, with the state they have
// in the configuration, and returns them.
func (f *part) freshLayers(oc, config types.Dict) map[types.IndirectRef]bool {
	c := &f.a.layered
	off := f.s.Name(config["BaseState"]) == "OFF"
	states := map[types.IndirectRef]bool{} // exceptions from the base
	exceptions := "OFF"
	if off {
		exceptions = "ON"
	}
	for _, r := range f.mappedOnly(config[exceptions]) {
		states[r.(types.IndirectRef)] = true
	}
	fresh := map[types.IndirectRef]bool{}
	for _, r := range f.mappedOnly(oc["OCGs"]) {
		ref := r.(types.IndirectRef)
		if c.known[ref] {
			continue
		}
		c.known[ref], fresh[ref] = true, true
		c.groups = append(c.groups, ref)
		if states[ref] != off {
			c.hidden = append(c.hidden, ref)
		}
	}
	return fresh
}

// maxLayerDepth bounds how deep the tree of layers that readers show may be.
const maxLayerDepth = 32

// layerOrder returns the part of an Order array that is about the groups kept:
// a reference names a group, an array holds what is below the group or the
// label before it.
func (f *part) layerOrder(o types.Object, kept map[types.IndirectRef]bool, depth int) types.Array {
	a, _ := f.s.Array(o)
	var out types.Array
	if depth > maxLayerDepth {
		return nil
	}
	for i, v := range a {
		if r, ok := v.(types.IndirectRef); ok {
			if to, mapped := f.copier.Mapped(r); mapped && kept[to] {
				out = append(out, to)
				continue
			}
		}
		switch e := f.s.Resolve(v).(type) {
		case types.Array:
			if sub := f.layerOrder(e, kept, depth+1); len(sub) > 0 {
				out = append(out, sub)
			}
		case types.StringLiteral, types.HexLiteral:
			if i == 0 && depth > 0 && len(a) > 1 {
				out = append(out, e)
			}
		}
	}
	if len(out) == 1 && depth > 0 {
		if _, label := f.s.String(out[0]); label {
			return nil
		}
	}
	return out
}

// mappedOnly returns those references of an array that lead to copied objects.
func (f *part) mappedOnly(o types.Object) types.Array {
	a, _ := f.s.Array(o)
	var out types.Array
	for _, v := range a {
		if r, ok := v.(types.IndirectRef); ok {
			if to, ok := f.copier.Mapped(r); ok && to.ObjectNumber != 0 {
				out = append(out, to)
			}
		}
	}
	return out
}
