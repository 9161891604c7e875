/** A falsehood about one field of a judgement, as source text: it is put into the module that judges. `one` is the judgement. */
export interface Lie {
  field: string
  tells: string
  /** Matchers and tables conclude from it; the others are words and details, which the table of judgements has. */
  isRead?: true
}

const of = (kind: string, change: string): string =>
  `one.subject.kind === '${kind}' ? { ...one, subject: { ...one.subject, ${change} } } : one`

/** Every field in turn, those of each kind of subject too. */
export const lies: readonly Lie[] = [
  { field: 'situation', tells: `{ ...one, situation: 'no-failure' }` },
  { field: 'party', tells: `{ ...one, party: one.party === 'server' ? 'client' : 'server' }`, isRead: true },
  { field: 'means', tells: `{ ...one, means: one.means === 'alert' ? 'close' : 'alert' }`, isRead: true },
  { field: 'certainty, larger', tells: `{ ...one, certainty: 'proven' }`, isRead: true },
  {
    field: 'certainty, smaller',
    tells: `one.certainty === 'proven' ? { ...one, certainty: 'likely' } : one`,
    isRead: true,
  },
  { field: 'subject', tells: `{ ...one, subject: { kind: 'nothing' } }`, isRead: true },
  { field: 'subject.problem', tells: of('server-certificate', `problem: { ...one.subject.problem, class: 'other' }`) },
  { field: 'subject.further', tells: of('server-certificate', 'further: []') },
  {
    field: 'subject.presented of a client certificate',
    isRead: true,
    tells: of('client-certificate', `presented: one.subject.presented === 'sent' ? 'empty' : 'sent'`),
  },
  { field: 'subject.why', tells: of('client-certificate', `why: 'general'`) },
  {
    field: 'subject.whyCertainty',
    tells: of('client-certificate', `whyCertainty: one.subject.whyCertainty === 'proven' ? 'likely' : 'proven'`),
  },
  { field: 'subject.parameter', tells: of('parameters', `parameter: 'unknown'`) },
  { field: 'subject.spoken', tells: of('protocol', `spoken: 'FTP'`) },
  { field: 'subject.status of an answer', tells: of('http', 'status: 404'), isRead: true },
  {
    field: 'subject.presented of an answer',
    isRead: true,
    tells: of('http', `presented: one.subject.presented === 'sent' ? 'not-requested' : 'sent'`),
  },
  { field: 'subject.option', tells: of('time-limit', `option: 'connectTimeout'`) },
  { field: 'subject.milliseconds', tells: of('time-limit', 'milliseconds: 1') },
  { field: 'subject.code', tells: of('network', `code: 'EPIPE'`) },
  { field: 'subject.status of a proxy', tells: of('proxy', 'status: 502') },
  {
    field: 'alert',
    isRead: true,
    tells: `one.alert ? { ...one, alert: { ...one.alert, code: 42, description: 'bad_certificate' } } : one`,
  },
  { field: 'alert, left out', tells: '{ ...one, alert: undefined }', isRead: true },
  { field: 'status', tells: `one.status === undefined ? one : { ...one, status: 404 }` },
  { field: 'evidence', tells: '{ ...one, evidence: one.evidence.slice(1) }' },
  { field: 'cause', tells: `{ ...one, cause: one.cause.replace(/server/, 'client') }` },
  { field: 'remedy', tells: `one.remedy ? { ...one, remedy: 'Check the connection.' } : one` },
  { field: 'remedy, left out', tells: '{ ...one, remedy: undefined }', isRead: true },
]
