module.exports = {
  ca: ['certs/ca.pem'],
  clientCertificates: [
    {
      name: 'orders',
      host: 'localhost',
      port: Number(process.env.ORDERS_PORT ?? 8443),
      cert: 'certs/orders.crt',
      key: 'certs/orders.key',
      passphrase: '${ORDERS_KEY_PASSPHRASE}',
    },
  ],
}
