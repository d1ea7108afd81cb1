// crash_test.js - kill -9 at random moments under load: what was answered is there, and everything verifies.
//
//     node test/crash/crash_test.js [KILLS [SEED]]
'use strict';
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { demo, end, hidden, pulau, serve, Visitor } = require('./client');

const kills = Number(process.argv[2] || 200);
const clients = 24;
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'pulau-crash-'));

let seed = Number(process.argv[3] || Date.now() % 1000000);
const firstSeed = seed;
const random = (n) => {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return Math.floor(seed / 65536) % n;
};

const rows = (sql) => JSON.parse(
  execFileSync('sqlite3', ['-json', path.join(dir, 'pulau.db'), sql], { encoding: 'utf8' }) || '[]');

// Each client owns one item and counts its saves in the note; the answer goes to and fro with it.
async function save(visitor, csrf, sheet, client) {
  client.sent = client.count + 1;
  const r = await visitor.ask('POST', `${sheet}/butir/${client.item}`,
    { _csrf: csrf, versi: client.version, jawaban: client.letters[client.sent % 2], catatan: `n${client.sent}` });
  if (r.status !== 303) throw new Error(`a save was answered with ${r.status}`);
  client.count = client.sent;
  client.version++;
}

// Until the kill; an error before that is the failure of the test.
async function load(visitor, csrf, sheet, client, round) {
  while (!round.over) {
    try {
      await save(visitor, csrf, sheet, client);
    } catch (e) {
      if (!round.over) throw e;
    }
  }
}

// After the crash: the last answered save is there, or the one that was under way, whole.
function compare(all, sheet) {
  const have = {};
  for (const r of rows(`SELECT a.item, a.value, a.version, n.note FROM lke_answer a LEFT JOIN lke_note n
      ON n.worksheet_id = a.worksheet_id AND n.layer = a.layer AND n.item = a.item
      WHERE a.worksheet_id = ${sheet.slice(5)} AND a.layer = 0`)) have[r.item] = r;
  for (const c of all) {
    const r = have[c.item];
    const n = Number((r.note || '').match(/^n(\d+)$/)?.[1] || 0);
    if (n !== c.count && n !== c.sent) throw new Error(`${c.item}: answered ${c.count}, sent ${c.sent}, stored ${n}`);
    if (n && r.value !== c.letters[n % 2]) throw new Error(`${c.item}: note ${n} beside answer ${r.value}`);
    c.count = n;
    c.version = r.version;
  }
}

const verify = () => execFileSync(pulau, ['verify', '--data', dir], { encoding: 'utf8' }).trim().split('\n').join('; ');

async function main() {
  const who = demo(dir, 'TIM_KERJA');
  let child = await serve(['--data', dir]);
  const visitor = new Visitor(child.port);
  await visitor.signIn(...who);
  const sheet = await visitor.worksheet();
  const all = rows(`SELECT item, version, value FROM lke_answer WHERE worksheet_id = ${sheet.slice(5)} AND layer = 0
      AND value IN ('A', 'B', 'C', 'Ya', 'Tidak') ORDER BY item LIMIT ${clients}`)
    .map((r) => ({ item: r.item, version: r.version, count: 0, sent: 0,
      letters: ['Ya', 'Tidak'].includes(r.value) ? ['Ya', 'Tidak'] : ['A', 'B'] }));
  let saves = 0;
  for (let n = 1; n <= kills; n++) {
    const page = await visitor.ask('GET', `${sheet}/butir/${all[0].item}`);
    const round = { over: false };
    const before = all.reduce((s, c) => s + c.count, 0);
    const loads = all.map((c) => load(visitor, hidden(page.body, '_csrf'), sheet, c, round));
    await Promise.race([Promise.all(loads), new Promise((done) => setTimeout(done, 5 + random(150)))]);
    round.over = true;
    await end(child, 'SIGKILL');
    await Promise.all(loads);
    compare(all, sheet);
    saves += all.reduce((s, c) => s + c.count, 0) - before;
    if (n % 50 === 0) verify();
    child = await serve(['--data', dir]);
    visitor.port = child.port;
  }
  await end(child, 'SIGKILL');
  if (saves < kills) throw new Error(`only ${saves} saves: that was no load`);
  console.log(`${kills} kills, ${saves} saves, none lost; ${verify()}`);
  visitor.close();
}

main().then(() => console.log('1 passed, 0 failed'), (e) => {
  console.log(`seed ${firstSeed}: ${e.stack}`);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}).finally(() => {
  fs.rmSync(dir, { recursive: true, force: true });
  process.exit();
});
