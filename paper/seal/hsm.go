package seal

// HSM is what a .hsm file of a keyring says, in JSON: where a PKCS#11 library is, which of its
// tokens holds the key, and under which label. The PIN is never in a file: PIN names the
// variable of the environment that has it.
type HSM struct {
	Module string `json:"module"` // path of the library
	Token  string `json:"token"`  // label of the token
	Label  string `json:"label"`  // of the key
	PIN    string `json:"pin"`    // name of an environment variable
}
