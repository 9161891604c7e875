/**
 * `node bench/testing.mjs [--rounds n]`: what an authority, an intermediate and a leaf cost, beside others that make certificates, each in a fresh
 * process, in turn. Milliseconds of CPU time, children included. Needs `npm run build`, `npm install`
 * in this folder (selfsigned), and openssl on the PATH. Under another Node: `path/to/node bench/testing.mjs`.
 */
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const script = fileURLToPath(import.meta.url)
const require = createRequire(script)

const makers = {
  'vitest-mtls/testing': async () => {
    const { createAuthority } = require('../dist/testing.cjs')
    return async () => {
      const authority = await createAuthority({ intermediates: ['CN=Issuing'] })
      await authority.issueClientCertificate()
    }
  },
  // no intermediates: an authority and two leaves
  'selfsigned (EC P-256)': async () => {
    const { generate } = require('selfsigned')
    return async () => {
      const options = { keyType: 'ec', algorithm: 'sha256' }
      const { private: key, cert } = await generate([{ name: 'commonName', value: 'authority' }], options)
      for (const value of ['a.example', 'b.example']) {
        await generate([{ name: 'commonName', value }], { ...options, ca: { key, cert } })
      }
    }
  },
  // RSA alone, and no intermediates: an authority and two leaves
  'mkcert (RSA 2048)': async () => {
    const { createCA, createCert } = require('mkcert')
    return async () => {
      const names = { organization: 'a', countryCode: 'NP', state: 'a', locality: 'a', validity: 1 }
      const ca = await createCA(names)
      for (const domain of ['a.example', 'b.example']) await createCert({ ca, domains: [domain], validity: 1 })
    }
  },
  'node-forge (RSA 2048)': async () => {
    const { pki } = require('node-forge')
    return async () => {
      let issuer
      for (let level = 0; level < 3; level++) {
        const keys = pki.rsa.generateKeyPair(2048)
        const certificate = pki.createCertificate()
        const subject = [{ name: 'commonName', value: `level ${level}` }]
        Object.assign(certificate, { publicKey: keys.publicKey, serialNumber: `0${level + 1}` })
        certificate.validity.notAfter = new Date(Date.now() + 86_400_000)
        certificate.setSubject(subject)
        certificate.setIssuer(issuer?.subject ?? subject)
        certificate.sign(issuer?.key ?? keys.privateKey)
        issuer = { subject, key: keys.privateKey }
      }
    }
  },
  'openssl, command line (EC P-256)': async () => {
    const { mkdtempSync, rmSync } = await import('node:fs')
    return async () => {
      const cwd = mkdtempSync(join(tmpdir(), 'bench-'))
      const openssl = (...args) => execFileSync('openssl', args, { cwd, stdio: 'ignore' })
      const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
      openssl('req', '-x509', ...key, '-keyout', '0.key', '-out', '0.pem', '-subj', '/CN=0')
      for (const [level, above] of [
        ['1', '0'],
        ['2', '1'],
      ]) {
        openssl('req', ...key, '-keyout', `${level}.key`, '-out', `${level}.csr`, '-subj', `/CN=${level}`)
        openssl(
          'x509',
          '-req',
          '-in',
          `${level}.csr`,
          '-CA',
          `${above}.pem`,
          '-CAkey',
          `${above}.key`,
          '-CAcreateserial',
          '-out',
          `${level}.pem`,
        )
      }
      rmSync(cwd, { recursive: true })
    }
  },
}

if (process.argv[2] === '--one') {
  const cpu = () => {
    const { userCPUTime, systemCPUTime } = process.resourceUsage()
    return (userCPUTime + systemCPUTime) / 1000
  }
  const [, , , name, rounds] = process.argv
  const start = cpu()
  const make = await makers[name]()
  await make()
  const first = cpu() - start
  const began = performance.now()
  const before = cpu()
  for (let round = 0; round < Number(rounds); round++) await make()
  const own = (cpu() - before) / Number(rounds)
  const wall = (performance.now() - began) / Number(rounds)
  // a child's time is not ours to see: the wall clock stands for it
  console.log(JSON.stringify({ first, each: name.startsWith('openssl') ? wall : own, wall }))
} else {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } })
  const results = Object.fromEntries(Object.keys(makers).map((name) => [name, []]))
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const name of Object.keys(makers)) {
      const repeats = name.includes('RSA') ? '2' : '20'
      results[name].push(
        JSON.parse(execFileSync(process.execPath, [script, '--one', name, repeats], { encoding: 'utf8' })),
      )
    }
  }
  const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)]
  const reference = median(results['vitest-mtls/testing'].map(({ each }) => each))
  console.log(`Node ${process.version}`)
  console.log('authority, intermediate and leaf      first, with loading    each after    ratio')
  for (const [name, list] of Object.entries(results)) {
    const each = median(list.map((one) => one.each))
    const first = median(list.map((one) => one.first))
    console.log(
      `${name.padEnd(36)}  ${first.toFixed(0).padStart(15)} ms  ${each.toFixed(1).padStart(9)} ms  ${(each / reference).toFixed(1).padStart(6)}`,
    )
  }
}
