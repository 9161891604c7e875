import type { Server } from '../observed-server.ts'
import { apache } from './apache.ts'
import { gnutls } from './gnutls.ts'
import { haproxy } from './haproxy.ts'
import { java } from './java.ts'
import { nginx } from './nginx.ts'
import { openssl } from './openssl.ts'
import { python } from './python.ts'
import { stunnel } from './stunnel.ts'

export const servers: readonly Server[] = [nginx, apache, haproxy, openssl, stunnel, gnutls, python, java]
