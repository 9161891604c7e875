/** Where a connection goes. */
export interface Target {
  /** Host name or IP address, IPv6 without brackets. */
  host: string
  port: number
}
