// lossy_test.js - 10,000 answers, sent one to five times each over a link that loses requests and replies, are exactly
// 10,000: half as forms, half out of the queue of a tablet.  On SQLite, then on PostgreSQL with two processes.
'use strict';
const { spawn, spawnSync } = require('node:child_process');
const crypto = require('node:crypto');
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { campaign, count, query } = require('./campaign');

const root = path.resolve(__dirname, '../..');
const program = [process.env.PULAU, path.join(root, 'build/pulau'), path.join(root, 'build/debug/pulau')].find((p) => p && fs.existsSync(p));
const ANSWERS = 10000, AT_ONCE = 48, SEED = 20260821;
const env = { ...process.env, PULAU_SURVEI_RATE: '0', PULAU_SURVEI_BITS: '0', PULAU_LOG: 'error', PULAU_CONN_PER_ADDRESS: '2000' };

// Mulberry32: the same link every time.
function dice(seed) {
  let s = seed;
  return () => {
    s = (s + 0x6D2B79F5) | 0;
    let t = Math.imul(s ^ (s >>> 15), 1 | s);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const random = dice(SEED);
const upTo = (n) => 1 + Math.floor(random() * n);
const lost = { requests: 0, replies: 0 };

// One exchange a connection: the request is lost, or cut in the middle, or its reply is, or everything goes through.
function link(ports) {
  let turn = 0;
  const server = net.createServer((from) => {
    const fate = random();
    const to = net.connect(ports[turn++ % ports.length], '127.0.0.1');
    const end = () => { from.destroy(); to.destroy(); };
    from.on('error', end);
    to.on('error', end);
    from.on('close', () => { if (fate >= 0.25 || fate < 0.15) to.destroy(); });
    if (fate < 0.15) {
      lost.requests++;
      from.once('data', (piece) => { if (fate < 0.07) to.write(piece.subarray(0, piece.length >> 1)); setTimeout(end, 5); });
    } else if (fate < 0.25) {
      lost.replies++;
      from.on('data', (piece) => to.write(piece));
      to.once('data', end);             // the server has answered, and nobody hears it
    } else {
      from.pipe(to);
      to.pipe(from);
    }
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}

function ask(port, method, where, body, type) {
  return new Promise((done, fail) => {
    const q = http.request({ host: '127.0.0.1', port, method, path: where, agent: false, timeout: 20000,
      headers: body === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(body) } }, (a) => {
      let text = '';
      a.setEncoding('utf8').on('data', (d) => { text += d; }).on('end', () => done({ status: a.statusCode, text })).on('error', fail);
      a.on('aborted', () => fail(new Error('cut')));
    });
    q.on('error', fail).on('timeout', () => q.destroy(new Error('silent')));
    q.end(body);
  });
}

// Until it is acknowledged, and then some times more: one to five in all where nothing is lost.
async function deliver(once) {
  let left = upTo(5), said = null;
  for (let tries = 0; left > 0 || !said; tries++) {
    if (tries > 200) throw new Error('never acknowledged');
    left--;
    try { said = await once() || said; } catch { /* lost: again */ }
  }
}

const mark = () => String(upTo(4));

async function asForm(c, straight, lossy) {
  const { text } = await ask(straight, 'GET', `/s/${c.slug}`);
  const form = new URLSearchParams({ mulai: text.match(/name="mulai" value="([0-9a-f]+)"/)[1], finished: '1', service: c.services[upTo(2) - 1], served_on: '2026-01-15', m14: mark() });
  for (let i = 0; i < 14; i++) form.set(`m${i}`, mark());
  const body = form.toString().replace('m14=4', 'm14=3');
  await deliver(async () => {
    const { status } = await ask(lossy(), 'POST', `/s/${c.slug}/kirim`, body, 'application/x-www-form-urlencoded');
    if (status !== 303) throw new Error(`a form was answered with ${status}`);
    return true;
  });
}

async function asQueue(c, lossy, n) {
  const answers = Array.from({ length: n }, () => ({
    key: crypto.randomBytes(16).toString('hex'), day: new Date(Date.now() - 86400000).toISOString().slice(0, 10), service: c.services[0],
    served_on: '2026-01-15', about: '12', marks: Array.from({ length: 14 }, mark).join('') + upTo(3), said: [['0', 'Baik']], seconds: 60,
  }));
  const body = JSON.stringify({ kios: c.kiosk, answers });
  await deliver(async () => {
    const { status, text } = await ask(lossy(), 'POST', `/s/${c.slug}/antrean`, body, 'application/json');
    if (status !== 200) throw new Error(`a queue was answered with ${status}`);
    const fates = JSON.parse(text).answers.map((a) => a.state);
    if (fates.length !== n || fates.some((f) => f === 'refused')) throw new Error(`refused: ${text}`);
    return true;
  });
}

async function serve(args, port) {
  const child = spawn(program, ['serve', ...args, '--listen', `127.0.0.1:${port}`], { stdio: ['ignore', 'ignore', 'inherit'], env });
  for (let i = 0; i < 200; i++) {
    if (await ask(port, 'GET', '/healthz').then((a) => a.status === 200, () => false)) return child;
    await new Promise((done) => { setTimeout(done, 50); });
  }
  throw new Error('the server did not come up');
}

function freePort() {
  return new Promise((done) => {
    const s = net.createServer().listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => done(port)); });
  });
}

