// api_test.js - the API against its own document: every address, asked by several people, answers as it says.
//
//     node test/api/api_test.js [--db postgresql://...]
'use strict';
const assert = require('node:assert').strict;
const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const Ajv = require('ajv/dist/2020');
const { end, hidden, pulau, root, serve, Visitor } = require('../crash/client');

const top = fs.mkdtempSync(path.join(os.tmpdir(), 'pulau-api-'));
const at = process.argv.indexOf('--db');
const where = ['--data', path.join(top, 'demo'), ...(at > 0 ? ['--db', process.argv[at + 1]] : [])];
const tests = [];
const test = (name, body) => tests.push({ name, body });

let said, server, doc, origin;
const tokens = {};                      // by role: one with every scope

// --- asking ---

// One request with a token; resolves to { status, type, headers, body }, body read as JSON if it is.
async function ask(method, address, token, body, more = {}) {
  const headers = { ...(token ? { Authorization: `Bearer ${token}` } : {}), ...more };
  if (body !== undefined && !headers['Content-Type']) headers['Content-Type'] = 'application/json';
  const r = await fetch(origin + address, { method, headers, redirect: 'manual',
    body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body) });
  const text = await r.text(), type = r.headers.get('content-type') || '';
  return { status: r.status, type, headers: r.headers, text, body: /json/.test(type) && text ? JSON.parse(text) : null };
}

const get = (address, token, more) => ask('GET', address, token, undefined, more);

async function visitor(role) {
  const who = said.sign_ins.find((s) => s.role === role), v = new Visitor(server.port);
  assert.ok(who, `the demo has somebody with the role ${role}`);
  await v.signIn(who.name, who.password);
  return { v, ...who };
}

// Made on the page, as a person does.  chosen: { lke: 'read' }, or nothing for all there is.
async function makeToken(role, chosen) {
  const { v, password } = await visitor(role);
  const page = (await v.ask('GET', '/akun/token/baru')).body;
  const form = { _csrf: hidden(page, '_csrf'), name: `uji ${role}`, days: '30', sandi: password };
  const rooms = [...page.matchAll(/name="([a-z]+)" value="(read|write)"/g)];
  assert.ok(rooms.length, 'rooms to choose from');
  for (const [, room, how] of rooms) if (!chosen) form[room] = how;
  Object.assign(form, chosen);
  const made = await v.ask('POST', '/akun/token/baru', form);
  v.close();
  const found = made.body.match(/pulau_[a-z0-9]{40}/);
  assert.ok(found, `a token on the page, answered with ${made.status}`);
  return found[0];
}

// --- the document ---

const strict = (schema) => {            // nothing may be given that the document does not name
  if (Array.isArray(schema)) return schema.map(strict);
  if (!schema || typeof schema !== 'object') return schema;
  const out = Object.fromEntries(Object.entries(schema).map(([k, v]) => [k, strict(v)]));
  if (out.type === 'object' && out.properties) out.additionalProperties = false;
  return out;
};

let ajv;
const judges = new Map();
function conforms(schema, value, of) {
  const key = JSON.stringify(schema);
  if (!judges.has(key)) judges.set(key, ajv.compile({ $ref: undefined, ...schema }));
  const good = judges.get(key);
  assert.ok(good(value), `${of}: ${ajv.errorsText(good.errors)} in ${JSON.stringify(value).slice(0, 400)}`);
}

// References lead into one schema that holds them all.
const inside = (schema) => JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"doc#/components/'));
const problem = { $ref: 'doc#/components/schemas/Problem' };

// What the answer to an operation must be, judged.
function judge(op, answer, of) {
  assert.ok(op.responses[answer.status] || op.responses.default, `${of}: ${answer.status} is in the document`);
  if (answer.status >= 400) {
    assert.match(answer.type, /^application\/problem\+json/, of);
    conforms(problem, answer.body, of);
    return false;
  }
  assert.equal(answer.status, 200, of);
  const content = op.responses['200'].content;
  if (content['*/*']) return true;
  assert.match(answer.type, /^application\/json/, of);
  conforms(inside(content['application/json'].schema), answer.body, of);
  return true;
}

