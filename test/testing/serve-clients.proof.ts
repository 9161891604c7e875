import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { pathOf, requireProgram } from '../../fixtures/programs.ts'
import { runGo, runJava } from '../../fixtures/run-source.ts'
import { type Authority, createAuthority, type IssuedCertificate, serve } from '../../src/testing/index.ts'

const run = promisify(execFile)
const versions = ['TLSv1.2', 'TLSv1.3'] as const

let authority: Authority
let expired: IssuedCertificate
let other: IssuedCertificate

beforeAll(async () => {
  authority = await createAuthority({ subject: 'CN=Served' })
  expired = await authority.issueClientCertificate({ subject: 'CN=expired', expired: true })
  other = await (await createAuthority({ subject: 'CN=Other' })).issueClientCertificate()
})

/** The programs' own words for what they get. */
async function seenBy(
  client: (port: number, files: { folder: string; withCertificate: boolean }) => Promise<string>,
  refuse: 'alert' | 'close' | 'http' = 'alert',
): Promise<string[]> {
  const seen: string[] = []
  for (const version of versions) {
    await using server = await serve({
      authority,
      clientCertificates: 'required',
      minVersion: version,
      maxVersion: version,
      refuse,
    })
    for (const credential of [expired, other, undefined]) {
      const folder = await mkdtemp(join(tmpdir(), 'client-'))
      try {
        await writeFile(join(folder, 'ca.pem'), authority.ca)
        await credential?.writeTo(folder, { name: 'client' })
        seen.push(await client(server.port, { folder, withCertificate: credential !== undefined }))
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    }
  }
  return seen
}

const missingOpenssl = requireProgram('openssl')
test.skipIf(missingOpenssl)(`openssl s_client gets the very alert${missingOpenssl ?? ''}`, async () => {
  const seen = await seenBy(async (port, { folder, withCertificate }) => {
    const credential = withCertificate ? ['-cert', 'client.crt', '-key', 'client.key'] : []
    const args = ['s_client', '-connect', `127.0.0.1:${port}`, '-CAfile', 'ca.pem', '-quiet', ...credential]
    const { stderr } = await run(pathOf('openssl'), args, { cwd: folder }).catch((error: { stderr: string }) => error)
    return /SSL alert number (\d+)/.exec(stderr)?.[1] ?? stderr
  })
  expect(seen).toEqual(['45', '48', '40', '45', '48', '116'])
})

const missingCurl = requireProgram('curl')
test.skipIf(missingCurl)(`curl gets the very alert${missingCurl ?? ''}`, async () => {
  const seen = await seenBy(async (port, { folder, withCertificate }) => {
    const credential = withCertificate ? ['--cert', 'client.crt', '--key', 'client.key'] : []
    const args = ['-sSv', '--cacert', 'ca.pem', ...credential, `https://localhost:${port}/`]
    const { stderr } = await run(pathOf('curl'), args, { cwd: folder }).catch((error: { stderr: string }) => error)
    // 512 for fatal
    return `${Number(/\(IN\), TLS alert, [^(]+\((\d+)\)/.exec(stderr)?.[1]) - 512}`
  })
  expect(seen).toEqual(['45', '48', '40', '45', '48', '116'])
})

test.skipIf(missingCurl)(`curl sees the other two ways to refuse${missingCurl ?? ''}`, async () => {
  const client = (port: number, { folder, withCertificate }: { folder: string; withCertificate: boolean }) => {
    const credential = withCertificate ? ['--cert', 'client.crt', '--key', 'client.key'] : []
    const args = ['-sS', '--cacert', 'ca.pem', ...credential, `https://localhost:${port}/`]
    return run(pathOf('curl'), args, { cwd: folder }).then(
      ({ stdout }) => /<title>(.*)<\/title>/.exec(stdout)?.[1] ?? stdout,
      ({ stderr }: { stderr: string }) => stderr,
    )
  }
  const closed = await seenBy(client, 'close')
  // curl's words for a connection that is gone depend on where it was
  for (const words of closed) expect(words).toMatch(/^curl: \((?:35|52|55|56)\) (?!.*alert)/i)
  expect(await seenBy(client, 'http')).toEqual([
    '400 The SSL certificate error',
    '400 The SSL certificate error',
    '400 No required SSL certificate was sent',
    '400 The SSL certificate error',
    '400 The SSL certificate error',
    '400 No required SSL certificate was sent',
  ])
})

test.skipIf(missingOpenssl)(`openssl s_client sees that nobody says a word${missingOpenssl ?? ''}`, async () => {
  const seen = await seenBy(async (port, { folder, withCertificate }) => {
    const credential = withCertificate ? ['-cert', 'client.crt', '-key', 'client.key'] : []
    const args = ['s_client', '-connect', `127.0.0.1:${port}`, '-CAfile', 'ca.pem', '-quiet', ...credential]
    const { stderr } = await run(pathOf('openssl'), args, { cwd: folder }).catch((error: { stderr: string }) => error)
    return /alert/i.exec(stderr)?.[0] ?? 'no alert'
  }, 'close')
  expect(seen).toEqual(Array(6).fill('no alert'))
})

describe('languages', () => {
  const missingGo = requireProgram('go')
  test.skipIf(missingGo)(`Go gets the very alert${missingGo ?? ''}`, async () => {
    const lines = await inOneProgram((files, ports) => runGo(goClient, { files, arguments: ports }))
    expect(lines).toEqual([
      'remote error: tls: expired certificate',
      'remote error: tls: unknown certificate authority',
      'remote error: tls: handshake failure',
      'remote error: tls: expired certificate',
      'remote error: tls: unknown certificate authority',
      'remote error: tls: certificate required',
      ...Array(3).fill(
        expect.stringMatching(/^(?:EOF|(?:read|write) tcp .* (?:connection reset by peer|broken pipe))$/),
      ),
      ...Array(3).fill('answered 400'),
    ])
  })

  const missingJava = requireProgram('java')
  test.skipIf(missingJava)(`Java gets the very alert${missingJava ?? ''}`, async () => {
    const lines = await inOneProgram((files, ports) => runJava(javaClient, { files, arguments: ports }))
    expect(lines).toEqual([
      'certificate_expired',
      'unknown_ca',
      'handshake_failure',
      'certificate_expired',
      'unknown_ca',
      'certificate_required',
      ...Array(3).fill(expect.not.stringMatching(/alert|answered \d/)),
      // the H of HTTP/1.1 400
      ...Array(3).fill('answered 72'),
    ])
  })
})

/** All connections by one process: starting these takes seconds. One line each. */
async function inOneProgram(
  start: (files: Record<string, string | Uint8Array>, ports: string[]) => Promise<string>,
): Promise<string[]> {
  const options = { authority, clientCertificates: 'required' } as const
  await using older = await serve({ ...options, maxVersion: 'TLSv1.2' })
  await using newer = await serve({ ...options, minVersion: 'TLSv1.3' })
  await using closing = await serve({ ...options, refuse: 'close' })
  await using answering = await serve({ ...options, refuse: 'http' })
  const files = {
    'ca.pem': authority.ca,
    'expired.pem': expired.cert + expired.key,
    'other.pem': other.cert + other.key,
    'expired.p12': await expired.toPkcs12('secret'),
    'other.p12': await other.toPkcs12('secret'),
  }
  const ports = [older, newer, closing, answering].map(({ port }) => `${port}`)
  const output = await start(files, ports)
  return output.trim().split('\n')
}

const goClient = `package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"os"
	"errors"
	"net/url"
)

func main() {
	ca, _ := os.ReadFile("ca.pem")
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(ca)
	for _, port := range os.Args[1:] {
		for _, name := range []string{"expired", "other", ""} {
			config := &tls.Config{RootCAs: roots}
			if name != "" {
				pair, err := tls.LoadX509KeyPair(name+".pem", name+".pem")
				if err != nil { panic(err) }
				// whatever authorities the server names
				config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &pair, nil }
			}
			client := http.Client{Transport: &http.Transport{TLSClientConfig: config}}
			answer, err := client.Get("https://localhost:" + port + "/")
			var wrapped *url.Error
			if err == nil { fmt.Println("answered", answer.StatusCode); continue }
			if errors.As(err, &wrapped) { err = wrapped.Err }
			fmt.Println(err)
		}
	}
}
`

const javaClient = `
import java.io.*;
import java.net.Socket;
import java.security.*;
import java.security.cert.*;
import javax.net.ssl.*;

public class Main {
  public static void main(String[] ports) throws Exception {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", factory.generateCertificate(new FileInputStream("ca.pem")));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    for (String port : ports) {
      for (String name : new String[] {"expired", "other", ""}) {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(name.isEmpty() ? null : new KeyManager[] {always(name)}, trust.getTrustManagers(), null);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", Integer.parseInt(port))) {
          socket.startHandshake();
          socket.getOutputStream().write("GET / HTTP/1.1\\r\\nhost: localhost\\r\\n\\r\\n".getBytes());
          System.out.println("answered " + socket.getInputStream().read());
        } catch (IOException error) {
          System.out.println(error.getMessage().replaceAll(".*alert: ", ""));
        }
      }
    }
  }

  /** Shows its certificate whatever authorities the server names. */
  static KeyManager always(String name) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(new FileInputStream(name + ".p12"), "secret".toCharArray());
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, "secret".toCharArray());
    X509ExtendedKeyManager inner = (X509ExtendedKeyManager) keys.getKeyManagers()[0];
    String alias = store.aliases().nextElement();
    return new X509ExtendedKeyManager() {
      public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) { return alias; }
      public String chooseServerAlias(String type, Principal[] issuers, Socket socket) { return null; }
      public java.security.cert.X509Certificate[] getCertificateChain(String asked) {
        try {
          java.security.cert.Certificate[] chain = store.getCertificateChain(alias);
          java.security.cert.X509Certificate[] certificates = new java.security.cert.X509Certificate[chain.length];
          System.arraycopy(chain, 0, certificates, 0, chain.length);
          return certificates;
        } catch (KeyStoreException error) { throw new RuntimeException(error); }
      }
      public PrivateKey getPrivateKey(String asked) {
        try { return (PrivateKey) store.getKey(alias, "secret".toCharArray()); }
        catch (GeneralSecurityException error) { throw new RuntimeException(error); }
      }
      public String[] getClientAliases(String type, Principal[] issuers) { return new String[] {alias}; }
      public String[] getServerAliases(String type, Principal[] issuers) { return null; }
    };
  }
}
`
