// oidc_test.js - people sign in through a provider, in a browser, on both engines; and what a lying one gets.
//
//     node test/akun/oidc_test.js [part of a name]        pictures with SHOTS=1: build/shots/oidc-*.png
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { test, check, same, run, later, exec, freePort, dataFolder, serve, postgres, openPage, look, totp } = require('../browser/lib');
process.env.SHOTS ||= '0';
const { CLIENT, SECRET, realProvider, evilProvider } = require('./providers');

const everybody = () => ({
  siti: { nip: '198001012005011001', name: 'Siti Rahma' },
  wayan: { nip: '19850505 201001 1 002', name: 'Wayan Sudarma' },
  lama: { nip: '199001012015011003', name: 'Lama Pergi' },
  asing: { nip: '199901012025011009', name: 'Asing Belum Kenal' },
  kembar: { nip: '198001012005011001', name: 'Orang Lain' },
  kosong: { name: 'Tanpa Nomor' },
});

const text = (page) => page.innerText('main');
const at = (page) => new URL(page.url()).pathname;
const send = (page, button = 'main form button') => Promise.all([page.waitForNavigation(), page.click(button)]);

// --- an office: units, people, settings ---

const put = (data, lines) => fs.writeFileSync(path.join(data, 'pulau.conf'), lines.join('\n') + '\n');

async function office(engine) {
  const people = everybody();
  const data = dataFolder();
  const lines = engine === 'PostgreSQL' ? [`db = ${await postgres()}`] : [];
  put(data, lines);
  const pulau = (...words) => exec([...words, '--data', data]);
  await pulau('migrate');
  await pulau('unit', 'add', 'KC', 'Kementerian Contoh', '--kind', 'instansi');
  await pulau('unit', 'add', 'KC.1', 'Kantor Pesisir Contoh', '--kind', 'satker', '--below', 'KC');
  for (const who of ['siti', 'wayan', 'lama']) {
    await pulau('user', 'add', people[who].nip.replace(/ /g, ''), people[who].name, '--unit', 'KC.1');
  }
  await pulau('user', 'role', people.siti.nip, 'ADMIN', '--unit', 'KC', '--why', 'SK 1/2026');
  return { data, lines, pulau, people };
}

const sso = (issuer, data) => {
  const file = path.join(data, 'sso.rahasia');
  fs.writeFileSync(file, `${SECRET}\n`, { mode: 0o600 });
  return [`oidc_issuer = ${issuer}`, `oidc_client_id = ${CLIENT}`, `oidc_secret_file = ${file}`, 'oidc_name = SSO Contoh'];
};

// --- looking ---

// --- with the real provider, on both engines ---

