// script.js - what assets/pulau.js promises, tried on the gallery: text is saved while typed, and never lost.
'use strict';
const path = require('node:path');
const { root, test, check, same, run, serveFolder, visitor } = require('./lib');

const folder = path.join(root, 'build/gallery');
let base, answerWith, posts;

const state = (text, more = '') => `<div class="answer-state" id="butir-state"><input type="hidden" name="versi" value="4">${more}<p>${text}</p></div>`;

async function open(name, options) {
  base ||= await serveFolder(folder, (req, body, res) => { posts.push({ req, body }); answerWith(res); });
  posts = [];
  answerWith = (res) => res.writeHead(200, { 'content-type': 'text/html' }).end(state('baru saja'));
  const guest = await visitor(options);
  const page = await guest.newPage();
  await page.goto(`${base}/galeri/${name}`);
  return page;
}

const saying = (page) => page.locator('.saving').innerText();
const until = (page, words) => page.waitForFunction((w) => document.querySelector('.saving').innerText.includes(w), words, { timeout: 8000 });

test('a choice is saved at once, and the answer takes its place in the page', async () => {
  const page = await open('butir');
  await page.check('input[value="A"]');
  await until(page, 'Tersimpan');
  same(posts.length, 1, 'posts');
  const sent = new URLSearchParams(posts[0].body);
  same(sent.get('jawaban'), 'A', 'the choice');
  same(sent.get('versi'), '3', 'the version it was based on');
  same(posts[0].req.headers['hx-request'], 'true', 'it asks for a piece');
  check((await page.innerText('#butir-state')).includes('baru saja'), 'the new state is shown');
  await page.check('input[value="C"]');
  await page.waitForFunction(() => document.querySelector('.saving').innerText.includes('Tersimpan'));
  await page.waitForTimeout(300);
  same(new URLSearchParams(posts[1].body).get('versi'), '4', 'the next save is based on the new version');
});

test('text is saved after a pause, once, however long it was typed', async () => {
  const page = await open('butir');
  await page.locator('textarea').pressSequentially(' Selesai bulan Mei.', { delay: 20 });
  await until(page, 'Tersimpan');
  same(posts.length, 1, 'posts');
  check(new URLSearchParams(posts[0].body).get('catatan').includes('Selesai bulan Mei.'), 'the whole text was sent');
});

test('when the network fails the text stays, the page says so, and it is sent again', async () => {
  const page = await open('butir');
  await page.route('**/galeri/butir', (route) => route.request().method() === 'POST' ? route.abort() : route.continue());
  await page.fill('textarea', 'Ditulis di tempat tanpa sinyal.');
  await until(page, 'Belum tersimpan');
  same(await page.inputValue('textarea'), 'Ditulis di tempat tanpa sinyal.', 'the text');
  await page.unroute('**/galeri/butir');
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await until(page, 'Tersimpan');
  same(new URLSearchParams(posts[0].body).get('catatan'), 'Ditulis di tempat tanpa sinyal.', 'what arrived');
});

test('a conflict shows both versions, takes the focus, and stops saving', async () => {
  const page = await open('butir');
  answerWith = (res) => res.writeHead(409, { 'content-type': 'text/html' })
    .end(state('lain', '<div class="conflict" role="alert" tabindex="-1"><h3>Diubah orang lain</h3><button name="pilih" value="saya">Pakai</button></div>'));
  await page.check('input[value="A"]');
  await until(page, 'Pilih dahulu');
  check(await page.evaluate(() => document.activeElement.className === 'conflict'), 'the conflict has the focus');
  await page.fill('textarea', 'lebih lanjut');
  await page.waitForTimeout(1300);
  same(posts.length, 1, 'nothing more is sent');
});

test('a session that ended is said, and nothing is lost', async () => {
  const page = await open('butir');
  answerWith = (res) => res.writeHead(401).end();
  await page.fill('textarea', 'Tetap di sini.');
  await until(page, 'Sesi Anda berakhir');
  same(await page.inputValue('textarea'), 'Tetap di sini.', 'the text');
});

