/// <reference path="./globals.d.ts" />
export { type MtlsPluginOptions, mtls, mtls as default } from './plugin/index.ts'
