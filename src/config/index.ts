export { defineConfig } from './define-config.ts'
export type {
  Base64Content,
  CaEntry,
  CaEntryOptions,
  ClientCertificateEntry,
  FileOrContent,
  MtlsOptions,
  PemClientCertificateEntry,
  PfxClientCertificateEntry,
  ProfileOptions,
  TlsVersionOption,
} from './options.ts'
