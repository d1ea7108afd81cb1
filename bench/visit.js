// visit.js - what the measurements need from a running pulau, asked as a browser would.
//
//   visit.js start DATA TIMES        median milliseconds from the start to the first answer, and resident kB
//   visit.js page PORT NIP PASSWORD OUT      the address of a worksheet and the cookie; the page's bytes go to OUT
//   visit.js cookie PORT NIP PASSWORD        the cookie of a session
//   visit.js clients PORT NIP PASSWORD N     a line for each of N people who save: see save_load.c
//   visit.js upload PORT NIP PASSWORD FILE PID   sends FILE through the page of an item: status, resident kB of the
//                                            server before, and the most while it was received
'use strict';
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const { end, hidden, serve, Visitor } = require('../test/crash/client');

const memory = (pid, key) => Number(fs.readFileSync(`/proc/${pid}/status`, 'utf8').match(new RegExp(`${key}:\\s+(\\d+)`))[1]);
const median = (all) => all.sort((a, b) => a - b)[Math.floor(all.length / 2)];

async function start(data, times) {
  const ms = [];
  let kb = 0;
  for (let i = 0; i < Number(times); i++) {
    const from = process.hrtime.bigint();
    const child = await serve(['--data', data]);
    const v = new Visitor(child.port);
    const answer = await v.ask('GET', '/');
    ms.push(Number(process.hrtime.bigint() - from) / 1e6);
    if (answer.status !== 200) throw new Error(`the first answer was ${answer.status}`);
    kb = memory(child.pid, 'VmRSS');
    v.close();
    await end(child, 'SIGTERM');
  }
  console.log(median(ms).toFixed(0), kb);
}

async function signedIn(port, nip, password) {
  const v = new Visitor(Number(port));
  await v.signIn(nip, password);
  return v;
}

async function page(port, nip, password, out) {
  const v = await signedIn(port, nip, password);
  const sheet = await v.worksheet();
  const answer = await v.ask('GET', sheet);
  if (answer.status !== 200) throw new Error(`${sheet} was answered with ${answer.status}`);
  fs.writeFileSync(out, answer.body);
  console.log(sheet, `sesi=${v.cookies.sesi}`);
  v.close();
}

async function cookie(port, nip, password) {
  const v = await signedIn(port, nip, password);
  console.log(`sesi=${v.cookies.sesi}`);
  v.close();
}

async function clients(port, nip, password, n) {
  const v = await signedIn(port, nip, password);
  const sheet = await v.worksheet();
  const items = JSON.parse((await v.ask('GET', `${sheet}/butir?format=json`)).body);
  for (const item of items) {
    const form = (await v.ask('GET', `${sheet}/butir/${item.kode}`)).body;
    const letters = [...form.matchAll(/name="jawaban" value="([^"]+)"/g)].map((m) => m[1]);
    if (letters.length < 2 || n <= 0) continue;
    n--;
    console.log(`${sheet}/butir/${item.kode}`, `sesi=${v.cookies.sesi}`, hidden(form, '_csrf'), hidden(form, 'versi'),
      letters[0], letters[1]);
  }
  if (n > 0) throw new Error('the worksheet has too few items');
  v.close();
}

// By curl, which reads the file piece by piece.  The peak is counted from here: checking a password takes 64 MB.
async function upload(port, nip, password, file, pid) {
  const v = await signedIn(port, nip, password);
  const item = `${await v.worksheet()}/butir/A.I.1.i.a`;
  const form = (await v.ask('GET', item)).body;
  const to = form.match(/<form class="upload"[^>]* action="([^"]+)"/)[1];
  const fields = { _csrf: hidden(form, '_csrf'), from: hidden(form, 'from'), until: hidden(form, 'until'), note: '' };
  fs.writeFileSync(`/proc/${pid}/clear_refs`, '5');
  const before = memory(pid, 'VmRSS');
  const sent = spawnSync('curl', ['-sS', '-o', '/dev/null', '-w', '%{http_code}', '-H', 'Expect:',
    '-H', `Cookie: sesi=${v.cookies.sesi}`, ...Object.entries(fields).flatMap(([k, x]) => ['-F', `${k}=${x}`]),
    '-F', `berkas=@${file};type=video/mp4`, `http://127.0.0.1:${port}${to}`], { encoding: 'utf8' });
  console.log(sent.stdout || sent.stderr, before, memory(pid, 'VmHWM'));
  v.close();
}

({ start, page, cookie, clients, upload })[process.argv[2]](...process.argv.slice(3)).then(() => process.exit(), (e) => {
  console.error(e.stack);
  process.exit(1);
});