test('leaving with unsaved text asks first, after saving it does not', async () => {
  const page = await open('butir');
  let asked = 0;
  page.on('dialog', (d) => { asked++; d.accept(); });
  answerWith = (res) => res.writeHead(500).end();
  await page.click('textarea');
  await page.keyboard.type('belum');
  await page.goto(`${base}/galeri/kerja`);
  same(asked, 1, 'questions with unsaved text');
  await page.goto(`${base}/galeri/butir`);
  answerWith = (res) => res.writeHead(200, { 'content-type': 'text/html' }).end(state('ok'));
  await page.click('textarea');
  await page.keyboard.type('sudah');
  await until(page, 'Tersimpan');
  await page.goto(`${base}/galeri/kerja`);
  same(asked, 1, 'questions after saving');
});

test('characters left are counted down, and what is too much is said', async () => {
  const page = await open('formulir');
  same(await page.locator('.count').innerText(), 'Sisa 463 karakter', 'at first');
  await page.fill('#uraian', 'x'.repeat(503));
  same(await page.locator('.count').innerText(), 'Kelebihan 3 karakter', 'over');
});

test('an upload shows how far it is, then the page that answers', async () => {
  const page = await open('butir');
  answerWith = (res) => res.writeHead(200, { 'content-type': 'text/html' })
    .end('<!DOCTYPE html><title>Sesudah</title><main id="isi"><div class="notice">Berkas terunggah.</div></main>');
  await page.setInputFiles('#unggah-file', { name: 'a.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(300000) });
  await page.click('#unggah button');
  await page.waitForFunction(() => document.querySelector('main').innerText.includes('terunggah'));
  same(await page.title(), 'Sesudah', 'the title');
  check(posts[0].req.headers['content-type'].startsWith('multipart/form-data'), 'it went as a form with files');
});

test('an upload that is cut off says so and can be tried again', async () => {
  const page = await open('butir');
  await page.route('**/galeri/butir', (route) => route.request().method() === 'POST' ? route.abort() : route.continue());
  await page.setInputFiles('#unggah-file', { name: 'a.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(3000) });
  await page.click('#unggah button');
  await page.waitForFunction(() => document.querySelector('#unggah .progress').innerText.includes('terputus'));
  check(await page.getAttribute('#unggah button', 'aria-disabled') === null, 'the button works again');
});

test('a form with mistakes puts the focus on the list of them', async () => {
  const page = await open('formulir');
  check(await page.evaluate(() => document.activeElement.id === 'errors'), 'focus');
  await page.click('#errors a');
  check(await page.evaluate(() => document.activeElement.id === 'pegawai'), 'the link leads into the field');
});

test('keys: / searches, Escape closes the menu', async () => {
  const page = await open('daftar', { viewport: { width: 320, height: 700 } });
  await page.keyboard.press('/');
  check(await page.evaluate(() => document.activeElement.id === 'cari'), '/ leads to the search');
  await page.click('.menu-switch summary');
  check(await page.isVisible('nav.menu, .side nav'), 'the menu opens');
  await page.keyboard.press('Escape');
  check(!await page.isVisible('.side nav'), 'the menu closes');
});

test('by keyboard: the first stop skips to the content', async () => {
  const page = await open('kerja');
  await page.keyboard.press('Tab');
  same(await page.evaluate(() => document.activeElement.className), 'skip', 'the first stop');
  await page.keyboard.press('Enter');
  check(await page.evaluate(() => document.activeElement.id === 'isi' || location.hash === '#isi'), 'it leads to the content');
});

test('without script every form is a plain form and the menu opens', async () => {
  const page = await open('butir', { javaScriptEnabled: false, viewport: { width: 320, height: 700 } });
  await page.click('.menu-switch summary');
  check(await page.isVisible('.side nav'), 'the menu opens');
  await page.check('input[value="A"]');
  await Promise.all([page.waitForNavigation(), page.click('#butir-form .buttons button')]);
  same(new URLSearchParams(posts[0].body).get('jawaban'), 'A', 'the choice');
});

test('on paper there is no frame, and tables hidden on screen are printed', async () => {
  const page = await open('kerja');
  await page.emulateMedia({ media: 'print' });
  check(!await page.isVisible('.side'), 'no rail');
  check(await page.isVisible('.chart details table'), 'the numbers of a chart are printed');
  const pdf = await page.pdf({ format: 'A4' });
  check(pdf.length > 10000, 'it prints');
});

run();
