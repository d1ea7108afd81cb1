// pair_test.js - two processes on one PostgreSQL: both remind and nobody hears it twice; letters are sent by both and
// each only once; one is killed again and again, the other goes on and nothing is lost.
'use strict';
const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { end, hidden, pulau, root, serve, Visitor } = require('./client');
const { compare, load, people } = require('./load');

if (process.argv[2] !== '--on') {
  const pg = spawnSync(path.join(root, 'test/pg.sh'), [process.execPath, __filename, '--on'], { stdio: 'inherit' });
  process.exit(pg.status === null ? 1 : pg.status);
}

const uri = process.argv[3];
const kills = 30;
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'pulau-pair-'));
const data = ['--data', dir, '--db', uri];
const others = ['--data', dir, '--db', `${uri}/?application_name=other`];
const rows = (sql) => JSON.parse(execFileSync('psql', ['-XAt', uri, '-c', `SELECT json_agg(t) FROM (${sql}) AS t`],
  { encoding: 'utf8' }).trim() || '[]') || [];

// PostgreSQL may still be at what a dead process asked of it.
async function allGone() {
  while (rows("SELECT pid FROM pg_stat_activity WHERE application_name = 'other'").length)
    await new Promise((done) => setTimeout(done, 20));
}

// The letter as its reader sees it: { to, subject, body }.
function opened(to, lines) {
  const empty = lines.indexOf('');
  const head = lines.slice(0, empty).join('\n').replace(/\n[ \t]+/g, ' ');
  const plain = (text) => Buffer.from(text, 'base64').toString('utf8');
  const subject = head.match(/^Subject: *(.*)$/m)[1].replace(/=\?utf-8\?B\?([^?]*)\?= ?/g, (_, word) => plain(word));
  return { to, subject, body: plain(lines.slice(empty).join('')) };
}

// A mail server that takes everything and remembers it.
function postOffice() {
  const letters = [];
  const server = net.createServer((c) => {
    let text = '', to = '';
    let lines = null;                   // of the letter that is being sent
    c.on('error', () => {});
    c.write('220 here\r\n');
    c.on('data', (d) => {
      text += d;
      for (let at = text.indexOf('\r\n'); at >= 0; at = text.indexOf('\r\n')) {
        const line = text.slice(0, at);
        text = text.slice(at + 2);
        if (lines && line !== '.') {
          lines.push(line.replace(/^\./, ''));
          continue;
        }
        if (lines) letters.push(opened(to, lines));
        if (line.startsWith('RCPT')) to = line.match(/<(.*)>/)[1];
        lines = line === 'DATA' ? [] : null;
        c.write(lines ? '354 go on\r\n' : line === 'QUIT' ? '221 bye\r\n' : '250 good\r\n');
      }
    });
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done({ letters, port: server.address().port, server })));
}

const write = (sql) => execFileSync('psql', ['-XqAt', uri, '-c', sql]);
const day = (n) => new Date(Date.now() + n * 864e5).toISOString().slice(0, 10);
const done = (ms) => new Promise((wake) => setTimeout(wake, ms));

async function until(what, true_) {
  for (let i = 0; i < 600; i++, await done(200)) if (true_()) return;
  throw new Error(`waited in vain: ${what}`);
}

// The time of units ends in two days: each process that starts says so to who has not handed in.
function closeSoon() {
  write(`UPDATE evaluasi_window SET opens_on = '${day(-30)}', closes_on = '${day(2)}' WHERE stage = 'isi'
         AND cycle_id IN (SELECT id FROM evaluasi_cycle WHERE year = (SELECT MAX(year) FROM evaluasi_cycle))`);
}

const reminded = () => rows(`SELECT u.email, n.once_key, n.letter_at FROM kabar_notice n JOIN akun_user u ON u.id = n.user_id
                             WHERE n.kind = 'evaluasi_cycle_unit_closing'`);

// Both have; what waits to be gathered is written of at once.
async function reminders(office) {
  await until('reminders', () => reminded().length);
  await done(6000);                     // as long as a process takes to its first turn, and one more
  write(`UPDATE kabar_notice SET letter_at = '${day(-1)}T00:00:00Z' WHERE kind = 'evaluasi_cycle_unit_closing' AND letter_at IS NOT NULL`);
  await until('letters of reminders', () => !reminded().some((r) => r.letter_at)
    && !rows('SELECT id FROM web_job WHERE gave_up_at IS NULL').length);
  const all = reminded();
  if (twice(all.map((r) => `${r.email} ${r.once_key}`)).length) throw new Error('somebody was reminded twice');
  const people = [...new Set(all.map((r) => r.email))].sort();
  const got = office.letters.filter((l) => l.body.includes('belum diajukan dan segera ditutup')).map((l) => l.to).sort();
  if (JSON.stringify(got) !== JSON.stringify(people)) throw new Error(`reminders of ${people} went to ${got}`);
  return people;
}

