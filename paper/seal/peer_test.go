package seal

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// need gives the path of a program of others, or skips the test.
func need(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("DUAR_TEST_REQUIRE") == "1" {
			t.Fatalf("%s is required and not here", name)
		}
		t.Skipf("%s is not here (scripts/with-engines.sh installs it)", name)
	}
	return path
}

func run(t testing.TB, program string, args ...string) (string, error) {
	t.Helper()
	c := exec.Command(program, args...)
	c.Env = append(os.Environ(), "HOME="+t.TempDir())
	out, err := c.CombinedOutput()
	return string(out), err
}

func put(t testing.TB, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// drawn are files that other programs made, with pages of their own making.
func drawn(t *testing.T) map[string][]byte {
	files := map[string][]byte{"ours": plainPDF(2)}
	dir := t.TempDir()
	plain := put(t, "plain.pdf", plainPDF(1))
	for name, make := range map[string][]string{
		"qpdf":   {"qpdf", "--object-streams=disable", "--newline-before-endstream", plain, filepath.Join(dir, "qpdf.pdf")},
		"mutool": {"mutool", "clean", "-gg", plain, filepath.Join(dir, "mutool.pdf")},
		"chromium": {"chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--user-data-dir=" + filepath.Join(dir, "user"),
			"--no-pdf-header-footer", "--print-to-pdf=" + filepath.Join(dir, "chromium.pdf"), "data:text/html,<h1>khatian 12</h1><a href='https://example.org/'>x</a>"},
	} {
		need(t, make[0])
		if out, err := run(t, make[0], make[1:]...); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
		pdf, err := os.ReadFile(filepath.Join(dir, name+".pdf"))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = pdf
	}
	return files
}

// What other programs say of our signatures: poppler with the NSS library, OpenSSL, qpdf.
func TestPeersAgree(t *testing.T) {
	for _, program := range []string{"pdfsig", "certutil", "openssl", "qpdf"} {
		need(t, program)
	}
	folder, now := t.TempDir(), time.Now()
	ring, err := Demo(folder, now)
	if err != nil {
		t.Fatal(err)
	}
	r3072, err := rsa.GenerateKey(rand.Reader, 3072)
	if err != nil {
		t.Fatal(err)
	}
	_, root, _ := rootFile(t, ring)
	nss := t.TempDir()
	for _, args := range [][]string{{"-N", "-d", "sql:" + nss, "--empty-password"}, {"-A", "-d", "sql:" + nss, "-n", "root", "-t", "CT,CT,CT", "-a", "-i", root}} {
		if out, err := run(t, "certutil", args...); err != nil {
			t.Fatalf("certutil %v: %v\n%s", args, err, out)
		}
	}
	pdfsig := func(pdf []byte) string {
		out, _ := run(t, "pdfsig", "-nssdir", nss, put(t, "x.pdf", pdf))
		return out
	}
	rsaKey := made(t, folder, r3072, func(c *x509.Certificate) { c.NotBefore, c.NotAfter = now.Add(-time.Hour), now.AddDate(1, 0, 0) })
	for name, pdf := range drawn(t) {
		for kind, k := range map[string]Key{"ecdsa": ring.Seals[0], "rsa": rsaKey} {
			out := signed(t, pdf, k, Signature{At: now, Box: [4]float64{40, 40, 200, 80}, Reason: "নমুনা"})
			if r, err := Verify(out, ring.Roots); err != nil || !r.Genuine() {
				t.Fatalf("%s %s: %+v %v", name, kind, r, err)
			}
			told := pdfsig(out)
			for _, want := range []string{"Signature is Valid", "Certificate is Trusted", "Total document signed", "ETSI.CAdES.detached", Name(k.Chain[0])} {
				if !strings.Contains(told, want) {
					t.Errorf("%s %s: pdfsig does not say %q:\n%s", name, kind, want, told)
				}
			}
			if told := pdfsig(append(bytes.Clone(out), "\n% more\n"...)); strings.Contains(told, "Total document signed") {
				t.Errorf("%s %s: pdfsig of a longer file:\n%s", name, kind, told)
			}
			if told, err := run(t, "qpdf", "--check", put(t, "x.pdf", out)); err != nil || !strings.Contains(told, "No syntax or stream encoding errors found") {
				t.Errorf("%s %s: qpdf: %v\n%s", name, kind, err, told)
			}
			hole, end, ok := readRange(out, bytes.LastIndex(out, []byte("/ByteRange"))+len("/ByteRange"))
			raw, ok2 := contents(out[hole.from+1 : hole.to-1])
			if !ok || !ok2 || end != len(out) {
				t.Fatal("our own signature cannot be found")
			}
			content := put(t, "content", append(bytes.Clone(out[:hole.from]), out[hole.to:]...))
			if told, err := run(t, "openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", put(t, "x.p7s", raw), "-content", content,
				"-CAfile", root, "-purpose", "any", "-out", os.DevNull); err != nil {
				t.Errorf("%s %s: openssl: %v\n%s", name, kind, err, told)
			}
			for _, at := range []int{len(pdf) / 3, len(pdf) - 30, len(out) - 20} {
				other := bytes.Clone(out)
				other[at] ^= 1
				if r, err := Verify(other, ring.Roots); err == nil && r.Genuine() || strings.Contains(pdfsig(other), "Signature is Valid") {
					t.Errorf("%s %s: byte %d changed is not detected", name, kind, at)
				}
			}
		}
	}
	// Others sign too: what OpenSSL makes is read, and a file with streams of xrefs is refused by name.
	streams := filepath.Join(t.TempDir(), "s.pdf")
	if out, err := run(t, "qpdf", "--object-streams=generate", put(t, "x.pdf", plainPDF(1)), streams); err != nil {
		t.Fatal(out)
	}
	pdf, err := os.ReadFile(streams)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Sign(t.Context(), pdf, ring.Seals[0], Signature{At: now}); err != ErrStream { //nolint:errorlint // it itself
		t.Errorf("a file with its cross-references in a stream: %v", err)
	}
}

// rootFile writes the demo's root for others.
func rootFile(t testing.TB, r *Keyring) (*x509.Certificate, string, []byte) {
	t.Helper()
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: r.Anchors[0].Raw})
	return r.Anchors[0], put(t, "root.pem", text), text
}

