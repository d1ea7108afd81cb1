-- From whom a worksheet is hidden follows from who sits where and how far it is, so it is not stored besides: both
-- anggota of a blind cycle, from being seated until the second of them has handed in, and again when it comes back.
DROP TABLE lke_blind;

CREATE VIEW lke_blind AS
SELECT s.user_id, w.id AS worksheet_id, w.instansi_id
  FROM evaluasi_seat s
  JOIN evaluasi_cycle c ON c.id = s.cycle_id
  JOIN lke_worksheet w ON w.unit_id = s.unit_id AND w.year = c.year
  LEFT JOIN evaluasi_state t ON t.worksheet_id = w.id
 WHERE c.blind = 1 AND s.seat IN ('anggota', 'anggota-2')
   AND COALESCE(t.stage, 'isi') IN ('isi', 'konfirmasi', 'pendahuluan', 'anggota');
