// Package langname maps between BCP 47 tags and Tesseract's names of language
// models.
package langname

import (
	"slices"
	"strings"
)

// languages pairs Tesseract's names of models with BCP 47 tags. Where a tag has
// several models the first is preferred.
var languages = [...][2]string{
	{"afr", "af"}, {"amh", "am"}, {"ara", "ar"}, {"asm", "as"}, {"aze", "az"}, {"aze_cyrl", "az-Cyrl"},
	{"bel", "be"}, {"ben", "bn"}, {"bod", "bo"}, {"bos", "bs"}, {"bre", "br"}, {"bul", "bg"},
	{"cat", "ca"}, {"ceb", "ceb"}, {"ces", "cs"}, {"chi_sim", "zh-Hans"}, {"chi_sim", "zh"},
	{"chi_sim_vert", "zh-Hans-x-vert"}, {"chi_tra", "zh-Hant"}, {"chi_tra", "zh-TW"}, {"chi_tra", "zh-HK"},
	{"chi_tra_vert", "zh-Hant-x-vert"}, {"chr", "chr"}, {"cos", "co"}, {"cym", "cy"},
	{"dan", "da"}, {"deu", "de"}, {"deu_latf", "de-Latf"}, {"frk", "de-Latf"}, {"div", "dv"}, {"dzo", "dz"},
	{"ell", "el"}, {"eng", "en"}, {"enm", "enm"}, {"epo", "eo"}, {"est", "et"}, {"eus", "eu"},
	{"fao", "fo"}, {"fas", "fa"}, {"fil", "fil"}, {"fil", "tl"}, {"fin", "fi"}, {"fra", "fr"}, {"frm", "frm"}, {"fry", "fy"},
	{"gla", "gd"}, {"gle", "ga"}, {"glg", "gl"}, {"grc", "grc"}, {"guj", "gu"},
	{"hat", "ht"}, {"heb", "he"}, {"hin", "hi"}, {"hrv", "hr"}, {"hun", "hu"}, {"hye", "hy"},
	{"iku", "iu"}, {"ind", "id"}, {"isl", "is"}, {"ita", "it"}, {"ita_old", "it-x-old"},
	{"jav", "jv"}, {"jpn", "ja"}, {"jpn_vert", "ja-x-vert"}, {"kan", "kn"}, {"kat", "ka"}, {"kat_old", "ka-x-old"},
	{"kaz", "kk"}, {"khm", "km"}, {"kir", "ky"}, {"kmr", "kmr"}, {"kmr", "ku"}, {"kor", "ko"}, {"kor_vert", "ko-x-vert"},
	{"lao", "lo"}, {"lat", "la"}, {"lav", "lv"}, {"lit", "lt"}, {"ltz", "lb"},
	{"mal", "ml"}, {"mar", "mr"}, {"mkd", "mk"}, {"mlt", "mt"}, {"mon", "mn"}, {"mri", "mi"}, {"msa", "ms"}, {"mya", "my"},
	{"nep", "ne"}, {"nld", "nl"}, {"nor", "no"}, {"nor", "nb"}, {"nor", "nn"}, {"oci", "oc"}, {"ori", "or"},
	{"pan", "pa"}, {"pol", "pl"}, {"por", "pt"}, {"pus", "ps"}, {"que", "qu"}, {"ron", "ro"}, {"rus", "ru"},
	{"san", "sa"}, {"sin", "si"}, {"slk", "sk"}, {"slv", "sl"}, {"snd", "sd"}, {"spa", "es"}, {"spa_old", "es-x-old"},
	{"sqi", "sq"}, {"srp", "sr"}, {"srp_latn", "sr-Latn"}, {"sun", "su"}, {"swa", "sw"}, {"swe", "sv"}, {"syr", "syr"},
	{"tam", "ta"}, {"tat", "tt"}, {"tel", "te"}, {"tgk", "tg"}, {"tha", "th"}, {"tir", "ti"}, {"ton", "to"}, {"tur", "tr"},
	{"uig", "ug"}, {"ukr", "uk"}, {"urd", "ur"}, {"uzb", "uz"}, {"uzb_cyrl", "uz-Cyrl"}, {"vie", "vi"}, {"yid", "yi"}, {"yor", "yo"},
}

// Models returns the models to try for a language: itself where it is a
// name of Tesseract's, what its tag stands for, and then the tag without its
// region and script.
func Models(language string) []string {
	language = strings.TrimSpace(language)
	var out []string
	for t := strings.ReplaceAll(language, "_", "-"); ; {
		for _, l := range languages {
			if strings.EqualFold(l[1], t) && !slices.Contains(out, l[0]) {
				out = append(out, l[0])
			}
		}
		i := strings.LastIndexByte(t, '-')
		if i < 0 {
			break
		}
		t = t[:i]
	}
	if !slices.Contains(out, language) && language != "" {
		out = append(out, language)
	}
	return out
}

// Tag returns the BCP 47 tag of a model, or the name where it is not known.
func Tag(name string) string {
	for _, l := range languages {
		if l[0] == name {
			return l[1]
		}
	}
	return name
}