// OpenSSL's own time stamps are taken by the rules that ours are.
func TestAStampByOpenSSL(t *testing.T) {
	need(t, "openssl")
	s := newStandIn(t)
	dir := t.TempDir()
	key, err := x509.MarshalPKCS8PrivateKey(s.key.Signer)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{"key.pem": {Type: "PRIVATE KEY", Bytes: key}, "crt.pem": {Type: "CERTIFICATE", Bytes: s.key.Chain[0].Raw}} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	config := "[tsa]\ndefault_tsa=t\n[t]\nserial=" + dir + "/serial\ncrypto_device=builtin\nsigner_cert=" + dir + "/crt.pem\nsigner_key=" + dir +
		"/key.pem\nsigner_digest=sha256\ndefault_policy=1.2.3.4\ndigests=sha256\nordering=yes\ntsa_name=yes\naccuracy=secs:1,millisecs:500\ness_cert_id_chain=no\n"
	if err := os.WriteFile(filepath.Join(dir, "c"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	signature := []byte("a signature")
	for _, args := range [][]string{
		{"ts", "-query", "-data", put(t, "d", signature), "-sha256", "-cert", "-out", dir + "/q"},
		{"ts", "-reply", "-config", dir + "/c", "-queryfile", dir + "/q", "-token_out", "-out", dir + "/token"},
	} {
		if out, err := run(t, "openssl", args...); err != nil {
			t.Fatalf("openssl %v: %s", args, out)
		}
	}
	token, err := os.ReadFile(filepath.Join(dir, "token"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := readStamp(token, signature, trust{roots: s.roots})
	if err != nil || time.Since(got.at).Abs() > time.Minute || got.by != "Stand-in Clock" {
		t.Errorf("%+v %v", got, err)
	}
	if _, err := readStamp(token, []byte("another"), trust{roots: s.roots}); err == nil {
		t.Error("a stamp of something else is taken")
	}
}

// Signing and proving a page, beside the bare arithmetic of the same run.
func BenchmarkSeal(b *testing.B) {
	_, k := demo(b)
	ring := x509.NewCertPool()
	ring.AddCert(k.Chain[0])
	pdf := append(plainPDF(1), bytes.Repeat([]byte("% fill\n"), 14000)...) // as large as a page with its letters
	pdf = append(pdf, pdf[bytes.Index(pdf, []byte("startxref")):bytes.Index(pdf, []byte("%%EOF"))+6]...)
	out := signed(b, pdf, k, Signature{})
	sum := make([]byte, 32)
	private, ok := k.Signer.(*ecdsa.PrivateKey)
	if !ok || private.Curve != elliptic.P256() {
		b.Fatal("the demo's key is another")
	}
	bare, err := k.Signer.Sign(rand.Reader, sum, crypto.SHA256)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("floor/sign", func(b *testing.B) {
		for b.Loop() {
			_, _ = k.Signer.Sign(rand.Reader, sum, crypto.SHA256)
		}
	})
	b.Run("sign", func(b *testing.B) {
		for b.Loop() {
			signed(b, pdf, k, Signature{})
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "signatures/s")
	})
	b.Run("floor/verify", func(b *testing.B) {
		for b.Loop() {
			ecdsa.VerifyASN1(&private.PublicKey, sum, bare)
		}
	})
	b.Run("verify", func(b *testing.B) {
		for b.Loop() {
			if r, err := Verify(out, ring); err != nil || !r.Genuine() {
				b.Fatal(r, err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "verifications/s")
	})
}