const twice = (list) => list.filter((x, i) => list.indexOf(x) !== i);

// Thirty people ask for a new password; both processes look for letters to send, and each goes out once.
async function letters(port, office) {
  const addresses = rows('SELECT email FROM akun_user WHERE email IS NOT NULL ORDER BY id LIMIT 30').map((r) => r.email);
  for (const [i, name] of addresses.entries()) {
    const v = new Visitor(port);
    const from = { 'X-Forwarded-For': `203.0.113.${i + 1}` };
    const page = await v.ask('GET', '/lupa-sandi', null, from);
    const asked = await v.ask('POST', '/lupa-sandi', { _csrf: hidden(page.body, '_csrf'), name }, from);
    if (asked.status !== 303) throw new Error(`asking for a password was answered with ${asked.status}`);
    v.close();
  }
  for (let i = 0; i < 150 && rows('SELECT id FROM web_job WHERE gave_up_at IS NULL').length; i++)
    await new Promise((done) => setTimeout(done, 200));
  const resets = office.letters.filter((l) => l.subject === 'Tautan kata sandi baru');
  const got = resets.map((l) => l.to).sort();
  if (JSON.stringify(got) !== JSON.stringify([...addresses].sort())) throw new Error(`letters went to ${got}`);
  const links = resets.map((l) => (l.body.match(/https?:\/\/\S+/) || [''])[0]);
  if (links.includes('') || twice(links).length) throw new Error(`links to a new password: ${links}`);
  return addresses;
}

async function main() {
  const office = await postOffice();
  const env = { PULAU_SMTP_URL: `smtp://127.0.0.1:${office.port}`, PULAU_MAIL_FROM: 'pulau@pulau.example',
    PULAU_TRUSTED_PROXY: '127.0.0.1' };
  const said = JSON.parse(execFileSync(pulau, ['demo', '--json', ...data], { encoding: 'utf8' }));
  const who = said.sign_ins.find((s) => s.role === 'TIM_KERJA');
  closeSoon();
  const steady = await serve(data, { env });
  let other = await serve(others, { env });

  const one = new Visitor(steady.port);
  await one.signIn(who.name, who.password);
  const two = new Visitor(other.port);
  two.cookies = one.cookies;                    // a session holds on either
  const sheet = await one.worksheet();
  const all = people(rows, sheet, 24);
  const csrf = hidden((await two.ask('GET', `${sheet}/butir/${all[0].item}`)).body, '_csrf');

  const heard = await reminders(office);
  const addresses = await letters(steady.port, office);

  const whole = { over: false };
  const steadyLoads = all.slice(0, 12).map((p) => load(one, csrf, sheet, p, whole));
  const mine = all.slice(12);
  for (let n = 0; n < kills; n++) {
    const round = { over: false };
    const loads = mine.map((p) => load(two, csrf, sheet, p, round));
    await Promise.race([Promise.all([...loads, ...steadyLoads]), new Promise((done) => setTimeout(done, 50 + n * 7 % 120))]);
    round.over = true;
    await end(other, 'SIGKILL');
    await Promise.all(loads);
    await allGone();
    compare(rows, mine, sheet);
    other = await serve(others, { env });
    two.port = other.port;
  }
  whole.over = true;
  await Promise.all(steadyLoads);
  const saves = compare(rows, all, sheet);

  if (await end(steady, 'SIGTERM') !== 0 || await end(other, 'SIGTERM') !== 0) throw new Error('a stop was not clean');
  one.close();
  two.close();
  office.server.close();
  const proof = execFileSync(pulau, ['verify', ...data], { encoding: 'utf8' }).trim().split('\n').join('; ');
  console.log(`${heard.length} people reminded once; ${addresses.length} letters, each once; ${kills} kills, ${saves} saves, none lost; ${proof}`);
}

main().then(() => console.log('1 passed, 0 failed'), (e) => {
  console.log(e.stack);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}).finally(() => {
  fs.rmSync(dir, { recursive: true, force: true });
  process.exit();
});