test('the document is valid OpenAPI 3.1, and the command line prints the same', async () => {
  const { Validator } = await import('@seriousme/openapi-schema-validator');
  const served = await get('/api/v1/openapi.json?bahasa=en');
  doc = served.body;
  const check = new Validator(), result = await check.validate(structuredClone(doc));
  assert.ok(result.valid, JSON.stringify(result.errors));
  assert.equal(check.version, '3.1');
  assert.deepEqual(JSON.parse(execFileSync(pulau, ['openapi', '--lang', 'en'], { encoding: 'utf8' })), doc);
  const ids = Object.values(doc.paths).flatMap((p) => Object.values(p)).map((o) => o.operationId);
  assert.equal(new Set(ids).size, ids.length, 'every operation has a name of its own');
  ajv = new Ajv({ strict: false, allErrors: false, formats: { date: /^\d{4}-\d\d-\d\d$/, email: true,
    'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/ } });
  ajv.addSchema({ $id: 'doc', components: { schemas: strict(inside(doc.components.schemas)) } }, 'doc');
});

test('every route of the API is in the document, and nothing else', () => {
  const routes = JSON.parse(execFileSync(pulau, ['routes', '--json'], { encoding: 'utf8' }))
    .filter((r) => r.path.startsWith('/api/v1/') && !r.path.endsWith('openapi.json'))
    .map((r) => `${r.method} ${r.path.replace(/:([a-z]+)/g, '{$1}')}`);
  const named = Object.entries(doc.paths).flatMap(([p, ops]) => Object.keys(ops).map((m) =>
    `${m.toUpperCase()} ${p.replace(/\{id2\}/g, '{id}')}`));
  assert.deepEqual(named.sort(), routes.sort());
});

// --- every address ---

const AGREEMENT = '/api/v1/evaluasi/{id}/kesepakatan';    // of worksheets that two have scored blind
const ROLES = ['INSPEKTUR', 'TIM_KERJA', 'KEPALA_UNIT', 'TPI_KETUA', 'ADMIN', 'PEGAWAI'];

test('a token is made on its page for each of several people', async () => {
  for (const role of ROLES) tokens[role] = await makeToken(role);
});

// A worksheet with something of this sort that this person may open, reports or snapshots, and what it is.
async function findIn(list, token) {
  const sheets = (await get('/api/v1/lke?banyak=500', token)).body.items || [];
  for (const s of sheets) {
    const rows = (await get(`/api/v1/evaluasi/${s.id}/${list}`, token)).body.items || [];
    for (const x of rows) {
      const of = x.content || `/api/v1/evaluasi/${s.id}/${list}/${x.id}`;
      if (x.content !== null && (await get(of, token)).status === 200) return [s.id, x.id];
    }
  }
  return [sheets.length ? sheets[0].id : '1', '1'];
}

// A worksheet of which this opens to this person; 1: of none.
async function findOpen(template, token) {
  for (const s of (await get('/api/v1/lke?banyak=500', token)).body.items || []) {
    if ((await get(template.replace('{id}', s.id), token)).status === 200) return s.id;
  }
  return '1';
}

// Numbers and codes for the address, taken from the lists above it: what this person sees first.
async function fill(template, token) {
  const parts = template.split('/');
  if (template.startsWith('/api/v1/evaluasi/{id}/') && template.includes('{id2}')) {
    [parts[4], parts[6]] = await findIn(parts[5], token);
  }
  if (template === AGREEMENT) parts[4] = await findOpen(template, token);
  for (let i = 0; i < parts.length; i++) {
    if (!parts[i].startsWith('{')) continue;
    const above = parts.slice(0, i).join('/');
    const list = { '/api/v1/berkas/unit': '/api/v1/berkas', '/api/v1/evaluasi': '/api/v1/lke' }[above] || above;
    if (list === '/api/v1/berkas' && above === list) {  // a file of the first unit that holds any
      const units = (await get('/api/v1/berkas', token)).body.items || [], unit = units.find((u) => u.files);
      const uses = unit && (await get(`/api/v1/berkas/unit/${unit.id}`, token)).body.items;
      parts[i] = uses ? uses[0].id : '1';
      continue;
    }
    const rows = (await get(list, token)).body.items || [], first = rows.find((x) => x.score !== null) || rows[0];
    parts[i] = first ? encodeURIComponent(first.id || first.code) : parts[i] === '{code}' ? 'A' : '1';
  }
  return parts.join('/');
}

test('every address answers as the document says, whoever asks, and opens to somebody', async () => {
  for (const [template, ops] of Object.entries(doc.paths)) {
    if (!ops.get) continue;
    let opened = 0, any = false;        // of what the demo has none nothing can be opened
    for (const role of ROLES) {
      const address = await fill(template, tokens[role]);
      const at = template.includes('{id2}') ? 6 : template === AGREEMENT ? 4 : 0;
      any = any || !at || address.split('/')[at] !== '1';
      if (judge(ops.get, await get(address, tokens[role]), `${role} ${address}`)) opened++;
      judge(ops.get, await get(`${address}?bahasa=en`, tokens[role]), `${role} ${address} in English`);
      const refused = await get(`${address}?tidakada=1`, tokens[role]);
      assert.ok(refused.status >= 400, `${address} does not swallow a parameter that means nothing`);
      judge(ops.get, refused, address);
    }
    const none = await get(await fill(template, tokens.PEGAWAI));
    assert.equal(none.status, 401, template);
    judge(ops.get, none, template);
    assert.ok(opened || !any, `${template} opened to nobody`);
  }
});

test('every parameter of a list is taken, and sorts or narrows it', async () => {
  for (const [template, ops] of Object.entries(doc.paths)) {
    if (!ops.get || !ops.get.parameters.some((p) => p.name === 'urut')) continue;
    for (const role of ['INSPEKTUR', 'ADMIN']) {
      const address = await fill(template, tokens[role]), all = await get(`${address}?banyak=500`, tokens[role]);
      if (!judge(ops.get, all, address) || !all.body.items.length) continue;
      const shape = ops.get.responses['200'].content['application/json'].schema.properties.items.items.$ref.split('/').pop();
      for (const [name, { type }] of Object.entries(doc.components.schemas[shape].properties)) {
        if (!type || type === 'array' || type === 'object') continue;
        const down = await get(`${address}?urut=-${name}&banyak=500`, tokens[role]);
        judge(ops.get, down, `${address} by ${name}`);
        assert.equal(down.body.total, all.body.total);
      }
      const one = await get(`${address}?banyak=1`, tokens[role]);
      judge(ops.get, one, address);
      assert.equal(one.body.items.length, 1);
      assert.equal(one.body.total, all.body.total);
      if (all.body.total > 1) judge(ops.get, await get(one.body.next, tokens[role]), one.body.next);
      const nothing = await get(`${address}?cari=tidak-mungkin-ada`, tokens[role]);
      assert.equal(nothing.body.total, 0);
    }
  }
});

test('the pages of a list are the list', async () => {
  const whole = (await get('/api/v1/unit?banyak=500', tokens.ADMIN)).body.items, pieces = [];
  for (let next = '/api/v1/unit?banyak=7'; next;) {
    const page = (await get(next, tokens.ADMIN)).body;
    pieces.push(...page.items);
    next = page.next;
  }
  assert.deepEqual(pieces, whole);
  const log = [];
  for (let next = '/api/v1/audit'; next && log.length < 250;) {
    const page = (await get(next, tokens.INSPEKTUR)).body;
    log.push(...page.items.map((e) => e.seq));
    next = page.next;
  }
  assert.deepEqual(log, [...new Set(log)].sort((a, b) => b - a));
  assert.ok(log.length >= 200);
});

test('evidence is downloaded as it was sent', async () => {
  const address = await fill('/api/v1/berkas/{id}', tokens.TIM_KERJA), use = (await get(address, tokens.TIM_KERJA)).body;
  const r = await fetch(origin + use.content, { headers: { Authorization: `Bearer ${tokens.TIM_KERJA}` } });
  const bytes = Buffer.from(await r.arrayBuffer());
  assert.equal(r.status, 200);
  assert.equal(bytes.length, use.bytes);
  assert.equal(require('node:crypto').createHash('sha256').update(bytes).digest('hex'), use.sha256);
});

// --- writing ---

async function item(token) {
  const sheets = (await get('/api/v1/lke', token)).body.items.filter((s) => s.score && !s.closed);
  const lines = (await get(`/api/v1/lke/${sheets[0].id}/butir`, token)).body.items;
  return `/api/v1/lke/${sheets[0].id}/butir/${lines.find((l) => l.kind === 'choice').code}`;
}

test('an item is answered; who comes later is told what is stored', async () => {
  const token = tokens.TIM_KERJA, address = await item(token), op = doc.paths['/api/v1/lke/{id}/butir/{code}'].post;
  const before = await get(address, token), { version } = before.body, letters = before.body.options.map((o) => o.letter);
  const answer = letters.find((l) => l !== before.body.line.answer);
  const saved = await ask('POST', address, token, { answer, note: 'dari program', version });
  assert.ok(judge(op, saved, address));
  assert.equal(saved.body.version, version + 1);
  assert.equal(saved.body.line.answer, answer);
  const late = await ask('POST', address, token, { answer: letters.find((l) => l !== answer), version });
  assert.equal(late.status, 409);
  judge(op, late, address);
  conforms({ $ref: 'doc#/components/schemas/Item' }, late.body.now, 'what is stored');
  assert.equal(late.body.now.line.answer, answer);
  const etag = (await get(address, token)).headers.get('etag');
  const match = await ask('POST', address, token, { note: 'lagi' }, { 'If-Match': before.headers.get('etag') });
  assert.equal(match.status, 412);
  judge(op, match, address);
  assert.ok(judge(op, await ask('POST', address, token, { note: 'lagi' }, { 'If-Match': etag }), address));
  const form = await ask('POST', address, token, `note=formulir&version=${version + 2}`,
    { 'Content-Type': 'application/x-www-form-urlencoded' });
  assert.ok(judge(op, form, address));
  assert.equal(form.body.line.note, 'formulir');
  for (const [body, status] of [[{ answer: 'ZZ', version: version + 3 }, 422], [{ answer }, 422], [{ x: 1 }, 400], ['{', 400],
    ['[]', 400]]) {
    const wrong = await ask('POST', address, token, body);
    assert.equal(wrong.status, status, JSON.stringify(body));
    judge(op, wrong, address);
  }
  let log = [];                         // on PostgreSQL a row is chained within a second or two, and shown then
  for (let i = 0; i < 100 && !(log[0] && log[0].token); i++) {
    await new Promise((go) => { setTimeout(go, 100); });
    log = (await get('/api/v1/audit?perubahan=lke_answer', tokens.INSPEKTUR)).body.items;
  }
  assert.equal(log[0].token, 'uji TIM_KERJA');
});

test('an answer that is there already is not sent again', async () => {
  const first = await get('/api/v1/regulasi', tokens.PEGAWAI);
  const again = await get('/api/v1/regulasi', tokens.PEGAWAI, { 'If-None-Match': first.headers.get('etag') });
  assert.equal(again.status, 304);
  assert.equal(again.text, '');
});

// --- who ---

test('a scope ends where it says', async () => {
  const token = await makeToken('TIM_KERJA', { lke: 'read' }), address = await item(token);
  assert.equal((await get(address, token)).status, 200);
  assert.equal((await ask('POST', address, token, { note: 'x', version: 1 })).status, 403);
  assert.equal((await get('/api/v1/akun', token)).status, 403);
  assert.equal((await get('/api/v1/akun', said.token)).status, 200);
  assert.equal((await get('/api/v1/audit', said.token)).status, 403, 'the token of the demo does not read the log');
});

test('a cookie writes through the API only with the token of its forms', async () => {
  const { v } = await visitor('TIM_KERJA'), address = await item(tokens.TIM_KERJA);
  const json = { 'Content-Type': 'application/json', Cookie: Object.entries(v.cookies).map(([k, x]) => `${k}=${x}`).join('; ') };
  const { version } = (await get(address, undefined, { Cookie: json.Cookie })).body;
  const bare = await ask('POST', address, undefined, { note: 'x', version }, json);
  assert.equal(bare.status, 403);
  const csrf = hidden((await v.ask('GET', '/akun/token/baru')).body, '_csrf');
  assert.equal((await ask('POST', address, undefined, { note: 'x', version }, { ...json, 'X-CSRF-Token': csrf })).status, 200);
  v.close();
});

test('a token opens no page', async () => {
  for (const page of ['/lke', '/akun', '/unit', '/akun/token']) {
    const r = await get(page, tokens.TIM_KERJA);
    assert.equal(r.status, 303, page);
    assert.match(r.headers.get('location'), /^\/masuk/);
  }
});

test('a token that was revoked on its page is none at the next request', async () => {
  const token = await makeToken('PEGAWAI', { akun: 'read' });
  assert.equal((await get('/api/v1/akun', token)).status, 200);
  const { v } = await visitor('PEGAWAI'), page = (await v.ask('GET', '/akun/token')).body;
  const action = page.match(/action="(\/akun\/token\/\d+\/cabut)"/)[1];
  await v.ask('POST', action, { _csrf: hidden(page, '_csrf') });
  v.close();
  const gone = await get('/api/v1/akun', token);
  assert.equal(gone.status, 401);
  assert.match(gone.headers.get('www-authenticate'), /^Bearer/);
});

// --- what goes wrong is never a page ---

test('below /api nothing is ever HTML', async () => {
  const t = tokens.PEGAWAI, long = 'x'.repeat(300000), wrong = [
    [401, await get('/api/v1/akun')], [401, await get('/api/v1/akun', 'pulau_salah')],
    [403, await get('/api/v1/orang', t)], [404, await get('/api/v1/tidak-ada', t)], [404, await get('/api/v2', t)],
    [405, await ask('DELETE', '/api/v1/akun', t)], [405, await ask('POST', '/api/v1/akun', t, {})],
    [413, await ask('POST', '/api/v1/lke/1/butir/A', t, { note: long })],
    [415, await ask('POST', '/api/v1/lke/1/butir/A', tokens.TIM_KERJA, 'x', { 'Content-Type': 'text/plain' })],
    [431, await get('/api/v1/akun', t, { 'X-Panjang': long.slice(0, 9000) })],
    [400, await get('/api/v1/unit/%ff', t)],
  ];
  for (const [status, r] of wrong) {
    assert.equal(r.status, status);
    assert.match(r.type, /^application\/problem\+json/, String(status));
    conforms(problem, r.body, String(status));
    assert.equal(r.body.status, status);
    assert.doesNotMatch(r.text, /</);
  }
  assert.match((await get('/halaman/tidak-ada')).type, /^text\/html/);
});

// --- the example client ---

function client(words, token = said.token) {
  return spawnSync('python3', [path.join(root, 'doc/pulau_client.py'), ...words], { encoding: 'utf8',
    env: { PATH: process.env.PATH, PULAU_URL: origin, PULAU_TOKEN: token } });
}

test('the example client lists worksheets and their gates, and answers an item', async () => {
  const list = client(['lke']);
  assert.equal(list.status, 0, list.stderr);
  assert.match(list.stdout, /\d+\.\d\d points, \d+ of 113 answered/);
  assert.match(list.stdout, /WBK .*: \d+\.\d\d of \d+\.\d\d, \d+\.\d\d short/);
  const address = (await item(tokens.TIM_KERJA)).split('/'), sheet = address[4], code = address[6];
  const refused = client(['jawab', sheet, code, 'Ya']);
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /^403 /);
  const { options } = (await get(address.join('/'), tokens.TIM_KERJA)).body;
  const done = client(['jawab', sheet, code, options[0].letter, 'lewat contoh'], tokens.TIM_KERJA);
  assert.equal(done.status, 0, done.stderr);
  assert.ok(done.stdout.includes(code));
  assert.equal((await get(address.join('/'), tokens.TIM_KERJA)).body.line.note, 'lewat contoh');
  assert.equal(client(['butir', sheet, '--belum']).status, 0);
  assert.equal(JSON.parse(client(['lihat', 'akun']).stdout).token, 'contoh');
  assert.equal(client([]).status, 64);
});

test('after too many requests it is 429 until one has waited, and the client waits by itself', async () => {
  await end(server, 'SIGTERM');
  server = await serve(where, { env: { ...process.env, PULAU_API_RATE: '60', PULAU_API_BURST: '3' } });
  origin = `http://127.0.0.1:${server.port}`;
  let r;
  for (let i = 0; i < 4; i++) r = await get('/api/v1/akun', said.token);
  assert.equal(r.status, 429);
  assert.match(r.type, /^application\/problem\+json/);
  assert.match(r.headers.get('ratelimit-policy'), /^"token";q=3;w=3/);
  assert.ok(Number(r.headers.get('retry-after')) >= 1);
  assert.equal(client(['lihat', 'akun']).status, 0);
});

(async () => {
  let failed = 0;
  said = JSON.parse(execFileSync(pulau, ['demo', '--json', ...where], { encoding: 'utf8' }));
  server = await serve(where, { env: { ...process.env, PULAU_API_RATE: '0' } });
  origin = `http://127.0.0.1:${server.port}`;
  for (let i = 0; i < 60; i++) {       // the report of a decision is made in the background
    const sheets = (await get('/api/v1/lke?banyak=500', said.token)).body.items, lists = [];
    for (const s of sheets) lists.push((await get(`/api/v1/evaluasi/${s.id}/lhe`, said.token)).body.items || []);
    if (lists.flat().every((l) => l.content)) break;
    await new Promise((go) => { setTimeout(go, 500); });
  }
  for (const { name, body } of tests) {
    try {
      await body();
    } catch (e) {
      failed++;
      console.error(`${name}\n  ${e.stack}`);
    }
  }
  await end(server, 'SIGTERM');
  fs.rmSync(top, { recursive: true, force: true });
  console.log(`${tests.length - failed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
})();
