// Package cos reads PDF files as graphs of objects and writes such graphs:
// whole files with object streams, and increments that are appended to a file
// whose bytes stay as they are.
//
// Parsing, repair of cross-reference tables and decryption are pdfcpu's. Only
// its reader is called on unchecked bytes: it takes a context, bounds nesting
// and what it decodes. Its validator, optimiser, merger and writer follow
// references by recursion, which a file can drive into a stack overflow that
// Go cannot recover from; so everything that follows references is here, and
// is iterative.
package cos
