// akun_test.js - an office from its first minute: units and people come in, and find their way in.
//
//     node test/browser/akun_test.js        pictures: build/shots/akun-*.png
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { test, check, none, same, run, exec, dataFolder, serve, openPage, look, totp } = require('./lib');

const NIP = '198001012005011001';
let data, site, admin;

const send = (page, button) => Promise.all([page.waitForNavigation(), page.click(button || 'main form button')]);
const text = (page) => page.innerText('main');

async function choose(page, words) {
  await page.fill('#password', words);
  await page.fill('#again', words);
  await send(page);
}

async function enter(page, nip, words) {
  await page.goto(`${site.base}/masuk`);
  await page.fill('#name', nip);
  await page.fill('#password', words);
  await send(page);
}

test('the first agency and its first admin are made at the machine', async () => {
  data = dataFolder();
  await exec(['migrate', '--data', data]);
  await exec(['unit', 'add', 'KC', 'Kementerian Contoh', '--kind', 'instansi', '--data', data]);
  await exec(['unit', 'add', 'KC.1', 'Direktorat Jenderal Pesisir', '--kind', 'eselon1', '--below', 'KC', '--data', data]);
  const said = JSON.parse(await exec(['user', 'add', NIP, 'Siti Rahma', '--unit', 'KC.1', '--json', '--data', data]));
  await exec(['user', 'role', NIP, 'ADMIN', '--unit', 'KC', '--why', 'SK 1/2026', '--data', data]);
  site = await serve(data);
  admin = await openPage();
  await admin.goto(site.base + new URL(said.link).pathname);
  await look(admin, 'akun-undangan');
  await choose(admin, 'pendek');
  check((await text(admin)).includes('paling sedikit 12'), 'a short password is refused with a reason');
  await look(admin, 'akun-undangan-salah');
  await choose(admin, 'empat kuda lumping biru');
  same(new URL(admin.url()).pathname, '/masuk', 'after choosing a password');
  await look(admin, 'akun-masuk');
});

test('a wrong password is answered kindly, a right one opens the door', async () => {
  await enter(admin, NIP, 'salah sama sekali');
  check((await text(admin)).includes('tidak cocok'), 'what is wrong is said');
  await look(admin, 'akun-masuk-salah');
  await enter(admin, '19800101 200501 1 001', 'empat kuda lumping biru');
  check(new URL(admin.url()).pathname !== '/masuk', 'signed in');
  for (const [name, at] of [['sendiri', '/akun'], ['bahasa', '/akun/bahasa'], ['sandi', '/akun/sandi'], ['keluar', '/keluar']]) {
    await admin.goto(site.base + at);
    await look(admin, name);
  }
});

test('units come in from a file, after every problem was shown', async () => {
  const file = path.join(data, 'unit.csv');
  await admin.goto(`${site.base}/unit/impor`);
  await look(admin, 'akun-impor');
  fs.writeFileSync(file, 'kode;nama;jenis;kode_induk;zona_waktu\nKC.1.1;Kantor Pesisir Contoh;satker;KC.1;WITA\nKC 2;;kantor;KC.9;GMT\n');
  await admin.setInputFiles('#berkas', file);
  await send(admin);
  for (const cell of ['A3', 'B3', 'C3', 'D3', 'E3']) check((await text(admin)).includes(cell), `the problem in ${cell} is shown`);
  await look(admin, 'akun-impor-salah');
  fs.writeFileSync(file, 'kode;nama;jenis;kode_induk;zona_waktu\nKC.1.1;Kantor Pesisir Contoh;satker;KC.1;WITA\nKC.1.2;Balai Contoh;satker;KC.1;WIT\n');
  await admin.goto(`${site.base}/unit/impor`);
  await admin.setInputFiles('#berkas', file);
  await send(admin);
  await look(admin, 'akun-impor-periksa');
  await send(admin, 'form.confirm button');
  check((await text(admin)).includes('Kantor Pesisir Contoh'), 'the unit is in the list');
  await look(admin, 'akun-unit');
  await admin.goto(`${site.base}/unit/pohon`);
  await look(admin, 'akun-pohon');
});