for (const engine of ['SQLite', 'PostgreSQL']) {
  const on = (name, fn) => test(`${name}, on ${engine}`, fn);
  let office1, people, site, real, siti;
  const seen = engine === 'SQLite' ? look : async () => {};      // the pages are the same

  // From the sign-in page to the provider and back.
  const through = async (page, login, from = '/masuk') => {
    await page.goto(site.base + from);
    await Promise.all([page.waitForNavigation(), page.click('text=Masuk dengan SSO Contoh')]);
    if (page.url().startsWith(real.issuer)) {
      await page.fill('input[name=login]', login);
      await send(page);
    }
  };

  on('a person known by NIP comes in and goes where it was wanted', async () => {
    office1 = await office(engine);
    people = office1.people;
    const port = await freePort();
    put(office1.data, [...office1.lines, ...sso(`http://127.0.0.1:${port}`, office1.data)]);
    site = await serve(office1.data);
    real = await realProvider({ port, base: site.base, people, inToken: engine === 'SQLite' });
    later(real.stop);
    siti = await openPage();
    await siti.goto(`${site.base}/orang`);
    await seen(siti, 'masuk');
    await through(siti, 'siti', '/orang');
    same(at(siti), '/orang', 'after signing in');
    check((await text(siti)).includes('Wayan Sudarma'), 'with the role of an admin, held here');
    await siti.goto(`${site.base}/akun`);
    check((await text(siti)).includes('SSO Contoh'), 'the way in is on the list of sessions');
    await seen(siti, 'sendiri');
    same((await siti.context().cookies()).filter((c) => c.name === 'sso').length, 0, 'cookies of the visit that are left');
  });

  on('who has no account, a suspended one, no NIP or another identity is told what to do', async () => {
    await siti.goto(`${site.base}/orang`);
    await siti.click('text=Lama Pergi');
    await send(siti, 'form[action$="nonaktifkan"] button');
    for (const [login, words] of [['asing', 'Belum ada akun di sini dengan NIP 199901012025011009'], ['lama', 'dinonaktifkan'],
      ['kosong', 'tidak memberi NIP'], ['kembar', 'terikat pada identitas'], ['batal', 'membatalkan']]) {
      const page = await openPage();
      await through(page, login);
      same(page.served.status(), 403, login);
      check((await text(page)).includes(words), `${login} is told: ${await text(page)}`);
      await seen(page, `ditolak-${login}`);
      await page.goto(`${site.base}/akun`);
      same(at(page), '/masuk', `${login} is not signed in`);
      await page.context().close();
    }
    const users = await office1.pulau('user', 'list');
    check(!users.includes('199901012025011009'), 'no account was made');
  });

  on('an identity that was made anew comes in once an admin releases the old one', async () => {
    const page = await openPage();
    await through(page, 'wayan');
    check(!at(page).startsWith('/masuk'), 'the NIP may be written with spaces');
    people.wayan2 = { ...people.wayan };
    const other = await openPage();
    await through(other, 'wayan2');
    same(other.served.status(), 403, 'before');
    await siti.goto(`${site.base}/orang`);
    await siti.click('text=Wayan Sudarma');
    await seen(siti, 'orang');
    await send(siti, 'form[action$="lepas-sso"] button');
    await other.context().clearCookies();
    await through(other, 'wayan2');
    check(!at(other).startsWith('/masuk'), 'after');
    await siti.goto(`${site.base}/orang`);
    await Promise.all([page.context().close(), other.context().close()]);
  });

  on('a role that is taken away stays away however one comes in', async () => {
    await office1.pulau('user', 'role', people.wayan.nip.replace(/ /g, ''), 'ADMIN', '--unit', 'KC.1', '--why', 'SK 2/2026');
    const page = await openPage();
    await through(page, 'wayan2', '/orang');
    same(page.served.status(), 200, 'while it is held');
    await office1.pulau('user', 'role', people.wayan.nip.replace(/ /g, ''), 'ADMIN', '--unit', 'KC.1', '--revoke');
    await page.goto(`${site.base}/orang`);
    same(page.served.status(), 403, 'in the running session');
    await page.context().clearCookies();
    await through(page, 'wayan2', '/orang');
    same(page.served.status(), 403, 'in a new one');
    await page.context().close();
  });

  on('the second step is asked here unless the provider says it saw two factors', async () => {
    await siti.goto(`${site.base}/akun/kode`);
    await send(siti);
    const key = await siti.innerText('code');
    await siti.fill('#code', totp(key));
    await send(siti);
    const spare = (await text(siti)).match(/[a-z0-9]{4}(-[a-z0-9]{4}){3}/)[0];
    const page = await openPage();
    await through(page, 'siti', '/orang');
    same(at(page), '/masuk/kode', 'after the provider');
    await page.goto(`${site.base}/orang`);
    same(at(page), '/masuk', 'half a session opens nothing');
    await page.goto(`${site.base}/masuk/kode?lanjut=%2Forang`);
    await page.fill('#code', spare);
    await send(page);
    same(at(page), '/orang', 'after the code');
    await page.goto(`${site.base}/akun`);
    same((await page.innerText('.sessions')).split('SSO Contoh').length, 3, 'both sessions came through the provider');
    people.siti.amr = ['pwd', 'otp'];
    await page.context().clearCookies();
    await through(page, 'siti', '/orang');
    same(at(page), '/orang', 'with two factors there');
    await page.context().close();
  });

  on('signing out here says that the provider may still know one, and leads there', async () => {
    await siti.goto(`${site.base}/keluar`);
    await send(siti);
    same(at(siti), '/keluar/selesai', 'after signing out');
    await seen(siti, 'keluar');
    await siti.goto(`${site.base}/orang`);
    same(at(siti), '/masuk', 'the session is over');
    await siti.goto(`${site.base}/keluar/selesai`);
    await Promise.all([siti.waitForNavigation(), siti.click('text=Keluar juga dari SSO Contoh')]);
    check(siti.url().startsWith(`${real.issuer}/session/end`), `at the provider: ${siti.url()}`);
    await Promise.all([siti.waitForURL(`${site.base}/masuk`), siti.click('button[value=yes], button[name=logout]')]);
    await Promise.all([siti.waitForNavigation(), siti.click('text=Masuk dengan SSO Contoh')]);
    check(siti.url().startsWith(real.issuer), 'the provider asks again who it is');
  });

  on('signing out at the provider ends the session here', async () => {
    const page = await openPage();
    await through(page, 'siti', '/orang');
    same(at(page), '/orang', 'signed in');
    await page.goto(`${real.issuer}/session/end`);
    await Promise.all([page.waitForNavigation(), page.click('button[value=yes], button[name=logout]')]);
    await page.goto(`${site.base}/orang`);
    same(at(page), '/masuk', 'the provider told pulau');
    await page.context().close();
  });

  on('the log of changes tells of it, and no secret is in any output', async () => {
    const doctor = JSON.parse(await office1.pulau('doctor', '--json').catch((e) => e.message.slice(e.message.indexOf('['))));
    same(doctor.find((f) => f.name === 'sso').grade, 'ok', 'what the doctor finds');
    const settings = JSON.parse(await office1.pulau('config', '--json'));
    same(settings.oidc_issuer.value, real.issuer, 'pulau config');
    for (const out of [site.log(), JSON.stringify(settings), JSON.stringify(doctor)]) {
      for (const word of ['rahasia: yang', encodeURIComponent(SECRET), people.siti.nip]) check(!out.includes(word), `${word} is in ${out.slice(0, 80)}`);
    }
    await office1.pulau('verify');
    await site.stop();
  });
}

