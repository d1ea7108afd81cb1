// token_test.js - a person makes a token, sees it once, and revokes it; and what the API's page looks like.
//
//     node test/browser/token_test.js        pictures: build/shots/token-*.png
'use strict';
const { test, check, same, run, startDemo, openPage, signIn, look } = require('./lib');

let site, team;

const press = (page, button) => Promise.all([page.waitForNavigation(), page.click(button)]);

async function open(who, options) {
  const page = await openPage(options);
  if (who) await signIn(page, site.base, who);
  return page;
}

async function fill(page) {
  await page.fill('#name', 'dasbor pimpinan');
  await page.selectOption('#days', '30');
  await page.check('input[name="lke"][value="read"]');
  await page.fill('#sandi', team.password);
}

test('a token is made, shown once, used, and revoked', async () => {
  site = await startDemo();
  team = site.who('Tim kerja ZI', 'Tanjung Tirta') || site.who('Tim kerja ZI');
  const page = await open(team);
  await page.goto(`${site.base}/akun`);
  await look(page, 'token-akun');
  await page.goto(`${site.base}/akun/token`);
  await look(page, 'token-kosong');
  await press(page, 'main a.button:has-text("Buat token")');
  await look(page, 'token-baru');
  await fill(page);
  await press(page, 'main form .button');
  const token = (await page.innerText('main')).match(/pulau_[a-z0-9]{40}/)[0];
  await look(page, 'token-sekali');
  const asked = await fetch(`${site.base}/api/v1/lke`, { headers: { Authorization: `Bearer ${token}` } });
  same(asked.status, 200, 'the token is good');
  await page.goto(`${site.base}/akun/token`);
  const list = await page.innerText('main');
  check(list.includes('dasbor pimpinan') && list.includes('lke:read') && list.includes('terakhir dipakai'), list);
  check(!list.includes(token), 'never shown again');
  await look(page, 'token-daftar');
  await press(page, '.sessions form .button');
  check((await page.innerText('main')).includes('Token dicabut'), 'it says so');
  same((await fetch(`${site.base}/api/v1/lke`, { headers: { Authorization: `Bearer ${token}` } })).status, 401, 'it is gone');
});

test('a token is made without a script, and mistakes are told', async () => {
  const page = await open(team, { javaScriptEnabled: false });
  await page.goto(`${site.base}/akun/token/baru`);
  await page.fill('#name', 'tanpa lingkup');
  await press(page, 'main form .button');
  const said = await page.innerText('main');
  check(said.includes('Pilih paling sedikit satu bagian') && said.includes('wajib diisi'), said);
  await fill(page);
  await press(page, 'main form .button');
  check(/pulau_[a-z0-9]{40}/.test(await page.innerText('main')), 'made');
});

test('an admin sees on a person\'s page that a token stands', async () => {
  const page = await open(site.who('Admin'));
  await page.goto(`${site.base}/orang?cari=${team.name}`);
  await press(page, 'table.data a[href^="/orang/"]');
  check((await page.innerText('main')).includes('dasbor pimpinan'), 'the token is named');
  await look(page, 'token-orang');
});

test('the page of the API says what there is, to anybody', async () => {
  const page = await open(null);
  await page.goto(`${site.base}/api`);
  await look(page, 'token-api');
  await press(page, 'main a[href="/api/lke"]');
  check((await page.innerText('main')).includes('POST /api/v1/lke/{id}/butir/{code}'), 'every address');
  await look(page, 'token-api-lke');
  const english = await open(null);
  await english.goto(`${site.base}/api?bahasa=en`);
  check((await english.innerText('main')).includes('How to use it'), 'in English too');
});

run();
