// disk_test.js - a disk that is full, and one that cannot be written: clear errors, nothing corrupt.
//
// Mounts small disks of its own in a mount namespace, so it needs root or user namespaces.
'use strict';
const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { demo, end, hidden, pulau, serve, Visitor } = require('./client');

if (!process.env.PULAU_MOUNTS) {
  const flags = process.getuid() === 0 ? '-m' : '-rm';
  const tried = spawnSync('unshare', [flags, 'sh', '-c', 'mount -t tmpfs tmpfs /mnt'], { encoding: 'utf8' });
  if (tried.status !== 0) {
    console.log(`0 passed, 0 failed, 1 cannot run on this machine: ${String(tried.stderr || tried.error).trim()}`);
    process.exit(0);
  }
  const all = spawnSync('unshare', [flags, process.execPath, __filename],
    { stdio: 'inherit', env: { ...process.env, PULAU_MOUNTS: '1' } });
  process.exit(all.status === null ? 1 : all.status);
}

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'pulau-disk-'));
let child;
let passed = 0;

const sh = (...words) => execFileSync(words[0], words.slice(1), { encoding: 'utf8' });
const run = (...words) => spawnSync(pulau, [...words, '--data', dir], { encoding: 'utf8', timeout: 60000 });

function check(truth, what) {
  if (!truth) throw new Error(what);
  passed++;
  console.log(`  ok: ${what}`);
}

// Not one byte stays free.
function fill() {
  const block = Buffer.alloc(65536, 1);
  const fd = fs.openSync(path.join(dir, 'ballast'), 'w');
  for (let step = block.length; step >= 1; step = Math.floor(step / 2)) {
    try {
      for (;;) if (fs.writeSync(fd, block, 0, step) < step) break;
    } catch { /* full for this step; try a smaller one */ }
  }
  fs.closeSync(fd);
}

const isApology = (r) => r.status >= 500 && /<h1/.test(r.body) && !/SQL|disk I\/O|readonly/i.test(r.body);

async function fullDisk(v, item, save) {
  check((await save('before')).status === 303, 'a save is answered while there is room');
  fill();
  let full = { status: 303 };
  for (let i = 0; i < 200 && full.status === 303; i++) full = await save(`full ${i} ${'x'.repeat(3000)}`);
  check(full.status !== 303 && isApology(full), `a full disk is said with ${full.status}, on a page without internals`);
  check((await v.ask('GET', '/healthz')).status === 200 && (await v.ask('GET', item)).status === 200, 'reading goes on');
  const doctor = run('doctor');
  check(doctor.status === 69 && /BAD +disk/.test(doctor.stdout), 'doctor says that the disk is full');
  const backup = run('backup', path.join(dir, 'b.tar.gz'));
  check(backup.status === 74 && backup.stderr && !fs.existsSync(path.join(dir, 'b.tar.gz')),
    'a backup that does not fit says so and leaves no file');
  fs.unlinkSync(path.join(dir, 'ballast'));
  check((await save('after')).status === 303, 'with room again, saving goes on by itself');
  check((await v.ask('GET', item)).body.includes('after'), 'and what was saved is there');
}

async function readOnlyDisk(v, item, save) {
  sh('mount', '-o', 'remount,ro', dir);
  for (const command of ['serve', 'verify', 'demo']) {
    const r = run(command);
    check(r.status === 74 && /cannot be written/.test(r.stderr), `${command} on a read-only disk stops and says why`);
  }
  const doctor = run('doctor');
  check(doctor.status === 69 && /hanya-baca/.test(doctor.stdout), 'and doctor says what to do');
  sh('mount', '-o', 'remount,rw', dir);

  child = await serve(['--data', dir]);
  v.port = child.port;
  check((await v.ask('GET', item)).body.includes('after'), 'a session outlives a restart');
  await save('again');
  check((await v.ask('GET', item)).body.includes('again'), 'saving goes on');
}

async function main() {
  sh('mount', '-t', 'tmpfs', '-o', 'size=60m', 'tmpfs', dir);
  const who = demo(dir, 'TIM_KERJA');
  child = await serve(['--data', dir]);
  const v = new Visitor(child.port);
  await v.signIn(...who);
  const item = `${await v.worksheet()}/butir/A.I.1.i.b`;
  const save = async (note) => {
    const page = await v.ask('GET', item);
    const form = { _csrf: hidden(page.body, '_csrf'), versi: hidden(page.body, 'versi'), jawaban: 'A', catatan: note };
    return v.ask('POST', item, form);
  };
  await fullDisk(v, item, save);
  await end(child, 'SIGTERM');
  check(run('verify').status === 0, 'nothing is corrupt');
  await readOnlyDisk(v, item, save);
  await end(child, 'SIGTERM');
  check(run('verify').status === 0, 'and still nothing is corrupt');
  v.close();
}

main().then(() => console.log(`${passed} passed, 0 failed`), (e) => {
  console.log(e.stack);
  console.log(`${passed} passed, 1 failed`);
  process.exitCode = 1;
}).finally(() => {
  if (child) child.kill('SIGKILL');
  spawnSync('umount', ['-l', dir]);
  fs.rmSync(dir, { recursive: true, force: true });
});
