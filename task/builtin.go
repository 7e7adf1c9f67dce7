package task

// builtin lists the operations that every Manager knows.
func builtin() []Definition {
	return []Definition{
		Define(Recognize{}),
		Define(Searchable{}),
		Define(ExtractText{}),
		Define(Extract{}),
		Define(Process{}),
		Define(SplitDocuments{}),
		Define(Render{}),
		Define(Thumbnail{}),
		Define(Split{}),
		Define(Merge{}),
		Define(ExtractPages{}),
		Define(Convert{}),
		Define(DetectDocuments{}),
		Define(Warp{}),
		Define(ApplyEffect{}),
		Define(Scan{}),
	}
}
