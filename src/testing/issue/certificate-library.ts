export type Library = typeof import('@peculiar/x509')

let library: Promise<Library> | undefined

/** @peculiar/x509, loaded when the first certificate is issued: that takes longer than to issue a hundred. */
export function certificateLibrary(): Promise<Library> {
  library ??= import('reflect-metadata').then(() => import('@peculiar/x509'))
  return library
}