async function on(what, db, args, processes) {
  const dir = args[1];
  const filled = spawnSync(program, ['demo', ...args], { encoding: 'utf8', env });
  if (filled.status) throw new Error(filled.stderr);
  const c = campaign(db, 'lossy');
  const ports = [];
  for (let i = 0; i < processes; i++) ports.push(await freePort());
  const children = [];
  for (const port of ports) children.push(await serve(args, port));
  const proxy = await link(ports);
  const lossy = () => proxy.address().port;
  let forms = ANSWERS / 2, queued = ANSWERS / 2;
  const from = Date.now();
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (forms > 0 || queued > 0) {
      if (forms > 0) {
        forms--;
        await asForm(c, ports[0], lossy);
      }
      const n = Math.min(queued, upTo(10));
      if (n > 0) {
        queued -= n;
        await asQueue(c, lossy, n);
      }
    }
  }));
  for (const child of children) await new Promise((done) => { child.on('exit', done).kill('SIGTERM'); });
  proxy.close();
  const there = count(db, c), said = Number(query(db, `SELECT COUNT(*) FROM survei_said WHERE campaign_id = ${c.id};`)[0][0]);
  fs.rmSync(dir, { recursive: true, force: true });
  console.log(`${what}: ${there} answers of ${ANSWERS}, ${said} remarks of ${ANSWERS / 2}; ${lost.requests} requests and ${lost.replies} replies were lost; ${((Date.now() - from) / 1000).toFixed(1)} s`);
  return there === ANSWERS && said === ANSWERS / 2 && lost.requests > 100 && lost.replies > 100;
}

const folder = () => fs.mkdtempSync(path.join(os.tmpdir(), 'pulau-lossy-'));

(async () => {
  const uri = process.argv[2] === '--on' ? process.argv[3] : null;
  if (uri) process.exit(await on('PostgreSQL, two processes', uri, ['--data', folder(), '--db', uri], 2) ? 0 : 1);
  const data = folder();
  const good = await on('SQLite', path.join(data, 'pulau.db'), ['--data', data], 1);
  const pg = spawnSync(path.join(root, 'test/pg.sh'), [process.execPath, __filename, '--on'], { stdio: 'inherit' });
  console.log(`${good + (pg.status === 0)} passed, ${!good + (pg.status !== 0)} failed`);
  process.exit(good && pg.status === 0 ? 0 : 1);
})();
