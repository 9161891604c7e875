import type { RequestListener } from 'node:http'

/** What nginx answers, with status 400, to a client whose certificate it refuses, or that sent none. */
export function refusingPage(reason: 'bad' | 'none'): RequestListener {
  const why = reason === 'bad' ? 'The SSL certificate error' : 'No required SSL certificate was sent'
  const lines = [
    '<html>',
    `<head><title>400 ${why}</title></head>`,
    '<body>',
    '<center><h1>400 Bad Request</h1></center>',
    `<center>${why}</center>`,
    '<hr><center>nginx</center>',
    '</body>',
    '</html>',
    '',
  ]
  return (request, response) => {
    request.resume()
    const isHttp2 = request.httpVersionMajor === 2
    response.writeHead(400, { 'content-type': 'text/html', ...(!isHttp2 && { connection: 'close' }) })
    response.end(lines.join('\r\n'))
  }
}
