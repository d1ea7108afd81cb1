// Looks for a number whose SHA-256 behind the form's seal begins with so many zero bits: see decision 0179.
// Its own SHA-256, since WebCrypto is absent without TLS and takes longer to call than to reckon.
'use strict';

const K = new Uint32Array(64);
const START = new Uint32Array(8);
for (let n = 2, i = 0; i < 64; n++) {           // fractions of the roots of the first primes
  let prime = true;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
  if (!prime) continue;
  const part = (x) => Math.floor((x - Math.floor(x)) * 0x100000000);
  if (i < 8) START[i] = part(Math.sqrt(n));
  K[i++] = part(Math.cbrt(n));
}

const words = new Uint32Array(64);
const turn = (x, n) => (x >>> n) | (x << (32 - n));

function block(state, at) {
  for (let i = 16; i < 64; i++) {
    const a = at[i - 15], b = at[i - 2];
    at[i] = at[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + at[i - 7] + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + at[i]) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
  }
  state[0] += a; state[1] += b; state[2] += c; state[3] += d;
  state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}

function sha256(text) {
  const state = START.slice();
  const length = text.length;                   // ASCII alone
  const bytes = new Uint8Array((length + 72) >> 6 << 6);
  for (let i = 0; i < length; i++) bytes[i] = text.charCodeAt(i);
  bytes[length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setUint32(bytes.length - 4, length * 8);
  for (let at = 0; at < bytes.length; at += 64) {
    for (let i = 0; i < 16; i++) words[i] = view.getUint32(at + 4 * i);
    block(state, words);
  }
  return state;
}

const zeros = (state) => {
  let n = 0;
  for (let i = 0; i < 8; i++) {
    n += Math.clz32(state[i]);
    if (state[i]) return n;
  }
  return n;
};

self.onmessage = ({ data: { work, bits, from } }) => {
  for (let at = from; ; at++) {
    if (zeros(sha256(`${work}:${at}`)) >= bits) return self.postMessage({ at, found: true });
    if (at % 4096 === 4095) self.postMessage({ at: at + 1, found: false });
  }
};
