import { getCiphers } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { alertCode, alertName, alertNames } from '../../src/tls/registry/alerts.ts'
import { certificateTypeName } from '../../src/tls/registry/certificate-types.ts'
import { cipherNames, cipherSuiteName, cipherSuites } from '../../src/tls/registry/cipher-suites.ts'
import { namedGroupName } from '../../src/tls/registry/named-groups.ts'
import { tlsVersion } from '../../src/tls/registry/protocol-versions.ts'
import { signatureSchemeName } from '../../src/tls/registry/signature-schemes.ts'

describe('the registry', () => {
  it('knows every cipher suite that Node knows', () => {
    const unknown = getCiphers().filter((name) => cipherNames(name) === undefined)
    expect(unknown).toEqual([])
  })

  it('has each cipher suite once, under both names', () => {
    const suites = cipherSuites()
    for (const suite of suites) {
      expect(cipherNames(suite.iana)).toEqual(suite)
      expect(cipherNames(suite.openssl.toLowerCase())).toEqual(suite)
      expect(cipherSuiteName(suite.code)).toBe(suite.iana)
    }
    expect(new Set(suites.map(({ code }) => code)).size).toBe(suites.length)
    expect(cipherNames('ECDHE-RSA-AES128-GCM-SHA256')).toEqual({
      code: 0xc02f,
      iana: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
      openssl: 'ECDHE-RSA-AES128-GCM-SHA256',
    })
    expect(cipherNames('AES')).toBeUndefined()
  })

  it('finds an alert by its number and by its name', () => {
    for (const name of alertNames()) expect(alertName(alertCode(name) as number)).toBe(name)
    expect(alertCode('unknown_ca')).toBe(48)
    expect(alertCode('unknown')).toBeUndefined()
  })

  it('shows what has no name as a number', () => {
    expect(alertName(200)).toBe('alert_200')
    expect(certificateTypeName(99)).toBe('type_99')
    expect(cipherSuiteName(0x0a0a)).toBe('0x0a0a')
    expect(namedGroupName(0x0a0a)).toBe('0x0a0a')
    expect(signatureSchemeName(0x0a0b)).toBe('0x0a0b')
    expect(tlsVersion(0x0305)).toBeUndefined()
  })
})
