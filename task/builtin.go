package task

// builtin lists the operations that every Manager knows.
func builtin() []Definition {
	return []Definition{
		Define(Recognize{}),
		Define(Searchable{}),
	}
}
