import './globals.ts'

export { type MtlsPluginOptions, mtls, mtls as default } from './plugin/index.ts'
