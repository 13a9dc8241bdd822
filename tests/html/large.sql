-- 10,000 findings in scan 3, first seen in one of three scans: copies of the sample's under other names.
BEGIN;
INSERT INTO scans(id, started, finished, root, mode, arch, tool_version, options, exit_status, files, lost_files,
	degraded_files, functions, dma_functions, degraded_functions, findings, cpu_ms)
SELECT 3, started, finished, root, mode, arch, tool_version, options, exit_status, 9000, 2, 10, 400000, 52000, 120,
	10000, cpu_ms FROM scans WHERE id = 2;
CREATE TEMP TABLE numbers AS
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 9999) SELECT i FROM n;
CREATE TEMP TABLE sample AS
SELECT row_number() OVER (ORDER BY id) - 1 AS i, * FROM findings WHERE scan = 2;
INSERT INTO findings(id, scan, fingerprint, rule, path, line, col, end_line, end_col, function, message, confidence,
	subject, edge, arch, rank, suppression, justification)
SELECT 100000 + n.i, 3, 1000000000000 + n.i * 7919, s.rule, s.path, s.line, s.col, s.end_line, s.end_col,
	s.function || '_' || n.i, s.message, 1 + n.i % 3, s.subject, s.edge, s.arch, s.rank, 0, NULL
FROM numbers n JOIN sample s ON s.i = n.i % (SELECT count(*) FROM sample);
INSERT INTO finding_steps(finding, kind, seq, path, line, col, end_line, end_col, message, nesting)
SELECT 100000 + n.i, t.kind, t.seq, t.path, t.line, t.col, t.end_line, t.end_col, t.message, t.nesting
FROM numbers n JOIN sample s ON s.i = n.i % (SELECT count(*) FROM sample) JOIN finding_steps t ON t.finding = s.id;
-- Two thousand files in eighty folders, which run makes.
UPDATE findings SET path = printf('large/sub%02d/file%04d.c', id % 80, id % 2000) WHERE scan = 3;
UPDATE finding_steps SET path = printf('large/sub%02d/file%04d.c', finding % 80, finding % 2000) WHERE finding >= 100000;
INSERT INTO fingerprints(fingerprint, first_scan, first_seen, last_scan, last_seen)
SELECT fingerprint, 3 - id / 4000 % 3, (SELECT finished FROM scans WHERE id = 2) - (id / 4000 % 3) * 1000000, 3,
	(SELECT finished FROM scans WHERE id = 2) FROM findings WHERE scan = 3;
COMMIT;
