/** Whether bytes begin as a PKCS#12 file does (RFC 7292 4): a SEQUENCE whose first value is the INTEGER 3. */
export function isPkcs12(bytes: Uint8Array): boolean {
  // The header of the SEQUENCE takes two to six bytes.
  return bytes[0] === 0x30 && Buffer.from(bytes.subarray(2, 9)).includes(Buffer.from([0x02, 0x01, 0x03]))
}

/** Whether bytes begin as a keystore in Java's own format does. */
export function isJavaKeystore(bytes: Uint8Array): boolean {
  const mark = Buffer.from(bytes.subarray(0, 4)).toString('hex')
  return mark === 'feedfeed' || mark === 'cececece'
}
