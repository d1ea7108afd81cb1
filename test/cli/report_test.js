// report_test.js - verify-report against files that another program made and signed: the form is a contract.
'use strict';
const assert = require('node:assert').strict;
const { spawnSync } = require('node:child_process');
const { createHash, generateKeyPairSync, sign } = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { end, pulau, serve } = require('../crash/client');

const top = fs.mkdtempSync(path.join(os.tmpdir(), 'pulau-report-'));
const put = (name, bytes) => { const at = path.join(top, name); fs.writeFileSync(at, bytes); return at; };

function key() {
  const pair = generateKeyPairSync('ed25519');
  const raw = pair.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  return { secret: pair.privateKey, pem: pair.publicKey.export({ type: 'spki', format: 'pem' }),
    id: createHash('sha256').update(raw).digest('hex').slice(0, 16) };
}

const says = { kind: 'lhe', number: 'LHE-0001/X/2026', instansi: 'Instansi Contoh', decided: '2026-11-21T07:05:00Z',
  content: 'ab'.repeat(32), token: 'abc' };

function sealed(k, words = says, body = Buffer.from('%PDF-1.4\n\xff\x00 body\n%%EOF\n', 'latin1')) {
  const signed = Buffer.concat([body, Buffer.from(`%pulau ${JSON.stringify(words)}\n`)]);
  return Buffer.concat([signed, Buffer.from(`%pulau-ed25519 ${k.id} ${sign(null, signed, k.secret).toString('hex')}\n`)]);
}

function verify(file, words, where = {}) {
  const r = spawnSync(pulau, ['verify-report', file, ...words, '--json'],
    { encoding: 'utf8', cwd: top, timeout: 60000, ...where, env: { PATH: process.env.PATH, ...where.env } });
  return { status: r.status, err: r.stderr, ...(r.stdout ? JSON.parse(r.stdout) : {}) };
}

const one = key(), two = key();
const pem = put('kunci.pem', one.pem), other = put('lain.pem', two.pem), both = put('semua.pem', two.pem + one.pem);
let passed = 0;
const test = async (name, body) => { await body(); passed++; console.log(`ok ${name}`); };

