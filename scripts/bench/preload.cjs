/*
 * Loaded before a program under measurement (NODE_OPTIONS=--require), which knows nothing of it. BENCH_WATCH names what to note:
 * `statements` every SQL statement by its text, every RSA operation and every HTTP request in and out, `posts` how long each POST to /api/notices/ took.
 * On SIGUSR2 the notes are written to BENCH_NOTES and begin anew.
 */
const { renameSync, writeFileSync } = require('node:fs');
const { BENCH_WATCH: watched, BENCH_NOTES: file } = process.env;

if (watched && file) {
  let notes = {};
  const count = (kind, name) => {
    const key = `${kind}\t${name}`;
    notes[key] = (notes[key] ?? 0) + 1;
  };
  let times = [];
  process.on('SIGUSR2', () => {
    writeFileSync(`${file}.new`, JSON.stringify({ notes, times }));
    renameSync(`${file}.new`, file);
    notes = {};
    times = [];
  });
  if (watched === 'statements') {
    const { subscribe } = require('node:diagnostics_channel');
    subscribe('http.server.request.start', () => count('http', 'in'));
    subscribe('http.client.request.start', () => count('http', 'out'));
    subscribe('undici:request:create', () => count('http', 'out'));
    const crypto = require('node:crypto');
    const isRsa = (key) => key?.asymmetricKeyType === 'rsa';
    for (const name of ['sign', 'verify']) {
      const real = crypto[name];
      crypto[name] = (algorithm, data, key, ...rest) => {
        count(isRsa(key) ? 'rsa' : 'other key', name);
        return real(algorithm, data, key, ...rest);
      };
    }
    const { Client } = require('pg');
    const real = Client.prototype.query;
    Client.prototype.query = function query(first, ...rest) {
      const text = typeof first === 'string' ? first : first?.text;
      if (text) {
        if (text === 'begin') this.benchInside = true;
        count(this.benchInside ? 'inside' : 'alone', text.replace(/\s+/g, ' ').trim());
        if (text === 'commit' || text === 'rollback') this.benchInside = false;
      }
      return real.call(this, first, ...rest);
    };
  }
  if (watched === 'posts') {
    const real = globalThis.fetch;
    globalThis.fetch = async (url, init) => {
      const began = performance.now();
      const answer = await real(url, init);
      if (answer.status < 300 && String(url).includes('/api/notices/')) times.push(performance.now() - began);
      return answer;
    };
  }
}
