// load.js - people who save answers without a pause, and what must be true of them after a crash.
//
// Each owns one item and counts the saves in its note; the answer goes to and fro with the count.
'use strict';

// The first n items of a worksheet that have letters.  rows(sql) asks the database.
function people(rows, sheet, n) {
  return rows(`SELECT item, version, value FROM lke_answer WHERE worksheet_id = ${sheet.slice(5)} AND layer = 0
      AND value IN ('A', 'B', 'C', 'Ya', 'Tidak') ORDER BY item LIMIT ${n}`)
    .map((r) => ({ item: r.item, version: r.version, count: 0, sent: 0,
      letters: ['Ya', 'Tidak'].includes(r.value) ? ['Ya', 'Tidak'] : ['A', 'B'] }));
}

async function save(visitor, csrf, sheet, person) {
  person.sent = person.count + 1;
  const r = await visitor.ask('POST', `${sheet}/butir/${person.item}`, { _csrf: csrf, versi: person.version,
    jawaban: person.letters[person.sent % 2], catatan: `n${person.sent}` });
  if (r.status !== 303) throw new Error(`a save was answered with ${r.status}`);
  person.count = person.sent;
  person.version++;
}

// Until round.over; an error before that is the failure of the test.
async function load(visitor, csrf, sheet, person, round) {
  while (!round.over) {
    try {
      await save(visitor, csrf, sheet, person);
    } catch (e) {
      if (!round.over) throw e;
    }
  }
}

// The last answered save is there, or the one that was under way, whole.  Returns how many saves that makes.
function compare(rows, all, sheet) {
  const have = {};
  for (const r of rows(`SELECT a.item, a.value, a.version, n.note FROM lke_answer a LEFT JOIN lke_note n
      ON n.worksheet_id = a.worksheet_id AND n.layer = a.layer AND n.item = a.item
      WHERE a.worksheet_id = ${sheet.slice(5)} AND a.layer = 0`)) have[r.item] = r;
  for (const p of all) {
    const r = have[p.item];
    const n = Number((r.note || '').match(/^n(\d+)$/)?.[1] || 0);
    if (n !== p.count && n !== p.sent) throw new Error(`${p.item}: answered ${p.count}, sent ${p.sent}, stored ${n}`);
    if (n && r.value !== p.letters[n % 2]) throw new Error(`${p.item}: note ${n} beside answer ${r.value}`);
    p.count = n;
    p.version = r.version;
  }
  return all.reduce((sum, p) => sum + p.count, 0);
}

module.exports = { compare, load, people };
