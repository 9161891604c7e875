import { describe, expect, it } from 'vitest'
import type { Peer } from '../../src/tls/handshake.ts'
import { Recorder } from '../../src/tls/recorder.ts'
import type { Recording } from '../../src/tls/recording.ts'
import { seededRandom } from './mutations.ts'

const alert = 21
const handshake = 22
const applicationData = 23

function record(type: number, length: number, fill = 0): Uint8Array {
  const bytes = new Uint8Array(5 + length).fill(fill)
  bytes.set([type, 3, 3, length >> 8, length & 0xff])
  return bytes
}

function places({ records }: Recording): string[] {
  return records.map(
    ({ from, index, bytes, truncated }) => `${from} ${index} ${bytes.length}${truncated ? ' cut' : ''}`,
  )
}

/** About what a recording keeps alive. */
function size({ records, keyLog }: Recording): number {
  return records.reduce((sum, { bytes }) => sum + bytes.byteLength + 64, 0) + keyLog.join('').length
}

describe('a recorder', () => {
  it('keeps everything until the handshake is done', () => {
    const recorder = new Recorder(() => 0)
    recorder.push('client', record(handshake, 300))
    recorder.push('server', record(applicationData, 5000))
    recorder.push('client', record(applicationData, 16_000))
    expect(places(recorder.recording)).toEqual(['client 0 305', 'server 0 5005', 'client 1 16005'])
    expect(recorder.recording.lost).toBeUndefined()
  })

  it('keeps a record that had begun by then', () => {
    const recorder = new Recorder(() => 0)
    const long = record(applicationData, 16_000, 3)
    recorder.push('client', long.subarray(0, 1000))
    recorder.handshakeDone()
    recorder.push('client', long.subarray(1000))
    expect(recorder.recording.records.map(({ bytes }) => bytes)).toEqual([long])
  })

  it('copies what it keeps', () => {
    const recorder = new Recorder(() => 0)
    const buffer = record(handshake, 10, 7)
    recorder.push('client', buffer)
    buffer.fill(0)
    expect(recorder.recording.records[0]?.bytes).toEqual(record(handshake, 10, 7))
  })

  it('keeps afterwards what is no application data, tickets, and the latest small records', () => {
    const recorder = new Recorder(() => 0)
    recorder.push('client', record(handshake, 100))
    recorder.handshakeDone()
    recorder.push('server', record(applicationData, 1500))
    recorder.push('server', record(applicationData, 1500))
    recorder.push('server', record(applicationData, 1500))
    recorder.push('client', record(applicationData, 9000))
    for (let count = 0; count < 100; count++) recorder.push('server', record(applicationData, 20))
    recorder.push('server', record(handshake, 3000))
    recorder.push('client', record(alert, 26))
    recorder.push('server', record(applicationData, 19))
    const kept = places(recorder.recording)
    expect(kept.slice(0, 3)).toEqual(['client 0 105', 'server 0 1505', 'server 1 1505'])
    expect(kept.slice(3, -3)).toEqual(Array.from({ length: 31 }, (_, count) => `server ${72 + count} 25`))
    expect(kept.slice(-3)).toEqual(['server 103 3005', 'client 2 31', 'server 104 24'])
  })

  it('takes no more than 16 KB however much passes', () => {
    const recorder = new Recorder(() => 0)
    recorder.push('client', record(handshake, 2000))
    recorder.push('server', record(handshake, 4000))
    recorder.handshakeDone()
    const body = record(applicationData, 16_384)
    const small = record(applicationData, 100)
    for (let count = 0; count < 20_000; count++) {
      recorder.push('server', body)
      recorder.push('client', small)
    }
    expect(recorder.activity.server.applicationDataRecords).toBe(20_000)
    expect(size(recorder.recording)).toBeLessThan(16 * 1024)
  })

  it('gives up on a handshake without an end, and says so', () => {
    const recorder = new Recorder(() => 0)
    for (let count = 0; count < 100; count++) recorder.push('server', record(handshake, 16_384))
    const { lost, records } = recorder.recording
    expect(lost).toBe('more than 256 KiB of handshake were exchanged; the rest was not kept')
    expect(records.length).toBe(15)
  })

  it('tells a peer that does not speak TLS, in any cut', () => {
    const answer = Buffer.from(`HTTP/1.1 400 Bad Request\r\n\r\n${'x'.repeat(500)}`)
    for (const piece of [1, 4, 5, 6, 1000]) {
      const recorder = new Recorder(() => 0)
      recorder.push('client', record(handshake, 100))
      for (let offset = 0; offset < answer.length; offset += piece) {
        recorder.push('server', answer.subarray(offset, offset + piece))
      }
      expect(recorder.recording.notTls).toEqual({ from: 'server', bytes: new Uint8Array(answer.subarray(0, 256)) })
    }
    const short = new Recorder(() => 0)
    short.push('server', Buffer.from('SSH'))
    expect(short.recording.notTls).toEqual({ from: 'server', bytes: new Uint8Array(Buffer.from('SSH')) })
  })

  it('stops where the records end to be records', () => {
    const recorder = new Recorder(() => 0)
    recorder.push('server', record(handshake, 100))
    recorder.push('server', Buffer.from('something else'))
    recorder.push('server', record(handshake, 100))
    expect(places(recorder.recording)).toEqual(['server 0 105'])
    expect(recorder.recording.lost).toBe("after 1 records the server's bytes are no TLS records")
    expect(recorder.recording.notTls).toBeUndefined()
  })

  it('shows a record that the connection ended in', () => {
    const recorder = new Recorder(() => 0)
    recorder.push('server', record(handshake, 100).subarray(0, 50))
    expect(places(recorder.recording)).toEqual(['server 0 50 cut'])
    recorder.push('server', record(handshake, 100).subarray(50))
    expect(places(recorder.recording)).toEqual(['server 0 105'])
  })

  it('counts records and alerts of each peer', () => {
    const recorder = new Recorder(() => 0)
    recorder.push('client', record(handshake, 100))
    recorder.push('server', record(handshake, 100))
    recorder.handshakeDone()
    expect(recorder.activity.server.recordsSinceHandshake).toBe(0)
    recorder.push('server', Buffer.concat([record(applicationData, 3000), record(alert, 2).subarray(0, 6)]))
    expect(recorder.activity.server).toEqual({
      records: 2,
      recordsSinceHandshake: 1,
      alertRecords: 0,
      applicationDataRecords: 1,
    })
    recorder.push('server', record(alert, 2).subarray(6))
    expect(recorder.activity.server.alertRecords).toBe(1)
    expect(recorder.activity.client).toEqual({
      records: 1,
      recordsSinceHandshake: 0,
      alertRecords: 0,
      applicationDataRecords: 0,
    })
  })

  it('has a version that grows with what is kept', () => {
    const recorder = new Recorder(() => 0)
    recorder.push('client', record(handshake, 100))
    const before = recorder.version
    recorder.keyLog('CLIENT_RANDOM 00 00\n')
    expect(recorder.version).toBeGreaterThan(before)
    expect(recorder.recording).toMatchObject({ version: recorder.version, keyLog: ['CLIENT_RANDOM 00 00'] })
    const whole = recorder.version
    recorder.push('server', Buffer.from('HTTP/'))
    const foreign = recorder.version
    expect(foreign).toBeGreaterThan(whole)
    recorder.push('server', Buffer.from('1.1'))
    expect(recorder.version).toBeGreaterThan(foreign)
    recorder.handshakeDone()
    const done = recorder.version
    recorder.push('client', record(applicationData, 10_000))
    expect(recorder.version).toBe(done)
  })

  it('has the time since the first byte', () => {
    let now = 1000
    const recorder = new Recorder(() => now)
    recorder.push('client', record(handshake, 1).subarray(0, 3))
    now = 1025
    recorder.push('client', record(handshake, 1).subarray(3))
    expect(recorder.recording.records[0]?.at).toBe(25)
  })

  it('records the same in every cut, whatever passes and whenever the handshake is done', () => {
    const random = seededRandom(3)
    const types = [handshake, alert, applicationData, applicationData]
    const said = Array.from({ length: 60 }, () => ({
      from: (random() < 0.5 ? 'client' : 'server') as Peer,
      bytes: record(types[Math.floor(random() * 4)] as number, Math.floor(random() ** 3 * 4000)),
    }))
    const recordingOf = (piece: number) => {
      const recorder = new Recorder(() => 0)
      said.forEach(({ from, bytes }, place) => {
        if (place === 10) recorder.handshakeDone()
        for (let offset = 0; offset < bytes.length; offset += piece)
          recorder.push(from, bytes.subarray(offset, offset + piece))
      })
      return recorder.recording
    }
    for (const piece of [1, 2, 3, 7, 61]) expect(recordingOf(piece)).toEqual(recordingOf(100_000))
  })
})
