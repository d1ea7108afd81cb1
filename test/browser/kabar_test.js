// kabar_test.js - what a work team hears: at the bell, in the list, and by letters that a real mail server receives.
//
//     node test/browser/kabar_test.js        pictures: build/shots/kabar-*.png
'use strict';
const net = require('node:net');
const { test, check, none, same, run, later, startDemo, openPage, signIn, look } = require('./lib');

let site, team, other;
const letters = [];                     // { to, subject, text, head }

const decoded = (s) => Buffer.from(s, 'base64').toString('utf8');

function keep(to, raw) {
  const [head, body] = raw.split('\r\n\r\n');
  const words = [...head.matchAll(/=\?utf-8\?B\?(.*?)\?=/g)].map((m) => decoded(m[1]));
  letters.push({ to, head, subject: words.join(''), text: decoded(body.replace(/\r\n/g, '')) });
}

// RFC 5321, as far as one who sends plain letters goes.
async function mailServer() {
  const server = net.createServer((socket) => {
    let rest = '', to = '', data = null;
    const say = (line) => socket.write(`${line}\r\n`);
    const line = (text) => {
      if (data !== null) {
        if (text !== '.') { data += `${text}\r\n`; return; }
        keep(to, data);
        data = null;
        say('250 kept');
      } else if (/^DATA/i.test(text)) {
        data = '';
        say('354 go on');
      } else if (/^RCPT/i.test(text)) {
        to = text.match(/<(.*)>/)[1];
        say('250 good');
      } else if (/^QUIT/i.test(text)) {
        say('221 bye');
      } else {
        say('250 good');
      }
    };
    say('220 ready');
    socket.on('error', () => {});
    socket.on('data', (d) => {
      rest += d;
      for (let at; (at = rest.indexOf('\r\n')) >= 0; rest = rest.slice(at + 2)) line(rest.slice(0, at));
    });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  later(() => new Promise((done) => server.close(done)));
  return server.address().port;
}

const text = (page) => page.innerText('main');
const press = (page, button) => Promise.all([page.waitForNavigation(), page.click(button)]);

async function open(who, options) {
  const page = await openPage(options);
  if (who) await signIn(page, site.base, who);
  return page;
}

test('a notice waits at the bell, leads to what it is about, and is read from then on', async () => {
  process.env.PULAU_SMTP_URL = `smtp://127.0.0.1:${await mailServer()}`;
  process.env.PULAU_MAIL_FROM = 'pulau@pesisir.example';
  site = await startDemo();
  team = site.who('Tim kerja ZI', 'Tanjung Tirta');
  other = site.who('Tim kerja ZI', 'Teluk Mutiara') || site.people.filter((p) => p.role === 'Tim kerja ZI')[1];
  const page = await open(team);
  const waiting = Number((await page.innerText('.bell .waits')).match(/\d+/)[0]);
  check(waiting > 0, 'the bell counts what is new');
  await press(page, '.bell');
  same(await page.locator('.notices .new').count(), waiting, 'new notices in the list');
  await look(page, 'kabar-daftar');
  await press(page, '.notices .new a');
  check(/^\/(lke|evaluasi|survei)\/\d+/.test(new URL(page.url()).pathname), `it leads to the thing, not to ${page.url()}`);
  same(await page.locator('.bell .waits').count() ? Number((await page.innerText('.bell .waits')).match(/\d+/)[0]) : 0,
    waiting - 1, 'what is left at the bell');
});

test('preferences are kept, without a script as well', async () => {
  const page = await open(team, { javaScriptEnabled: false });
  await page.goto(`${site.base}/kabar/atur`);
  await page.selectOption('#lke_opened', 'daily');
  await page.selectOption('#jam', '16');
  await page.check('#libur');
  await press(page, 'main form .button');
  check((await text(page)).includes('Pilihan disimpan'), 'it says so');
  same(await page.inputValue('#lke_opened'), 'daily', 'the kind');
  same(await page.inputValue('#jam'), '16', 'the hour');
  check(await page.isChecked('#libur'), 'weekends');
  const again = await open(team);
  await again.goto(`${site.base}/kabar/atur`);
  await look(again, 'kabar-atur');
});

test('everybody who chose no other way gets one letter, and nothing of the matter is in it', async () => {
  let before = -1;
  for (let i = 0; !letters.length || letters.length > before; i++) {    // a minute after the telling, till no more come
    check(i < 60, `no letter came:\n${site.log()}`);
    before = letters.length;
    await new Promise((done) => setTimeout(done, 3000));
  }
  for (const l of letters.map((k) => ({ ...k, text: k.text.slice(k.text.indexOf('\n')) }))) {      // without the greeting
    check(/\d+ \S+/.test(l.subject) && /\/kabar(\/\d+)?\n/.test(l.text), 'it says what sort, and where');
    check(!/LKE|Kantor|Teluk|Tanjung| 20\d\d|\/lke|\/evaluasi|\/survei/.test(l.subject + l.text), `nothing of the matter is in it:\n${l.text}`);
    check(/List-Unsubscribe: <http/.test(l.head), 'mail programs are told how it ends');
  }
  const twice = letters.filter((l, i) => letters.findIndex((k) => k.to === l.to && k.subject === l.subject) !== i);
  none(twice.map((l) => l.to), 'written to twice');
});

test('the link in a letter ends the letters of its reader, and asks first', async () => {
  const page = await open(null);
  await page.goto(letters[0].text.match(/http\S+\/kabar\/henti\/\S+/)[0]);
  await look(page, 'kabar-henti');
  await press(page, 'main form .button');
  check((await text(page)).includes('Surat dihentikan'), 'it says so');
});

test('the link to the thing asks who one is, and goes on to the thing', async () => {
  const page = await open(null);
  await signIn(page, site.base, other);
  await page.goto(`${site.base}/kabar`);
  const link = await page.getAttribute('.notices a', 'href');
  const stranger = await open(team);
  same((await stranger.goto(site.base + link)).status(), 404, "another person's notice");
  const fresh = await open(null);
  await fresh.goto(site.base + link);
  same(new URL(fresh.url()).pathname, '/masuk', 'a visitor signs in first');
  await fresh.fill('input[autocomplete="username"]', other.name);
  await fresh.fill('input[type="password"]', other.password);
  await press(fresh, 'main form button');
  check(/^\/(lke|evaluasi|survei)\/\d+/.test(new URL(fresh.url()).pathname), `then it leads on, not to ${fresh.url()}`);
});

test('an admin finds no letter lost', async () => {
  const page = await open(site.who('Admin'));
  await page.goto(`${site.base}/kabar/surat`);
  check((await text(page)).includes('Semua surat sampai'), 'every letter arrived');
  await look(page, 'kabar-surat');
});

run();
