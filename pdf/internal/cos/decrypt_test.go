package cos

import (
	"bytes"
	"encoding/hex"
	"errors"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

const (
	testID   = "110dd61fd57444010b1ab5ff38782f0f"
	keys128  = "/O<2A2F0A1990192C60114730BDCD39F37828A53C89A340DD473C85299DC5258E1C>/U<52F14987E1548165AD91491C81B70AD30122456A91BAE5134273A6DB134C87C4>"
	filterV4 = "/CF<</StdCF<</CFM/AESV2/Length 16>>>>/StmF/StdCF/StrF/StdCF"
	filterV5 = "/CF<</StdCF<</CFM/AESV3/Length 32>>>>/StmF/StdCF/StrF/StdCF/Filter/Standard/Length 256/P -4/V 5"
)

// TestDecrypterPasswords tries encryption dictionaries that qpdf wrote: the user's
// and the owner's passwords open them, others do not.
func TestDecrypterPasswords(t *testing.T) {
	for _, c := range []struct{ name, dict, user, owner string }{
		{"RC4, 40 bits", "/Filter/Standard/Length 40/O<853FEE3F6550FC3BC212797EAED99CC9BE53347583A738E25FDFB1242BF93366>/P -4/R 2/U<94CB9D05CF4E90FA6604DFC6474046AA0351D19F2879D510417037AD4F674437>/V 1", "u", "o"},
		{"RC4, 128 bits", "/Filter/Standard/Length 128/P -4/R 3/V 2" + keys128, "u", "o"},
		{"AES, 128 bits", "/Filter/Standard/Length 128/P -4/R 4/V 4" + filterV4 + keys128, "u", "o"},
		{"unsigned permissions", "/Filter/Standard/Length 128/P 4294967292/R 4/V 4" + filterV4 + keys128, "u", "o"},
		{"key of another length than said", "/Filter/Standard/Length 40/P -4/R 3/V 2" + keys128, "u", "o"},
		{"plain metadata", "/EncryptMetadata false/Filter/Standard/Length 128/O<2A2F0A1990192C60114730BDCD39F37828A53C89A340DD473C85299DC5258E1C>/P -4/R 4/V 4/U<E7BA52BFBAF6A6AB3273171341BE19090122456A91BAE5134273A6DB134C87C4>" + filterV4, "u", "o"},
		{"not ASCII", "/Filter/Standard/Length 128/O<BD11E10B2838C86EAEACB418C2B13BA90CFCB76549DDCD52E5E057232BBC5139>/P -4/R 4/V 4/U<603BDE935BF10A034CCCCE264C2378520122456A91BAE5134273A6DB134C87C4>" + filterV4, "üñ", "öß"},
		{"AES, 256 bits, revision 5", "/R 5/O<C3B80A0676CB58D77FAA8970C7EEB544BCE21FF619645F43C73294E233852F3002B3ED7A8F774CDE32E9C6390E81A026>/OE<099BB954D826FB324418729CCBBB40AB53F9C27B0CB566BD2CD2EEBC65F96FAD>/U<4EAB4425E80B957B74705535C31167C105E7108AB0734B96A93A9E62D896C2683A4FF304D60007C18D920C362C500E9C>/UE<77FEC41015CA53DD6648350B29383838ED3B22B06103031131A5C9056C4CBC26>" + filterV5, "u", "o"},
		{"AES, 256 bits, revision 6", "/R 6/O<09FEC2DE836948F10881B4680D4FF98A06CF72F08C11E821F428B7ED6D314F517E5776868D83345F92F5B9337B4B8999>/OE<6217AFF38539605D5DB1764C12BE1EA3BD84A33F5BD6CF8A9568944C80BFD75A>/U<BD47C820719BDA263B4F9B9A2FA90AE8AE30680EF888942F5D587CEEFAE97406B23F3DDF7C37987745EBE25E8AA17370>/UE<DC90075AF63FD1DE1CFE68BE99C0B0DCF34A9FDF7B25016FD115956D1533CE9A>" + filterV5, "u", "o"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := parseDict(t, c.dict)
			id, _ := hex.DecodeString(testID)
			user, err := NewDecrypter(d, id, c.user)
			if err != nil {
				t.Fatal("the user's password: ", err)
			}
			owner, err := NewDecrypter(d, id, c.owner)
			if err != nil {
				t.Fatal("the owner's password: ", err)
			}
			if !bytes.Equal(user.key, owner.key) {
				t.Errorf("keys differ: %x, %x", user.key, owner.key)
			}
			for _, wrong := range []string{"", "x", "U"} {
				if _, err := NewDecrypter(d, id, wrong); !errors.Is(err, ErrEncrypted) {
					t.Errorf("password %q: %v", wrong, err)
				}
			}
		})
	}
}

