// campaign.js - an open campaign with an SKM and a SPAK put into a database: a file of SQLite or a PostgreSQL.
'use strict';
const { execFileSync } = require('node:child_process');
const crypto = require('node:crypto');

const isPg = (db) => db.startsWith('postgresql:');

function query(db, sql) {
  const [program, args] = isPg(db) ? ['psql', ['-XqAt', '-F', '|', '-v', 'ON_ERROR_STOP=1', db]] : ['sqlite3', ['-cmd', '.timeout 30000', db]];
  return execFileSync(program, args, { input: sql, encoding: 'utf8', maxBuffer: 1 << 28 }).trim().split('\n').map((row) => row.split('|'));
}

const number = () => String(crypto.randomBytes(6).readUIntBE(0, 6));
const said = (v) => (typeof v === 'number' ? v : /^\d{6,}$/.test(v) ? v : `'${v}'`);
const row = (table, values) => `INSERT INTO ${table} (${Object.keys(values).join(', ')}) VALUES (${Object.values(values).map(said).join(', ')});\n`;

// { id, slug, kiosk, services }: a counter and an online service, an own choice and an own question in words.
function campaign(db, slug, { mode = 'open', embed = '' } = {}) {
  const [[unit, of]] = query(db, "SELECT id, instansi_id FROM unit WHERE kind <> 'instansi' ORDER BY id DESC LIMIT 1;");
  const [[person]] = query(db, 'SELECT id FROM akun_user ORDER BY id LIMIT 1;');
  const id = number(), services = [number(), number()], kiosk = `kios-${slug}-rahasia`;
  let sql = 'BEGIN;\n';
  services.forEach((service, i) => {
    sql += row('survei_service', { id: service, instansi_id: of, unit_id: unit, name: i ? `Izin daring ${slug}` : `Loket ${slug}`, name_en: i ? 'Online permit' : 'Counter', online: i, version: 1 });
  });
  sql += row('survei_campaign', { id, instansi_id: of, unit_id: unit, title: 'Survei layanan triwulan IV', slug, mode, plain_too: 0, state: 'open', opens_on: '2020-01-01', closes_on: '2099-12-31', served_from: '2020-01-01', embed, kiosk, made_by: person, made_at: '2026-01-01T00:00:00Z', version: 1 });
  services.forEach((service, i) => {
    sql += row('survei_target', { instansi_id: of, campaign_id: id, service_id: service, population: 100, quota: 30 });
    sql += row('survei_form', { instansi_id: of, campaign_id: id, place: i, pack_id: i ? 'spak-90-2021' : 'skm-14-2017', scale: 4, elements: i ? 5 : 9 });
    sql += row('survei_question', { id: number(), instansi_id: of, campaign_id: id, place: i, kind: i ? 'text' : 'choice', ask: i ? 'Apa yang perlu diperbaiki?' : 'Dari mana Anda tahu layanan ini?', ask_en: i ? 'What should be mended?' : 'How did you hear of this service?', options: i ? '' : 'Teman\nMedia sosial\nPapan pengumuman', options_en: i ? '' : 'Friends\nSocial media\nNotice board', required: i ? 0 : 1 });
  });
  query(db, `${sql}COMMIT;\n`);
  return { id, slug, kiosk, services };
}

const count = (db, c, more = '') => Number(query(db, `SELECT COUNT(*) FROM survei_answer WHERE campaign_id = ${c.id} ${more};`)[0][0]);

module.exports = { query, campaign, count };
