import type { Certificate } from '../../tls/handshake.ts'
import { daysLeft } from '../certificate-warnings.ts'
import { type Html, html } from './html.ts'

/** A chain, leaf first, each certificate with the part of its life that was over at `moment` (ISO 8601). */
export function certificateChain(
  title: string,
  chain: readonly Certificate[],
  moment: string,
  expiryDays: number,
): Html {
  if (chain.length === 0) return html`<h5>${title}</h5><p class="quiet">None came over the wire.</p>`
  return html`<h5>${title}</h5><ol class="chain">${chain.map((one) => certificateItem(one, moment, expiryDays))}</ol>`
}

function certificateItem(certificate: Certificate, moment: string, expiryDays: number): Html {
  const { subject, issuer, serialNumber, subjectAltNames, publicKey, signatureAlgorithm, extendedKeyUsage } =
    certificate
  const facts: [string, string][] = [
    ['issuer', issuer],
    ['names', subjectAltNames.join(', ')],
    ['key', [publicKey, signatureAlgorithm].filter(Boolean).join(', signed with ')],
    ['purposes', extendedKeyUsage.join(', ')],
    ['serial number', serialNumber],
    ['SHA-256', certificate.fingerprint256],
  ]
  const shown = facts.filter(([, value]) => value !== '')
  return html`<li><strong>${subject || '(empty subject)'}</strong>${certificate.isCA ? html` <span class="badge">CA</span>` : undefined}
${validity(certificate, moment, expiryDays)}
<details><summary>Details<span class="unseen"> of ${subject || 'this certificate'}</span></summary><dl>${shown.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl><pre>${certificate.pem}</pre></details></li>`
}

/** A bar from the first to the last day, filled as far as its life is over. */
function validity(certificate: Certificate, moment: string, expiryDays: number): Html {
  const { validFrom, validTo } = certificate
  const days = daysLeft([certificate], moment)
  if (days === undefined) return html`<p class="quiet">Its dates could not be read.</p>`
  const [from, to, at] = [validFrom, validTo, moment].map(Date.parse) as [number, number, number]
  const begun = at >= from
  const tone = days < 0 || !begun ? 'bad' : days <= expiryDays ? 'doubtful' : 'good'
  const state = !begun ? 'not valid yet' : days < 0 ? `ended ${-days} days before` : `${days} days left`
  const over = Math.min(100, Math.max(0, ((at - from) / (to - from)) * 100))
  return html`<div class="validity ${tone}"><div class="bar" aria-hidden="true"><i style="width:${over.toFixed(1)}%"></i></div><span>${date(validFrom)} to ${date(validTo)}: ${state}</span></div>`
}

function date(iso: string): string {
  return iso.slice(0, 10)
}