test('a unit is looked at, renamed, moved, merged after a second question, and remembers it all', async () => {
  await admin.goto(`${site.base}/unit`);
  await admin.click('text=Balai Contoh');
  const unit = admin.url();
  await look(admin, 'akun-satu-unit');
  for (const [name, at] of [['ubah', '/ubah'], ['nama', '/nama'], ['pindah', '/pindah'], ['gabung', '/gabung'], ['tutup', '/tutup']]) {
    await admin.goto(unit + at);
    await look(admin, `akun-unit-${name}`);
  }
  await admin.goto(`${unit}/nama`);
  await admin.fill('#name', 'Balai Contoh Timur');
  await admin.fill('#why', 'SK 2/2026');
  await send(admin);
  await admin.goto(`${unit}/gabung`);
  await admin.selectOption('#into', 'KC.1.1');
  await admin.fill('#why', 'SK 3/2026');
  await send(admin);
  await look(admin, 'akun-unit-gabung-periksa');
  await send(admin, 'form.confirm button');
  const said = await text(admin);
  check(said.includes('SK 2/2026') && said.includes('SK 3/2026') && said.includes('Digabung'), 'the history is on the page');
  await look(admin, 'akun-unit-riwayat');
});

test('a person is invited, chooses a password, and holds a role from that request on', async () => {
  await admin.goto(`${site.base}/orang/baru`);
  await look(admin, 'akun-orang-baru');
  await admin.fill('#name', 'Budi Santosa');
  await admin.fill('#nip', '199002022015021002');
  await admin.selectOption('#unit', 'KC.1.1');
  await send(admin);
  await look(admin, 'akun-tautan');
  const link = (await text(admin)).match(/\/undangan\/\w+/)[0];
  const budi = await openPage();
  await budi.goto(site.base + link);
  await choose(budi, 'kucing hujan meja sungai');
  await budi.goto(site.base + link);
  check((await text(budi)).includes('sudah dipakai'), 'the link works once');
  await enter(budi, '199002022015021002', 'kucing hujan meja sungai');
  same((await budi.goto(`${site.base}/orang`)).status(), 403, 'no page of admins');

  await admin.goto(`${site.base}/orang?cari=budi`);
  await look(admin, 'akun-orang');
  await admin.click('text=Budi Santosa');
  const person = admin.url();
  await admin.goto(`${person}/peran`);
  await look(admin, 'akun-peran');
  await admin.selectOption('#role', 'ADMIN');
  await admin.fill('#why', 'SK 4/2026');
  await send(admin);
  await look(admin, 'akun-satu-orang');
  same((await budi.goto(`${site.base}/orang`)).status(), 200, 'the role holds');
  await admin.click('text=Cabut peran');
  await admin.fill('#why', 'selesai');
  await look(admin, 'akun-cabut');
  await send(admin);
  same((await budi.goto(`${site.base}/orang`)).status(), 403, 'the role is gone');
});

test('a second factor is set up, asked for, and comes off with a code', async () => {
  await admin.goto(`${site.base}/akun/kode`);
  await look(admin, 'akun-kode');
  await send(admin);
  await look(admin, 'akun-kode-pasang');
  const key = await admin.innerText('main code');
  await admin.fill('#code', totp(key));
  await send(admin);
  await look(admin, 'akun-kode-cadangan');
  const spare = (await text(admin)).match(/\w{4}-\w{4}-\w{4}-\w{4}/)[0];
  await admin.goto(`${site.base}/keluar`);
  await send(admin);
  await enter(admin, NIP, 'empat kuda lumping biru');
  same(new URL(admin.url()).pathname, '/masuk/kode', 'the code is asked for');
  await look(admin, 'akun-masuk-kode');
  same((await admin.request.get(`${site.base}/akun`, { maxRedirects: 0 })).status(), 303, 'half a sign-in opens nothing');
  await admin.fill('#code', spare);
  await send(admin);
  await admin.goto(`${site.base}/akun/kode`);
  await look(admin, 'akun-kode-lepas');
});

test('the server had nothing to complain about, and no page asked another host', async () => {
  none(site.log().split('\n').filter((line) => line.includes('level=error')), 'its log');
  none(admin.context().wrong, 'the browser');
});

run();
