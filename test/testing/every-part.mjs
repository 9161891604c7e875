/**
 * `node every-part.mjs <folder of the build>`: uses every part of the kit, as plain Node, and has to end by itself. With `many`
 * after it: that many authorities and servers at a time, told as JSON, open until its input ends.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [, , build, many] = process.argv
const { createAuthority, flawedClientCertificates, loadAuthority, serve, tryFlawedClientCerts } = await import(
  pathToFileURL(join(build, 'testing.js'))
)
const { request } = await import(pathToFileURL(join(build, 'request.js')))

if (many !== undefined) await openMany(Number(many))
else await useAll()

async function useAll() {
  const made = await createAuthority({ intermediates: ['CN=Issuing'] })
  const folder = await mkdtemp(join(tmpdir(), 'mine-'))
  const { cert, key } = await made.writeTo(folder, { passphrase: 'secret' })
  const authority = await loadAuthority({ cert, key, passphrase: 'secret' })
  const [good, lost] = [await authority.issueClientCertificate(), await authority.issueClientCertificate()]
  const bundle = await good.toPkcs12('secret')
  assert.ok((await readFile((await lost.writeTo(folder)).key)).length > 0)
  await rm(folder, { recursive: true })
  authority.revoke(lost)
  await flawedClientCertificates({ like: { pfx: bundle, passphrase: 'secret' }, authority })
  const flawed = await serve({ authority, flaw: 'revoked', clientCertificates: 'optional' })
  await assert.rejects(request(flawed.url, { ca: authority }), { code: 'CERT_REVOKED' })

  for (const http2 of [false, true]) {
    for (const refuse of ['alert', 'close', 'http']) {
      const server = await serve({ authority, clientCertificates: 'required', crl: made.crl(), refuse, http2 })
      const ask = (clientCert) => request(server.url, { clientCert, ca: authority, http2 })
      // one that is kept, one that is refused, and two that have said nothing, or nothing of TLS
      assert.equal(await (await ask(good)).text(), 'ok\n')
      await ask(false).then(
        (response) => assert.equal(response.status, 400),
        () => {},
      )
      const strangers = ['', 'GET / HTTP/1.1\r\n\r\n'].map((words) => connect(server.port, '127.0.0.1').end(words))
      for (const one of strangers) one.on('error', () => {})
      if (refuse === 'alert' && !http2) await tryFlawedClientCerts(server.url, { like: good, ca: authority })
      await server.close()
    }
  }
  await flawed.close()
}

async function openMany(count) {
  const open = async () => {
    const authority = await createAuthority({ intermediates: ['CN=Issuing'] })
    const clientCert = await authority.issueClientCertificate()
    const server = await serve({ authority, clientCertificates: 'required' })
    const response = await request(server.url, { clientCert, ca: authority })
    assert.equal(response.handshake.clientCertificate.chain[0].serialNumber, clientCert.certificate.serialNumber)
    const serialNumbers = [authority, clientCert].map(({ certificate }) => certificate.serialNumber)
    return { server, told: { port: server.port, serialNumbers, authority: authority.certificate.fingerprint256 } }
  }
  const all = await Promise.all(Array.from({ length: count }, open))
  process.stdout.write(JSON.stringify(all.map(({ told }) => told)))
  process.stdout.write('\n')
  await once(process.stdin.resume(), 'end')
  await Promise.all(all.map(({ server }) => server.close()))
}