func TestDecrypterRefuses(t *testing.T) {
	for dict, want := range map[string]error{
		"/Filter/Other/V 2/R 3" + keys128:                                                     ErrUnsupported,
		"/Filter/Standard/V 99/R 99" + keys128:                                                ErrUnsupported,
		"/Filter/Standard/V 4/R 4/CF<</A<</CFM/Other>>>>/StmF/A" + keys128:                    ErrUnsupported,
		"/Filter/Standard/V 2/R 3/O()/U()":                                                    ErrCorrupt,
		"/Filter/Standard/V 5/R 6" + keys128:                                                  ErrCorrupt,
		"/Filter/Standard/Length 128/P -4/R 4/V 4/StmF/Identity/StrF/Identity/CF 1" + keys128: nil,
	} {
		id, _ := hex.DecodeString(testID)
		c, err := NewDecrypter(parseDict(t, dict), id, "u")
		if !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", dict, err, want)
		}
		if err == nil && string(c.Stream([]byte("as it is"), 1, 0)) != "as it is" {
			t.Errorf("%s: the filter Identity changed data", dict)
		}
	}
}

// TestDecrypter reads what a crypter wrote.
func TestDecrypter(t *testing.T) {
	id, _ := hex.DecodeString(testID)
	for _, dict := range []string{"/Filter/Standard/Length 128/P -4/R 3/V 2" + keys128, "/Filter/Standard/Length 128/P -4/R 4/V 4" + filterV4 + keys128} {
		c, err := NewDecrypter(parseDict(t, dict), id, "u")
		if err != nil {
			t.Fatal(err)
		}
		w := crypter{key: c.key, revision: 4}
		for _, plain := range []string{"", "short", "sixteen bytes it", "and some more than that"} {
			b, err := w.bytes([]byte(plain), 7, 3, c.streams == cipherAES)
			if err != nil {
				t.Fatal(err)
			}
			if got := c.Stream(b, 7, 3); string(got) != plain {
				t.Errorf("%s: got %q, want %q", dict, got, plain)
			}
		}
	}
}

// TestShortKey makes a dictionary of version 4 with a key of 40 bits, which is
// filled up with zeros.
func TestShortKey(t *testing.T) {
	d := parseDict(t, "/Filter/Standard/P -4/R 4/V 4/CF<</StdCF<</CFM/V2/Length 5>>>>/StmF/StdCF/StrF/StdCF"+keys128)
	id, _ := hex.DecodeString(testID)
	p, err := protectionOf(d, id)
	if err != nil || !ShortKey(d) {
		t.Fatal(err)
	}
	key := p.deriveKey(nil, 5)
	sum := rc4Bytes(key, md5Of(passwordPad, id))
	for i := 1; i < 20; i++ {
		sum = rc4Bytes(xorKey(key, byte(i)), sum)
	}
	d["U"] = types.NewHexLiteral(append(sum, make([]byte, 16)...))
	c, err := NewDecrypter(d, id, "")
	if err != nil {
		t.Fatal(err)
	}
	if want := append(key, make([]byte, 11)...); !bytes.Equal(c.key, want) {
		t.Errorf("key %x, want %x", c.key, want)
	}
	if d["V"] = types.Integer(2); ShortKey(d) {
		t.Error("version 2 has such keys by right")
	}
}

func parseDict(t *testing.T, entries string) types.Dict {
	t.Helper()
	text := "<<" + entries + ">>"
	o, err := model.ParseObject(&text)
	if err != nil {
		t.Fatal(err)
	}
	return o.(types.Dict)
}
