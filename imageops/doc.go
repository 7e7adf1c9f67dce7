// Package imageops reads, writes and works on page images: pixels in, pixels
// out.
//
// [Decode] reads every usual format under limits that are checked before
// memory is taken, turns the picture as its metadata says, and returns one of
// two pixel types only: *image.Gray or *image.NRGBA. All other functions take
// any image.Image, also empty ones and ones whose bounds do not start at the
// origin; they never write to their input, their results share no memory with
// it and start at (0, 0), and all may be called from many goroutines at once.
//
// Coordinates are pixels with the origin at the top left corner of the image
// as given, x to the right and y down. A pixel covers a unit square, so the
// middle of the first one is at (0.5, 0.5).
package imageops
