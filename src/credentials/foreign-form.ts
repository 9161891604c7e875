import type { Wanted } from './json-fields.ts'
import { textOf } from './pem.ts'
import { Unusable } from './unusable.ts'

interface Form {
  is: (text: string, mark: string) => boolean
  /** After the name of the source. */
  words: string
  remedy: string | ((wanted: Wanted) => string)
}

const fieldsOfSecret: Partial<Record<Wanted, string>> = { key: 'tls.key', authorities: 'ca.crt' }

const forms: readonly Form[] = [
  {
    is: (text) => /^\s*PuTTY-User-Key-File-\d/.test(text),
    words: 'is a key in the form of PuTTY',
    remedy: "Convert it: 'puttygen <file> -O private-openssh -o <new>', then 'ssh-keygen -p -m PKCS8 -f <new>'.",
  },
  {
    is: (text) => /^\s*-+BEGIN PGP/.test(text),
    words: 'is of PGP, which TLS has no use for',
    remedy: 'Give what was made for TLS: PEM, DER or PKCS#12.',
  },
  {
    is: (text) => /^\s*\{/.test(text) && /"kty"\s*:/.test(text),
    words: 'is a JSON Web Key',
    remedy:
      "Write it as PEM, with node:crypto: createPrivateKey({ key, format: 'jwk' }).export({ type: 'pkcs8', format: 'pem' }).",
  },
  {
    is: (text) => /^version https:\/\/git-lfs\.github\.com/.test(text),
    words: 'is the pointer that Git LFS leaves in the place of a file',
    remedy: "Fetch the file: 'git lfs pull'.",
  },
  {
    is: (text, mark) => mark.startsWith('00474954435259') || /^\$ANSIBLE_VAULT;/.test(text),
    words: 'is encrypted by git-crypt or Ansible',
    remedy: "Decrypt it first: 'git-crypt unlock', or 'ansible-vault decrypt'.",
  },
  {
    is: (text) => /ENC\[AES256_GCM,/.test(text) || /^\s*(-+BEGIN AGE ENCRYPTED|age-encryption\.org\/)/.test(text),
    words: 'is encrypted by sops or age',
    remedy: "Decrypt it first: 'sops decrypt <file>', or 'age --decrypt -i <key> <file>'.",
  },
  {
    is: (text) => /^\s*(<!doctype html|<html)\b/i.test(text),
    words: 'is a page of HTML',
    remedy:
      'The server that it was downloaded from answered with an error or a login: download it anew, and look into it.',
  },
  {
    is: (text) => /^\s*(ssh-(rsa|ed25519|dss)|ecdsa-sha2-\S+) AAAA/.test(text),
    words: 'is a public key for SSH',
    remedy: 'Give what was made for TLS: a certificate in `cert`, and its private key in `key`.',
  },
  {
    is: (text) => /^\s*client-key-data:/m.test(text),
    words: 'is a config of kubectl, whose values are in base64',
    remedy: (wanted) => {
      const field = { key: 'client-key-data', authorities: 'certificate-authority-data' }[wanted as string]
      return `Save the value alone: awk '/${field ?? 'client-certificate-data'}/ { print $2 }' <file> | base64 -d.`
    },
  },
  {
    // With `stringData` its values are PEM, which is found in it.
    is: (text) => /^kind:\s*["']?Secret\b/m.test(text) && /^data:/m.test(text) && !text.includes('-----BEGIN'),
    words: 'is a Secret of Kubernetes, whose values are in base64',
    remedy: (wanted) => {
      const field = (fieldsOfSecret[wanted] ?? 'tls.crt').replace('.', '\\.')
      return `Save the value alone: kubectl get secret <name> -o jsonpath='{.data.${field}}' | base64 -d.`
    },
  },
  {
    is: (_, mark) => mark.startsWith('1ef1b5b0'),
    words: "is a key in Microsoft's PVK form",
    remedy: "Convert it: 'openssl rsa -inform PVK -in <file> -out <new>'.",
  },
  {
    // PUBLICKEYSTRUC: a PRIVATEKEYBLOB or a PUBLICKEYBLOB of RSA.
    is: (_, mark) => /^0[67]02000000(?:a4|24)0000$/.test(mark),
    words: "is a key in Microsoft's BLOB form",
    remedy: "Convert it: 'openssl rsa -inform MSBLOB -in <file> -out <new>'.",
  },
  {
    is: (_, mark) => mark.startsWith('504b0304') || mark.startsWith('1f8b08'),
    words: 'is an archive',
    remedy: 'Unpack it, and name the file that was in it.',
  },
]

/** Refuses by name what other programs write, and no reader of ours knows. @throws Unusable */
export function refuseForeignForm(bytes: Uint8Array, wanted: Wanted, name: string): void {
  const mark = Buffer.from(bytes.subarray(0, 8)).toString('hex')
  // A key of these is small.
  const text = bytes.length > 65_536 ? '' : textOf(bytes)
  const form = forms.find(({ is }) => is(text, mark))
  if (form === undefined) return
  const { words, remedy } = form
  throw new Unusable(`${name} ${words}.`, typeof remedy === 'string' ? remedy : remedy(wanted))
}
