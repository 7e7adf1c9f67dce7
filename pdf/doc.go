// Package pdf opens, reads, renders and writes PDF files.
//
//	d, err := pdf.OpenFile(ctx, "invoice.pdf", pdf.OpenOptions{})
//	if err != nil { ... }           // errors.Is(err, pdf.ErrEncrypted), ...
//	defer d.Close()
//	for n := range d.PageCount() {
//		in, err := d.Input(ctx, n+1)     // native words, rulings, pictures, links
//		img, err := d.Render(ctx, n+1, pdf.RenderOptions{DPI: 300, Gray: true})
//	}
//
// Reading and rendering is done by PDFium, compiled to WebAssembly and embedded
// in this package: no cgo, nothing to install, and a sandbox around the parser.
// Whatever the bytes of a file, a call ends with a result or with an error that
// matches one of the Err variables; it ends within a second of its context, and
// one page cannot take more memory than RuntimeConfig.MemoryLimit plus its
// image. On amd64 and arm64 it is compiled, elsewhere interpreted: there a page
// takes about 70 times as long, and RuntimeConfig.PageTime may have to grow.
//
// A font that a file names and does not hold is taken from the folders of the
// system (RuntimeConfig.FontFolders), or replaced by one that is built in; where
// neither has the script of its text, PageInput.Warnings says so. A page that
// asks for too much work fails with ErrTooLarge (RuntimeConfig.PageTime).
//
// Writing copies objects as they are: WriteSearchable adds an invisible text
// layer to a file, NewImagePDF makes a searchable file of page images, and
// ExtractPages, RemovePages, Split, Merge and Save make new files of pages of
// others. Page ranges are those of ParsePages. Operations need no renderer: a
// file opened with OpenOptions.Lazy does not start it. Equal input gives equal
// bytes, but for encrypted files, whose keys are random.
//
// PDF/A is not written, since nothing at hand could prove that a file conforms
// to PDF/A-2b: veraPDF is packaged neither for Debian nor for npm, and the
// validator that Debian has, PDFBox's preflight, knows PDF/A-1b only.
//
// Coordinates are points (1/72 inch) of the page as it is shown (cropped,
// turned), origin top left, as in package layout. Pages are numbered from 1.
package pdf
