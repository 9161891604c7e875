/** What is measured: each runs in a fresh process and gives one or more measurements. */

const MB = 1024 * 1024

export const workloads = {
  start: {
    title: 'a fresh process',
    rounds: 11,
    async run(connect, { measure }) {
      const client = await connect()
      await client.get('/')
      measure('start to first answer')
      for (let index = 1; index < 100; index++) await client.get('/')
      measure('start to 100th answer')
      return client
    },
  },
  file: {
    title: 'a test file as people write it',
    rounds: 11,
    hosts: true,
    // 20 requests to two hosts; a matcher looks at 5 of the handshakes, where the client has any.
    async run(connect, { measure }) {
      const client = await connect()
      const looked = client.getWithHandshake ?? client.get
      for (let index = 0; index < 20; index++) {
        const host = index % 2 === 0 ? client.origin : client.origin.replace('localhost', '127.0.0.1')
        await (index % 4 === 0 ? looked : client.get)('/', host)
      }
      measure('a test file: 20 requests, 5 handshakes looked at')
      return client
    },
  },
  'keep-alive': {
    title: 'keep-alive, one by one',
    rounds: 5,
    async run(connect, { begin, measure }) {
      const client = await connect()
      for (let index = 0; index < 500; index++) await client.get('/')
      begin()
      for (let index = 0; index < 2000; index++) await client.get('/')
      measure('keep-alive, one by one')
      return client
    },
  },
  parallel: {
    title: '32 in parallel',
    rounds: 5,
    async run(connect, { begin, measure }) {
      const client = await connect()
      await parallel(640, () => client.get('/'))
      begin()
      await parallel(3200, () => client.get('/'))
      measure('32 in parallel')
      return client
    },
  },
  handshakes: {
    title: 'a full handshake per request',
    rounds: 5,
    fresh: true,
    async run(connect, { begin, measure }) {
      const client = await connect()
      for (let index = 0; index < 50; index++) await client.get('/')
      begin()
      for (let index = 0; index < 300; index++) await client.get('/')
      measure('new connection each')
      return client
    },
  },
  down: {
    title: '64 MB down',
    rounds: 5,
    async run(connect, { begin, measure }) {
      const client = await connect()
      await client.get(`/bytes/${8 * MB}`)
      begin()
      const received = await client.get(`/bytes/${64 * MB}`)
      measure('64 MB down')
      if (received !== 64 * MB) throw new Error(`${received} bytes arrived`)
      return client
    },
  },
  up: {
    title: '64 MB up',
    rounds: 5,
    async run(connect, { begin, measure }) {
      const client = await connect()
      const content = Buffer.alloc(64 * MB, 'x')
      await client.post('/upload', content.subarray(0, 8 * MB))
      begin()
      const { received } = await client.post('/upload', content)
      measure('64 MB up')
      if (received !== 64 * MB) throw new Error(`${received} bytes arrived`)
      return client
    },
  },
  memory: {
    title: '20,000 requests',
    rounds: 2,
    async run(connect, { begin, measure }) {
      const client = await connect()
      begin()
      for (let index = 0; index < 20_000; index++) await client.get('/')
      measure('20,000 requests')
      return client
    },
  },
  http2: {
    title: 'HTTP/2, 32 in parallel',
    rounds: 5,
    http2: true,
    async run(connect, { begin, measure }) {
      const client = await connect()
      await parallel(640, () => client.get('/'))
      begin()
      await parallel(3200, () => client.get('/'))
      measure('HTTP/2, 32 in parallel')
      return client
    },
  },
}

async function parallel(count, send) {
  let left = count
  await Promise.all(
    Array.from({ length: 32 }, async () => {
      while (left-- > 0) await send()
    }),
  )
}