// --- with one that lies; plain HTTP ---

let evil, liar, dark;

// A browser without a window: keeps cookies, follows nothing.
class Walker {
  constructor() { this.jar = new Map(); }

  async get(url, options = {}) {
    const cookie = [...this.jar].map(([k, v]) => `${k}=${v}`).join('; ');
    const r = await fetch(url, { redirect: 'manual', ...options, headers: { cookie, ...options.headers } });
    for (const line of r.headers.getSetCookie()) {
      const [pair] = line.split(';');
      const [k, v] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
      if (v) this.jar.set(k, v); else this.jar.delete(k);
    }
    return { status: r.status, to: r.headers.get('location'), text: await r.text() };
  }

  // To the provider and as far as the address that leads back.
  async out(query = '') {
    const begun = await this.get(`${liar.base}/masuk/sso${query}`);
    same(begun.status, 303, 'out to the provider');
    return (await fetch(begun.to, { redirect: 'manual' })).headers.get('location');
  }
}

const inside = async (w) => (await w.get(`${liar.base}/akun`)).status === 200;

// One visit at which the provider does `does`; what came of it, and the reason in the log.
async function visit(does, query) {
  evil.does = does;
  const w = new Walker();
  const said = liar.log().length;
  const end = await w.get(await w.out(query));
  evil.does = {};
  return { ...end, in: await inside(w), noted: (liar.log().slice(said).match(/kembali.*noted="([^"]*)"/) || [])[1] };
}

test('the lying provider is set up, and its honest answer is taken', async () => {
  dark = await office('SQLite');
  const port = await freePort();
  put(dark.data, sso(`http://127.0.0.1:${port}`, dark.data));
  liar = await serve(dark.data);
  evil = await evilProvider(port);
  later(evil.stop);
  evil.nip = dark.people.siti.nip;
  const good = await visit({});
  check(good.in && good.status === 303, `an honest answer: ${JSON.stringify(good)}`);
  check((await visit({ sign: { alg: 'PS256' } })).in, 'PS256 is taken as well');
  check((await visit({ claims: { nip: [evil.nip] } })).in, 'a list of one NIP');
});

const past = () => Math.floor(Date.now() / 1000) - 120;
const lies = [
  ['another nonce', { claims: { nonce: 'x' } }, 'the nonce of the token is not ours'],
  ['another audience', { claims: { aud: 'lain' } }, 'the token is for another audience'],
  ['two audiences and no party', { claims: { aud: [CLIENT, 'lain'] } }, 'the token was issued to another party'],
  ['another issuer', { claims: { iss: 'https://lain.example' } }, 'the token is from another issuer'],
  ['a token that is over', () => ({ claims: { exp: past() } }), 'the token has expired'],
  ['a token of tomorrow', () => ({ claims: { iat: past() + 86400 } }), 'the token is from the future: are both clocks right?'],
  ['no signature', { sign: { alg: 'none' } }, 'the token is malformed'],
  ['an empty promise', { raw: (c) => `${evil.sign(c, { alg: 'none' })}AAAA` }, 'the token is signed in a way that is not allowed'],
  ['the shared secret as key', { sign: { alg: 'HS256' } }, 'the token is signed in a way that is not allowed'],
  ['an unknown key', () => ({ sign: { key: evil.stranger } }), 'the token is signed with an unknown key'],
  ['a foreign key under a known name', () => ({ sign: { key: evil.stranger, kid: evil.key.kid } }), 'the signature of the token is wrong'],
  ['a changed claim', { raw: (c) => { const [h, , s] = evil.sign(c).split('.'); return `${h}.${Buffer.from(JSON.stringify({ ...c, nip: '1' })).toString('base64url')}.${s}`; } }, 'the signature of the token is wrong'],
  ['no token', { answer: { id_token: undefined } }, 'the token is malformed'],
  ['an at_hash of another token', { claims: { at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' } }, 'the access token is not the one the ID token speaks of'],
  ['two NIPs', { claims: { nip: ['1', '2'] } }, 'the provider gives more than one NIP'],
  ['userinfo about somebody else', { claims: { nip: undefined }, userinfo: { sub: 'sub-2', nip: '198001012005011001' } }, 'the provider speaks of another person'],
  ['a code of somebody else', { back: { code: 'curian' } }, 'the provider does not take the code: invalid_grant'],
  ['an answer in another issuer\'s name', { back: { iss: 'https://lain.example' } }, 'the answer is from another issuer'],
  ['a redirect instead of a token', { at: { '/t': 'elsewhere' } }, 'the answer for the code is no JSON'],
  ['a flood', { at: { '/t': 'much' } }, 'the provider sends too much'],
];
for (const [name, does, reason] of lies) {
  test(`refused: ${name}`, async () => {
    const end = await visit(typeof does === 'function' ? does() : does);
    same(end.in, false, 'is somebody in');
    same(end.status, 403, 'status');
    same(end.noted, reason, 'the reason in the log');
    check(end.text.includes('tidak lolos pemeriksaan') && !end.text.includes('sub-'), 'the page says what to do and not why');
    check(!evil.asked['/jebakan'], 'a redirect was followed');
  });
}

test('a visit belongs to the browser that began it, and is taken once', async () => {
  const one = new Walker(), two = new Walker();
  const back = await one.out();
  await two.out();
  same((await two.get(back)).status, 400, 'in another browser');
  same((await new Walker().get(back)).status, 400, 'in a browser without a cookie');
  same((await one.get(back.replace(/state=./, 'state=_'))).status, 400, 'with another state');
  const thief = new Walker();
  thief.jar = new Map(one.jar);
  const ends = await Promise.all([one.get(back), thief.get(back)]);
  same(ends.filter((e) => e.status === 303).length, 1, 'sessions from one visit');
  const winner = ends[0].status === 303 ? one : thief;
  same((await winner.get(back)).to, '/', 'again, by who is in');
  winner.jar.delete('sesi');
  same((await winner.get(back)).status, 400, 'used');
});

test('two windows of one browser may both be on their way', async () => {
  const w = new Walker();
  const [first, second] = [await w.out('?lanjut=%2Fakun'), await w.out('?lanjut=%2Forang')];
  same((await w.get(first)).to, '/akun', 'the first');
  same((await w.get(second)).to, '/', 'the second, since one is in already');
});

test('nobody is led off the site afterwards', async () => {
  for (const to of ['https%3A%2F%2Fjahat.example', '%2F%2Fjahat.example', '%2F%5Cjahat.example', '%2Fmasuk%2Fsso']) {
    same((await visit({}, `?lanjut=${to}`)).to, '/', to);
  }
  same((await visit({}, '?lanjut=%2Fakun%3Fa%3D1')).to, '/akun?a=1', 'a page of this site');
});

test('new keys are fetched when they are needed, and not as often as a stranger likes', async () => {
  evil.rotate();
  const before = evil.asked['/k'];
  for (let i = 0; i < 5; i++) same((await visit({ sign: { key: evil.stranger } })).in, false, 'an unknown key');
  check(evil.asked['/k'] - before <= 1, `keys were fetched ${evil.asked['/k'] - before} times`);
});

test('a logout token must be one', async () => {
  await liar.stop();
  liar = await serve(dark.data);
  const w = new Walker();
  await w.get(await w.out());
  const now = Math.floor(Date.now() / 1000);
  const good = { iss: evil.issuer, aud: CLIENT, iat: now, jti: 'j', sub: 'sub-1', events: { 'http://schemas.openid.net/event/backchannel-logout': {} } };
  const tell = async (token) => (await w.get(`${liar.base}/masuk/sso/keluar`, { method: 'POST', body: new URLSearchParams({ logout_token: token }) })).status;
  same(await tell(evil.sign({ ...good, nonce: 'n' })), 400, 'with a nonce');
  same(await tell(evil.sign({ ...good, events: {} })), 400, 'without the event');
  same(await tell(evil.sign(good, { key: evil.stranger })), 400, 'from a stranger');
  same(await tell(evil.sign({ ...good, aud: 'lain' })), 400, 'for somebody else');
  same(await tell('x'), 400, 'nonsense');
  check(await inside(w), 'the session lives');
  same(await tell(evil.sign(good)), 200, 'a good one');
  same(await inside(w), false, 'does the session live');
});

test('a provider that hangs, fails or is gone keeps nobody waiting long, and comes back', async () => {
  const away = async (w) => { const r = await w.get(`${liar.base}/masuk/sso`); return r.status === 503 && r.text.includes('tidak menjawab'); };
  const back = async () => { for (let i = 0; i < 100 && await away(new Walker()); i++) await new Promise((done) => setTimeout(done, 200)); };
  const hung = await visit({ at: { '/t': 'hang' } });
  same(hung.status, 503, 'it hangs');
  const started = Date.now();
  check(await away(new Walker()), 'the next one is told at once');
  check(Date.now() - started < 2000, 'and did not wait');
  await back();
  same((await visit({ at: { '/t': 500 } })).status, 503, 'it fails');
  await liar.stop();
  await evil.stop();
  liar = await serve(dark.data);
  check(await away(new Walker()), 'it is gone');
  same((await new Walker().get(`${liar.base}/masuk`)).status, 200, 'the door is still there');
  await evil.again();
  await back();
  check((await visit({})).in, 'it is back');
});

test('a crowd that waits for a provider that hangs leaves room for pages', async () => {
  const crowd = [];
  for (let i = 0; i < 8; i++) {
    const w = new Walker();
    crowd.push({ w, back: await w.out() });
  }
  const admin = new Walker();
  await admin.get(await admin.out());
  evil.does = { at: { '/t': 'hang' } };
  let waiting = 0, told = 0;
  const ends = crowd.map(({ w, back }) => { waiting++; return w.get(back).then((r) => { waiting--; told += r.text.includes('Banyak orang'); }); });
  while (waiting > 4) await new Promise((done) => setTimeout(done, 20));
  same((await admin.get(`${liar.base}/orang/impor/templat.xlsx`)).status, 200, 'a page that is made slowly');
  same(waiting, 4, 'still waiting when it was there');
  await Promise.all(ends);
  evil.does = {};
  same(told, 4, 'who were told that many are signing in');
});

test('where passwords are off the door shows the provider alone', async () => {
  await liar.stop();
  put(dark.data, [...sso(evil.issuer, dark.data), 'passwords = no']);
  liar = await serve(dark.data);
  const page = await openPage();
  await page.goto(`${liar.base}/masuk`);
  same(await page.locator('input[type=password]').count(), 0, 'inputs for a password');
  await look(page, 'oidc-tanpa-sandi');
  await page.goto(`${liar.base}/lupa-sandi`);
  same(page.served.status(), 403, 'a forgotten password');
  check((await text(page)).includes('SSO Contoh'), 'says how one signs in');
});

test('settings that would not do stop the start and say which line to mend', async () => {
  await liar.stop();
  for (const [lines, word] of [
    [['passwords = no'], 'passwords'],
    [[...sso('http://sso.contoh.go.id', dark.data)], 'oidc_issuer'],
    [sso(evil.issuer, dark.data).filter((l) => !l.startsWith('oidc_secret')), 'oidc_secret'],
    [sso(evil.issuer, dark.data).filter((l) => !l.startsWith('oidc_client')), 'oidc_client_id'],
    [[...sso(evil.issuer, dark.data), 'oidc_scope = profile'], 'oidc_scope'],
    [[...sso(evil.issuer, dark.data), 'origin = http://zi.contoh.go.id'], 'origin'],
  ]) {
    put(dark.data, lines);
    const said = await exec(['serve', '--data', dark.data, '--listen', `127.0.0.1:${await freePort()}`]).then(() => 'it started', (e) => e.message);
    check(said.includes('left with 64') && said.includes(word), `${word}: ${said}`);
  }
});

run();
