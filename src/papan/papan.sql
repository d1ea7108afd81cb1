-- The statements of boards' rows and tallies.

-- name: papan_find
SELECT year, stage, target, points, gates, tpi, tpi_gates FROM papan WHERE instansi_id = $1 AND worksheet_id = $2;

-- $1 worksheet, $2 instansi, $3 unit, $4 year, $5 pack, $6 target, $7 points, $8 gates, $9 since
-- name: papan_score
INSERT INTO papan (worksheet_id, instansi_id, unit_id, year, pack_id, target, points, gates, trend, stage, since)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8,
        $7 - (SELECT b.points FROM papan b
               WHERE b.instansi_id = $2 AND b.unit_id = $3 AND b.year = CAST($4 AS BIGINT) - 1 AND b.pack_id = $5),
        1, $9)
ON CONFLICT (worksheet_id)
DO UPDATE SET target = excluded.target, points = excluded.points, gates = excluded.gates, trend = excluded.trend,
              gap = papan.tpi - excluded.points;

-- name: papan_next_year
UPDATE papan SET trend = points - $5 WHERE instansi_id = $1 AND unit_id = $2 AND year = $3 AND pack_id = $4;

-- name: papan_stage
UPDATE papan SET stage = $3, since = $4, tpi = $5, tpi_gates = $6, gap = $5 - points
 WHERE instansi_id = $1 AND worksheet_id = $2;

-- name: papan_tally
INSERT INTO papan_tally (instansi_id, year, stage, target, gates, tpi_gates, n) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (instansi_id, year, stage, target, gates, tpi_gates) DO UPDATE SET n = papan_tally.n + excluded.n;

-- name: papan_band
INSERT INTO papan_band (instansi_id, year, kind, band, n) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (instansi_id, year, kind, band) DO UPDATE SET n = papan_band.n + excluded.n;

-- What is tallied and is not so, and what is so and not tallied.
-- name: papan_miscounted
WITH is_so (instansi_id, year, stage, target, gates, tpi_gates, n) AS (
         SELECT instansi_id, year, stage, target, gates, COALESCE(tpi_gates, -1), COUNT(*)
           FROM papan GROUP BY 1, 2, 3, 4, 5, 6),
     said (instansi_id, year, stage, target, gates, tpi_gates, n) AS (
         SELECT instansi_id, year, stage, target, gates, tpi_gates, n FROM papan_tally WHERE n <> 0),
     has (instansi_id, year, kind, band, n) AS (
         SELECT instansi_id, year, 'unit', points / 5000000 * 5, COUNT(*) FROM papan GROUP BY 1, 2, 4
         UNION ALL
         SELECT instansi_id, year, 'tpi', tpi / 1000000, COUNT(*) FROM papan WHERE tpi IS NOT NULL GROUP BY 1, 2, 4
         UNION ALL
         SELECT instansi_id, year, 'decided', tpi / 1000000, COUNT(*)
           FROM papan WHERE tpi IS NOT NULL AND stage >= 64 GROUP BY 1, 2, 4),
     points (instansi_id, year, kind, band, n) AS (
         SELECT instansi_id, year, kind, band, n FROM papan_band WHERE n <> 0)
SELECT (SELECT COUNT(*) FROM (SELECT * FROM is_so EXCEPT SELECT * FROM said) x)
     + (SELECT COUNT(*) FROM (SELECT * FROM said EXCEPT SELECT * FROM is_so) x)
     + (SELECT COUNT(*) FROM (SELECT * FROM has EXCEPT SELECT * FROM points) x)
     + (SELECT COUNT(*) FROM (SELECT * FROM points EXCEPT SELECT * FROM has) x);
