/** A passphrase as bytes, in every way in which programs make some of it; the right way first. */
export interface PasswordForms {
  text: string
  /** For the key derivation of PKCS#12, which takes a BMPString with its terminator (RFC 7292 B.1). */
  bmp: readonly Buffer[]
  /** For PBKDF2 and PBKDF1, which take octets; UTF-8 is right (RFC 8018 3). */
  octets: readonly Buffer[]
}

/** Programs disagree whether an empty passphrase is an empty string or none, and about every character that is not ASCII. */
export function passwordForms(passphrase: string | undefined): PasswordForms {
  const text = passphrase ?? ''
  if (text === '') return { text, bmp: [bmpString(''), Buffer.alloc(0)], octets: [Buffer.alloc(0)] }
  if (/^[\0-\x7f]*$/.test(text)) return { text, bmp: [bmpString(text)], octets: [Buffer.from(text)] }
  // Keyboards of macOS compose ä of two characters.
  const spellings = [...new Set([text, text.normalize('NFC'), text.normalize('NFD')])]
  return {
    text,
    // OpenSSL before 1.1 took each byte of UTF-8 for a character.
    bmp: unique(spellings.flatMap((one) => [bmpString(one), bmpString(bytesAsCharacters(one))])),
    // node-forge takes the low byte of each character; NSS the BMPString; others encode UTF-8 twice.
    octets: unique(
      spellings.flatMap((one) => [
        Buffer.from(one),
        Buffer.from(one, 'latin1'),
        bmpString(one),
        bmpString(one).subarray(0, -2),
        Buffer.from(one, 'utf16le'),
        Buffer.from(bytesAsCharacters(one)),
      ]),
    ),
  }
}

/** Big endian, with its terminator. */
function bmpString(text: string): Buffer {
  return Buffer.from(`${text}\0`, 'utf16le').swap16()
}

function bytesAsCharacters(text: string): string {
  return Buffer.from(text).toString('latin1')
}

function unique(forms: readonly Buffer[]): Buffer[] {
  return [...new Map(forms.map((form) => [form.toString('hex'), form])).values()]
}
