export { mtls, mtls as default } from './mtls.ts'
export type { MtlsPluginOptions } from './plugin-options.ts'
