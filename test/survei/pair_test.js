// pair_test.js - two processes on one PostgreSQL take answers; one of them is killed again and again.  What was
// acknowledged is there once, what was sent again is there once, and the sums are what the answers say.
'use strict';
const { execFileSync, spawnSync } = require('node:child_process');
const crypto = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { end, pulau, root, serve, Visitor } = require('../crash/client');
const { campaign, query } = require('./campaign');

if (process.argv[2] !== '--on') {
  const pg = spawnSync(path.join(root, 'test/pg.sh'), [process.execPath, __filename, '--on'], { stdio: 'inherit' });
  process.exit(pg.status === null ? 1 : pg.status);
}

const uri = process.argv[3];
const KILLS = 20, RESPONDENTS = 16;
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'pulau-survei-'));
const data = ['--data', dir, '--db', uri];
const env = { PULAU_SURVEI_RATE: '0', PULAU_SURVEI_BITS: '0' };
const mark = () => String(1 + crypto.randomInt(4));
const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

// One form, sent until somebody acknowledges it: a process may be gone meanwhile, and then the other is asked.
async function answer(c, visitors, acknowledged) {
  let form = null;
  for (let turn = crypto.randomInt(2); ; turn++) {
    const visitor = visitors[turn % 2];
    try {
      if (!form) {
        const page = await visitor.ask('GET', `/s/${c.slug}`);
        form = { mulai: page.body.match(/name="mulai" value="([0-9a-f]+)"/)[1], finished: '1', service: c.services[0],
          served_on: '2026-01-15', m14: '2' };
        for (let i = 0; i < 14; i++) form[`m${i}`] = mark();
      }
      const { status } = await visitor.ask('POST', `/s/${c.slug}/kirim`, form);
      if (status !== 303) throw new Error(`answered with ${status}`);
      acknowledged.push(form.mulai.slice(0, 32));
      return;
    } catch {
      await pause(20);
    }
  }
}

async function main() {
  execFileSync(pulau, ['demo', '--json', ...data], { encoding: 'utf8' });
  const c = campaign(uri, 'berdua');
  const steady = await serve(data, { env });
  let other = await serve(data, { env });
  const visitors = [new Visitor(steady.port), new Visitor(other.port)];
  const acknowledged = [];
  let over = false;
  const people = Array.from({ length: RESPONDENTS }, async () => {
    while (!over) await answer(c, visitors, acknowledged);
  });

  for (let n = 0; n < KILLS; n++) {
    await pause(150 + n * 37 % 200);
    await end(other, 'SIGKILL');
    other = await serve(data, { env });
    visitors[1].port = other.port;
  }
  over = true;
  await Promise.all(people);
  for (let i = 0; i < 300 && Number(query(uri, 'SELECT COUNT(*) FROM survei_fresh;')[0][0]); i++) await pause(100);
  if (await end(steady, 'SIGTERM') !== 0 || await end(other, 'SIGTERM') !== 0) throw new Error('a stop was not clean');
  for (const v of visitors) v.close();

  const stored = query(uri, `SELECT encode(key, 'hex') FROM survei_answer WHERE campaign_id = ${c.id};`).map((r) => r[0]);
  const there = new Set(stored);
  const lost = acknowledged.filter((key) => !there.has(key));
  if (there.size !== stored.length || new Set(acknowledged).size !== acknowledged.length) throw new Error('an answer is there twice');
  if (lost.length) throw new Error(`${lost.length} of ${acknowledged.length} acknowledged answers are gone`);
  if (stored.length !== acknowledged.length) throw new Error(`${stored.length} stored, ${acknowledged.length} acknowledged`);
  const [[fresh]] = query(uri, 'SELECT COUNT(*) FROM survei_fresh;');
  const [[summed]] = query(uri, `SELECT n FROM survei_sum WHERE campaign_id = ${c.id} AND form = 0 AND cut = 0 AND cell = 0;`);
  if (Number(fresh) || Number(summed) !== stored.length) throw new Error(`${summed} of ${stored.length} are in the sums, ${fresh} wait`);
  const proof = execFileSync(pulau, ['verify', ...data], { encoding: 'utf8' }).trim().split('\n').join('; ');
  console.log(`${KILLS} kills, ${stored.length} answers, none lost and none doubled; ${proof}`);
}

main().then(() => console.log('1 passed, 0 failed'), (e) => {
  console.log(e.stack);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}).finally(() => {
  fs.rmSync(dir, { recursive: true, force: true });
  process.exit();
});
