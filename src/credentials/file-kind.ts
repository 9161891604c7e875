/** Whether bytes begin as DER or BER of a certificate, a key or a PKCS structure does: a SEQUENCE, whose length no text has in that place. */
export function isDer(bytes: Uint8Array): boolean {
  const [tag, length = 0] = bytes
  if (tag !== 0x30) return false
  return (length >= 0x80 && length <= 0x84) || (length < 0x80 && length === bytes.length - 2)
}

/** Whether bytes begin as a PKCS#12 file does (RFC 7292 4): a SEQUENCE whose first value is the INTEGER 3. */
export function isPkcs12(bytes: Uint8Array): boolean {
  // The header of the SEQUENCE takes two to six bytes.
  return bytes[0] === 0x30 && Buffer.from(bytes.subarray(2, 9)).includes(Buffer.from([0x02, 0x01, 0x03]))
}

/** Whether bytes begin as a keystore in Java's own formats does, JKS or JCEKS. */
export function isJavaKeystore(bytes: Uint8Array): boolean {
  const mark = Buffer.from(bytes.subarray(0, 4)).toString('hex')
  return mark === 'feedfeed' || mark === 'cececece'
}
