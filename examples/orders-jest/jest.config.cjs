module.exports = {
  testEnvironment: 'node',
  setupFilesAfterEnv: ['vitest-mtls/jest'],
}
