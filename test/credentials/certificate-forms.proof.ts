import { describe, expect, test } from 'vitest'
import { requireProgram } from '../../fixtures/programs.ts'
import { der, keyIn } from './forms.ts'
import { useNginx } from './use-nginx.ts'

const missing = requireProgram('nginx', 'openssl')

describe.skipIf(missing)('every form of a certificate, verified by nginx', () => {
  const { forms, verified, sentSubjects } = useNginx()

  describe('certificates', () => {
    const chains: [string, () => string | Buffer][] = [
      ['leaf first', () => forms().ec.chain],
      ['leaf last', () => forms().read('intermediate.pem').toString() + forms().ec.certificate],
      [
        'with the root, in any order',
        () => forms().root.certificate + forms().read('intermediate.pem') + forms().ec.certificate,
      ],
      ['CRLF', () => forms().ec.chain.replaceAll('\n', '\r\n')],
      ['a lone CR at each line', () => forms().ec.chain.replaceAll('\n', '\r')],
      ['BOM', () => `\uFEFF${forms().ec.chain}`],
      ['UTF-16, as Windows editors save it', () => Buffer.from(`\uFEFF${forms().ec.chain}`, 'utf16le')],
      [
        'comments',
        () =>
          `# ec, from the platform team\n${forms().ec.certificate}\nissuer: Intermediate\n${forms().read('intermediate.pem')}# end\n`,
      ],
      ['glued without a newline', () => forms().ec.chain.replaceAll('-----\n-----', '----------').trim()],
      ['indented', () => forms().ec.chain.replaceAll(/^/gm, '    ')],
      ['all of it on one line a block', () => forms().ec.chain.replaceAll(/(?<!-----)\n(?!-----)/g, '')],
      ['certificate and key in one file', () => forms().ec.key + forms().ec.chain],
    ]
    test.each(chains)('%s', async (_, make) => {
      forms().write('form.pem', make())
      expect(await verified({ cert: 'form.pem', key: 'ec.key' })).toBe('SUCCESS CN=ec')
    })

    test('several files, PEM and DER', async () => {
      forms().write('leaf.der', der(forms().ec.certificate))
      expect(await verified({ cert: ['intermediate.pem', 'leaf.der'], key: 'ec.key' })).toBe('SUCCESS CN=ec')
    })

    test('a leaf whose intermediate is in `ca` is completed by OpenSSL', async () => {
      forms().write('leaf.pem', forms().ec.certificate)
      expect(await verified({ cert: 'leaf.pem', key: 'ec.key' }, ['root.pem', 'intermediate.pem'])).toBe(
        'SUCCESS CN=ec',
      )
    })

    test('a longer chain is sent as it is, without what is in `ca`', async () => {
      const { root, ec, read } = forms()
      const intermediate = read('intermediate.pem').toString()
      forms().write('odd.pem', ec.certificate + intermediate)
      expect(await sentSubjects({ cert: 'odd.pem', key: 'ec.key' })).toEqual(['CN=ec', 'CN=Intermediate'])
      expect(await sentSubjects({ cert: 'odd.pem', key: 'ec.key' }, ['root.pem', root.certificate])).toHaveLength(2)
    })

    test('the leaf alone is what nginx refuses, so the chain is really sent above', async () => {
      forms().write('leaf.pem', forms().ec.certificate)
      await expect(verified({ cert: 'leaf.pem', key: 'ec.key' })).rejects.toThrow()
    })
  })

  describe('content in place of files', () => {
    test('PEM text', async () => {
      expect(await verified({ cert: forms().ec.chain, key: forms().ec.key })).toBe('SUCCESS CN=ec')
    })

    test('PEM text whose line ends are written as \\n', async () => {
      const [cert, key] = [forms().ec.chain, forms().ec.key].map((text) => text.replaceAll('\n', '\\n')) as [
        string,
        string,
      ]
      expect(await verified({ cert, key })).toBe('SUCCESS CN=ec')
    })

    test('base64 of PEM, of DER and of PKCS#12', async () => {
      const cert = { base64: Buffer.from(forms().ec.chain).toString('base64') }
      const key = { base64: (keyIn(forms().ec.key, 'sec1', 'der') as Buffer).toString('base64') }
      expect(await verified({ cert, key })).toBe('SUCCESS CN=ec')
      const pfx = { base64: forms().ec.pfx({ passphrase: 'p' }).toString('base64').replaceAll(/.{64}/g, '$&\n') }
      expect(await verified({ pfx, passphrase: 'p' })).toBe('SUCCESS CN=ec')
    })

    test('buffers', async () => {
      const [cert, key] = [Buffer.from(forms().ec.chain), Buffer.from(forms().ec.key)]
      expect(await verified({ cert, key })).toBe('SUCCESS CN=ec')
    })
  })
})