async function main() {
  await test('a genuine report says its number, and that nobody was asked whether it still holds', () => {
    const r = verify(put('asli.pdf', sealed(one)), ['--key', pem]);
    assert.deepEqual([r.status, r.ok, r.verdict, r.state], [0, true, 'genuine', 'not asked']);
    assert.deepEqual(r.says, says);
    assert.equal(r.key, one.id);
    assert.equal(verify(path.join(top, 'asli.pdf'), ['--key', both]).status, 0);
  });

  await test('every byte counts: changed, cut off, added to', () => {
    const file = sealed(one);
    for (let i = 0; i < file.length; i += 7) {
      const wrong = Buffer.from(file);
      wrong[i] ^= 4;
      const r = verify(put('ubah.pdf', wrong), ['--key', pem]);
      assert.deepEqual([r.status, r.ok], [65, false], `byte ${i}`);
      assert.notEqual(r.verdict, 'genuine');
    }
    assert.equal(verify(put('tambah.pdf', Buffer.concat([file, Buffer.from('1 0 obj\n%%EOF\n')])), ['--key', pem]).verdict,
      'changed');
    assert.equal(verify(put('potong.pdf', file.subarray(0, file.length - 1)), ['--key', pem]).verdict, 'changed');
    assert.equal(verify(put('ujung.pdf', file.subarray(0, 40)), ['--key', pem]).verdict, 'not signed');
  });

  await test('what others signed, what nobody signed, and what is no report are told apart', () => {
    const strange = verify(put('asing.pdf', sealed(one)), ['--key', other]);
    assert.deepEqual([strange.status, strange.verdict, strange.key], [65, 'unknown key', one.id]);
    assert.equal(verify(put('polos.pdf', '%PDF-1.4\n%%EOF\n'), ['--key', pem]).verdict, 'not signed');
    assert.equal(verify(put('kosong.pdf', ''), ['--key', pem]).verdict, 'not signed');
    assert.equal(verify(put('pakta.pdf', sealed(one, { ...says, kind: 'pakta' })), ['--key', pem]).status, 65);
    assert.equal(verify(put('rusak.pdf', sealed(one, 'no map')), ['--key', pem]).status, 65);
  });

  await test('wrong words: 64; a file that is not there: 66; a key file without a key: 65', () => {
    const file = put('asli.pdf', sealed(one));
    assert.equal(verify(file, [file, '--key', pem]).status, 64);
    assert.equal(verify(path.join(top, 'tiada.pdf'), ['--key', pem]).status, 66);
    assert.equal(verify(file, ['--key', path.join(top, 'tiada.pem')]).status, 66);
    const r = verify(file, ['--key', file]);
    assert.equal(r.status, 65);
    assert.match(r.err, /holds no public key/);
  });

  await test('nobody has to have a database, and whoever has none is told how to get the key', () => {
    const file = put('asli.pdf', sealed(one));
    for (const words of [[], ['--data', path.join(top, 'tiada')]]) {
      const r = verify(file, words);
      assert.equal(r.status, 64);
      assert.match(r.err, /--key FILE/);
      assert.match(r.err, /\/lhe\/kunci/);
    }
    assert.deepEqual(['data', 'tiada'].filter((name) => fs.existsSync(path.join(top, name))), [], 'nothing is made');
  });

  // The report of a unit that was decided, as the API hands it out; it is made in the background.
  async function issued(port, token) {
    const ask = async (address) => {
      const r = await fetch(`http://127.0.0.1:${port}${address}`, { headers: { Authorization: `Bearer ${token}` } });
      assert.equal(r.status, 200, address);
      return r;
    };
    const { items } = await (await ask('/api/v1/evaluasi/semua?banyak=100')).json();
    const { worksheet_id: id } = items.find((x) => x.stage === 'memenuhi');
    for (const until = Date.now() + 60000; Date.now() < until; await new Promise((go) => setTimeout(go, 500))) {
      const reports = await (await ask(`/api/v1/evaluasi/${id}/lhe`)).json();
      const made = reports.items.find((x) => x.content);
      if (made) return Buffer.from(await (await ask(made.content)).arrayBuffer());
    }
    throw new Error('no report was made');
  }

  await test('where the data folder is known a report needs no key, as the manual has it', async () => {
    const home = path.join(top, 'rumah');
    fs.mkdirSync(home);
    const data = path.join(home, 'data');
    const filled = spawnSync(pulau, ['demo', '--json', '--data', data], { encoding: 'utf8', env: { PATH: process.env.PATH } });
    const { token } = JSON.parse(filled.stdout);
    const server = await serve(['--data', data]);
    try {
      const file = put('lhe.pdf', await issued(server.port, token));
      const wrong = put('lain.pdf', sealed(one));
      for (const [words, where] of [[['--data', data], {}], [[], { env: { PULAU_DATA: data } }], [[], { cwd: home }]]) {
        const r = verify(file, words, where);
        assert.deepEqual([r.status, r.ok, r.verdict, r.state], [0, true, 'genuine', 'valid']);
        assert.deepEqual([verify(wrong, words, where).status, verify(wrong, words, where).verdict], [65, 'unknown key']);
      }
    } finally {
      await end(server, 'SIGTERM');
    }
  });

  // A file for the public page; resolves to its status and text.
  async function hand_in(port, token, bytes) {
    const form = new FormData();
    form.append('berkas', new Blob([bytes], { type: 'application/pdf' }), 'lhe.pdf');
    const r = await fetch(`http://127.0.0.1:${port}/lhe/${token}`, { method: 'POST', body: form });
    return { status: r.status, text: await r.text() };
  }

  await test('over a socket: an unknown code has its page, and nobody hands in more than a report can be', async () => {
    const data = path.join(top, 'data');        // serve makes it
    const server = await serve(['--data', data]);
    try {
      const page = await fetch(`http://127.0.0.1:${server.port}/lhe/0123456789abcdefghjkm`);
      assert.equal(page.status, 404);
      assert.equal(page.headers.get('x-robots-tag'), 'noindex');
      assert.match(await page.text(), /Tidak dikenal/);
      assert.equal((await fetch(`http://127.0.0.1:${server.port}/lhe/kunci`)).status, 200);
      const small = await hand_in(server.port, 'tidak-ada', Buffer.alloc(1000, 7));
      assert.deepEqual([small.status, /Tidak dikenal/.test(small.text)], [404, true]);
      assert.equal((await hand_in(server.port, 'tidak-ada', Buffer.alloc(9 << 20, 7))).status, 413);
      assert.deepEqual(fs.readdirSync(path.join(data, 'quarantine')), [], 'nothing of it is kept');
    } finally {
      await end(server, 'SIGTERM');
    }
  });

  fs.rmSync(top, { recursive: true });
  console.log(`${passed} passed, 0 failed`);
}

main().catch((e) => { console.log(e.stack); console.log(`${passed} passed, 1 failed`); process.exit(1); });
