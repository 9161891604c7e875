/**
 * The parts of undici that a request needs. The build makes one file of them: the whole package takes five times as long
 * to load, and its global module replaces the dispatcher of the user's own `fetch`.
 */
exports.Client = require('undici/lib/dispatcher/client.js')
exports.Pool = require('undici/lib/dispatcher/pool.js')
exports.Dispatcher = require('undici/lib/dispatcher/dispatcher.js')
