package imageops

import "bytes"

// Sniff returns the media type of the image format that b begins with, and ""
// where it is none that Decode reads. Names and declared types do not matter.
func Sniff(b []byte) (mediaType string) {
	if f := sniff(b); f != "" {
		return "image/" + f
	}
	return ""
}

// unknown says what a file is that is none of our formats, where a host will
// meet it: telephones write HEIC.
func unknown(b []byte) string {
	if len(b) >= 12 && string(b[4:8]) == "ftyp" {
		switch string(b[8:12]) {
		case "heic", "heix", "heim", "heis", "hevc", "mif1", "msf1":
			return "HEIC is read by package imageops/heic only"
		case "avif", "avis":
			return "AVIF is not read; convert it to JPEG or PNG"
		}
	}
	return "no known format"
}

func sniff(b []byte) (format string) {
	switch {
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		return PNG
	case bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		return JPEG
	case bytes.HasPrefix(b, []byte("GIF87a")), bytes.HasPrefix(b, []byte("GIF89a")):
		return GIF
	case bytes.HasPrefix(b, []byte("II*\x00")), bytes.HasPrefix(b, []byte("MM\x00*")),
		bytes.HasPrefix(b, []byte("II+\x00\x08\x00\x00\x00")), bytes.HasPrefix(b, []byte("MM\x00+\x00\x08\x00\x00")):
		return TIFF
	case len(b) >= 16 && string(b[:4]) == "RIFF" && string(b[8:15]) == "WEBPVP8":
		return WebP
	case len(b) >= 18 && string(b[:2]) == "BM" && b[15] == 0 && b[16] == 0 && b[17] == 0:
		return BMP // "BM" alone may begin a text; the size of the header is small
	}
	return ""
}
