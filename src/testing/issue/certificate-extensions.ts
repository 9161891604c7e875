import type { KeyObject } from 'node:crypto'
import type { KeyUsage } from '../../tls/x509/certificate-extensions.ts'
import { keyUsages } from '../../tls/x509/certificate-extensions.ts'
import { DerReader, derTag } from '../../tls/x509/der.ts'
import { extensionIdentifiers, keyPurposes } from '../../tls/x509/object-identifiers.ts'
import { bitString, boolean, context, integer, objectIdentifier, octetString, sequence } from '../asn1/der.ts'
import { encodeGeneralName, encodeSubtree } from '../asn1/general-name.ts'
import { quoted } from '../quoted.ts'
import type { CertificateOptions, NameConstraintsInput } from './certificate-options.ts'
import { keyIdentifierOf } from './key-identifier.ts'

/** An extension, its value in DER. */
export interface EncodedExtension {
  oid: string
  critical: boolean
  value: Uint8Array
}

/**
 * The extensions of a certificate for `key`, issued by the authority with `issuerKeyIdentifier`, or by itself (RFC 5280 4.2). `isNamed`: its
 * subject is not empty; the alternative names of one without are critical (4.2.1.6).
 */
export function extensionsOf(
  options: CertificateOptions,
  key: KeyObject,
  issuerKeyIdentifier: Uint8Array | undefined,
  isNamed: boolean,
): EncodedExtension[] {
  const { isCA = false, keyUsage, extendedKeyUsage, subjectAltNames = [], nameConstraints } = options
  const usual = isCA ? (['keyCertSign', 'cRLSign'] as const) : (['digitalSignature'] as const)
  const usages = keyUsage ?? usual
  const further = (options.extensions ?? []).map(({ oid, critical = false, value }) =>
    extension(oid, critical, typeof value === 'string' ? Buffer.from(value, 'hex') : value),
  )
  checkOnce(further)
  const ownIdentifier = further.find(({ oid }) => oid === extensionIdentifiers.subjectKeyIdentifier)?.value
  const usualIdentifier = octetString(keyIdentifierOf(key))
  const list: EncodedExtension[] = [
    extension(extensionIdentifiers.basicConstraints, true, basicConstraints(isCA, options.pathLength)),
    ...(usages === false ? [] : [extension(extensionIdentifiers.keyUsage, true, encodeKeyUsage(usages))]),
    ...(extendedKeyUsage ? [extension(extensionIdentifiers.extendedKeyUsage, false, purposes(extendedKeyUsage))] : []),
    ...(subjectAltNames.length > 0
      ? [extension(extensionIdentifiers.subjectAltName, !isNamed, sequence(...subjectAltNames.map(encodeGeneralName)))]
      : []),
    extension(extensionIdentifiers.subjectKeyIdentifier, false, usualIdentifier),
    extension(
      extensionIdentifiers.authorityKeyIdentifier,
      false,
      sequence(context(0, 'primitive', issuerKeyIdentifier ?? contentOf(ownIdentifier ?? usualIdentifier))),
    ),
    ...(nameConstraints ? [extension(extensionIdentifiers.nameConstraints, true, subtrees(nameConstraints))] : []),
    ...addresses(options),
  ]
  return [...list.filter(({ oid }) => !further.some((one) => one.oid === oid)), ...further]
}

/** Of an OCTET STRING. */
function contentOf(der: Uint8Array): Uint8Array {
  return new DerReader(der, 'SubjectKeyIdentifier').value('keyIdentifier', derTag.octetString).content
}

/** RFC 5280 4.2 */
function checkOnce(further: readonly EncodedExtension[]): void {
  const twice = further.find(({ oid }, place) => further.findIndex((one) => one.oid === oid) < place)
  if (twice !== undefined)
    throw new TypeError(`"extensions" has ${quoted(twice.oid)} twice; a certificate has one of each.`)
}

function extension(oid: string, critical: boolean, value: Uint8Array): EncodedExtension {
  return { oid, critical, value }
}

function basicConstraints(isCA: boolean, pathLength: number | undefined): Buffer {
  if (pathLength !== undefined && !isCA)
    throw new TypeError('"pathLength" is for authorities: give isCA: true with it.')
  return sequence(...(isCA ? [boolean(true)] : []), ...(pathLength === undefined ? [] : [integer(pathLength)]))
}

/** A named bit list: no zero bits at its end (X.690 11.2.2). */
function encodeKeyUsage(usages: readonly KeyUsage[]): Buffer {
  const bits = usages.map((usage) => {
    const bit = keyUsages.indexOf(usage)
    if (bit < 0) throw new TypeError(`There is no key usage "${usage}"; there are ${keyUsages.join(', ')}.`)
    return bit
  })
  if (bits.length === 0) return bitString(new Uint8Array(0))
  const last = Math.max(...bits)
  const octets = new Uint8Array(Math.floor(last / 8) + 1)
  for (const bit of bits) octets[bit >> 3] = octets[bit >> 3]! | (0x80 >> (bit & 7))
  return bitString(octets, 7 - (last & 7))
}

const purposeIdentifiers = new Map([...keyPurposes].map(([oid, name]) => [name, oid]))

function purposes(names: readonly string[]): Buffer {
  return sequence(
    ...names.map((name) => {
      const oid = purposeIdentifiers.get(name) ?? (/^\d/.test(name) ? name : undefined)
      if (oid !== undefined) return objectIdentifier(oid)
      throw new TypeError(
        `There is no purpose ${quoted(name)}; write its OID, or one of ${[...purposeIdentifiers.keys()].join(', ')}.`,
      )
    }),
  )
}

function subtrees({ permitted = [], excluded = [] }: NameConstraintsInput): Buffer {
  if (permitted.length + excluded.length === 0)
    throw new TypeError(
      '"nameConstraints" has no name in "permitted" or "excluded"; write permitted: [\'DNS:example.com\'].',
    )
  const encoded = (list: readonly string[]) => list.map((name) => sequence(encodeSubtree(name)))
  return sequence(
    ...(permitted.length > 0 ? [context(0, 'constructed', ...encoded(permitted))] : []),
    ...(excluded.length > 0 ? [context(1, 'constructed', ...encoded(excluded))] : []),
  )
}

/** RFC 5280 4.2.1.13 and 4.2.2.1 */
function addresses({ crlUrls = [], ocspUrls = [], issuerUrls = [] }: CertificateOptions): EncodedExtension[] {
  const uri = (url: string) => encodeGeneralName(`URI:${url}`)
  const points = crlUrls.map((url) => sequence(context(0, 'constructed', context(0, 'constructed', uri(url)))))
  const access = (method: string) => (url: string) => sequence(objectIdentifier(method), uri(url))
  const descriptions = [...ocspUrls.map(access('1.3.6.1.5.5.7.48.1')), ...issuerUrls.map(access('1.3.6.1.5.5.7.48.2'))]
  return [
    ...(points.length > 0 ? [extension(extensionIdentifiers.crlDistributionPoints, false, sequence(...points))] : []),
    ...(descriptions.length > 0
      ? [extension(extensionIdentifiers.authorityInformationAccess, false, sequence(...descriptions))]
      : []),
  ]
}
