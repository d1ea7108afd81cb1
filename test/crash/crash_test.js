// crash_test.js - kill -9 at random moments under load: what was answered is there, and everything verifies.
//
//     node test/crash/crash_test.js [KILLS [SEED]]
'use strict';
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { demo, end, hidden, pulau, serve, Visitor } = require('./client');
const { compare, load, people } = require('./load');

const kills = Number(process.argv[2] || 200);
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'pulau-crash-'));

let seed = Number(process.argv[3] || Date.now() % 1000000);
const firstSeed = seed;
const random = (n) => {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return Math.floor(seed / 65536) % n;
};

const rows = (sql) => JSON.parse(
  execFileSync('sqlite3', ['-json', path.join(dir, 'pulau.db'), sql], { encoding: 'utf8' }) || '[]');
const verify = () => execFileSync(pulau, ['verify', '--data', dir], { encoding: 'utf8' }).trim().split('\n').join('; ');

async function main() {
  const who = demo(dir, 'TIM_KERJA');
  let child = await serve(['--data', dir]);
  const visitor = new Visitor(child.port);
  await visitor.signIn(...who);
  const sheet = await visitor.worksheet();
  const all = people(rows, sheet, 24);
  let saves = 0;
  for (let n = 1; n <= kills; n++) {
    const csrf = hidden((await visitor.ask('GET', `${sheet}/butir/${all[0].item}`)).body, '_csrf');
    const round = { over: false };
    const loads = all.map((p) => load(visitor, csrf, sheet, p, round));
    await Promise.race([Promise.all(loads), new Promise((done) => setTimeout(done, 5 + random(150)))]);
    round.over = true;
    await end(child, 'SIGKILL');
    await Promise.all(loads);
    saves = compare(rows, all, sheet);
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
