/** Names of header fields, and methods (RFC 9110 5.6.2, 9.1). */
export const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
