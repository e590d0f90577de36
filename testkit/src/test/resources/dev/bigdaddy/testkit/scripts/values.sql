-- Every storage class in one column, and what comparison, affinity and collation make of them.
CREATE TABLE v(id INTEGER PRIMARY KEY, x, n INTEGER, r REAL, t TEXT, b BLOB, num NUMERIC);
INSERT INTO v VALUES
  (1, NULL, NULL, NULL, NULL, NULL, NULL),
  (2, 0, 0, 0, '0', x'30', 0),
  (3, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
  (4, -0.0, -0.0, -0.0, '-0.0', x'', '-0.0'),
  (5, 1, '1', '1', 1, x'31', '1'),
  (6, 1.0, 1.0, 1, 1.0, 'one', 1.0),
  (7, '1', ' 1 ', ' 1 ', ' 1 ', x'0031', ' 1 '),
  (8, x'31', x'31', x'31', x'31', x'31', x'31'),
  (9, 9223372036854775807, 9223372036854775807, 9223372036854775807, 9223372036854775807, NULL, 9223372036854775807),
  (10, -9223372036854775808, -9223372036854775808, -9223372036854775808, -9223372036854775808, NULL, -9223372036854775808),
  (11, 9223372036854775807.0, 9223372036854775807.0, 9223372036854775807.0, 9223372036854775807.0, NULL, 9223372036854775807.0),
  (12, 9223372036854775808, '9223372036854775808', 9223372036854775808, 'abc', NULL, '9223372036854775808'),
  (13, 1e308, 1e308, 1e308, 1e308, NULL, '1e308'),
  (14, 9e999, 9e999, 9e999, 9e999, NULL, 9e999),
  (15, -9e999, -9e999, -9e999, -9e999, NULL, -9e999),
  (16, '', '', '', '', '', ''),
  (17, 'a', 'a', 'a', 'a', 'a', 'a'),
  (18, 'A', 'A', 'A', 'A', 'A', 'A'),
  (19, 'a ', 'a ', 'a ', 'a ', 'a ', 'a '),
  (20, 'ä', 'Ä', 'ß', 'ﬁ', '漢字', '😀'),
  (21, 'it''s', '--', '/*', '*/', ';', '"'),
  (22, x'00', x'0000', x'ff', x'00', x'00ff00', x'61'),
  (23, 5e-324, 2.5, 2.5, 2.5, 2.5, '2.50'),
  (24, 0.1, 0.1, 0.1, 0.1, 0.1, '.1'),
  (25, '0x10', '0x10', '0x10', '0x10', '0x10', '0x10'),
  (26, 1e15, '1e15', '1e15', '1e15', NULL, '1e15'),
  (27, 9007199254740993, 9007199254740993, 9007199254740993, 9007199254740993, NULL, 9007199254740993),
  (28, 9007199254740992.0, 9007199254740992.0, 9007199254740992.0, 9007199254740992.0, NULL, 9007199254740992.0),
  (29, true, false, true, false, true, false);
SELECT * FROM v;
SELECT id, typeof(x), typeof(n), typeof(r), typeof(t), typeof(b), typeof(num) FROM v ORDER BY id;
SELECT id, x FROM v ORDER BY x, id;
SELECT id, x FROM v ORDER BY x DESC, id DESC;
SELECT id, n FROM v ORDER BY n NULLS LAST, id;
SELECT id, r FROM v ORDER BY r DESC NULLS FIRST, id;
SELECT id, t FROM v ORDER BY t COLLATE NOCASE, id;
SELECT id, t FROM v ORDER BY t COLLATE RTRIM DESC, id;
SELECT id, b FROM v ORDER BY b, id;
SELECT id, num FROM v ORDER BY num, id;
SELECT x, count(*) FROM v GROUP BY x;
SELECT DISTINCT x FROM v ORDER BY x;
SELECT DISTINCT r FROM v ORDER BY 1;
SELECT DISTINCT t COLLATE NOCASE FROM v ORDER BY 1;
SELECT DISTINCT typeof(num), num FROM v;
SELECT id FROM v WHERE x = 1 ORDER BY id;
SELECT id FROM v WHERE x = '1' ORDER BY id;
SELECT id FROM v WHERE x = x'31' ORDER BY id;
SELECT id FROM v WHERE n = '1' ORDER BY id;
SELECT id FROM v WHERE t = 1 ORDER BY id;
SELECT id FROM v WHERE r = 9223372036854775807 ORDER BY id;
SELECT id FROM v WHERE n = 9223372036854775807.0 ORDER BY id;
SELECT id FROM v WHERE n > 9007199254740992.0 ORDER BY id;
SELECT id FROM v WHERE x < 'a' ORDER BY id;
SELECT id FROM v WHERE x > '' ORDER BY id;
SELECT id FROM v WHERE x >= x'' ORDER BY id;
SELECT id FROM v WHERE x BETWEEN -1 AND 1 ORDER BY id;
SELECT id FROM v WHERE x IN (0, '1', x'00', NULL) ORDER BY id;
SELECT id FROM v WHERE x NOT IN (0, 1) ORDER BY id;
SELECT id FROM v WHERE x NOT IN (0, 1, NULL) ORDER BY id;
SELECT id FROM v WHERE x IS NULL;
SELECT id FROM v WHERE x IS NOT NULL ORDER BY id;
SELECT id FROM v WHERE x IS NOT DISTINCT FROM NULL;
SELECT id FROM v WHERE t LIKE 'A%' ORDER BY id;
SELECT id FROM v WHERE t GLOB 'a*' ORDER BY id;
SELECT id FROM v WHERE t = 'A' COLLATE NOCASE ORDER BY id;
SELECT id FROM v WHERE t COLLATE RTRIM = 'a' ORDER BY id;
SELECT min(x), max(x), count(x), count(*) FROM v;
SELECT min(n), max(n), min(r), max(r), min(t), max(t), min(b), max(b) FROM v;
SELECT typeof(min(x)), typeof(max(x)) FROM v WHERE x IS NOT NULL AND typeof(x) <> 'blob';
SELECT typeof(x), count(*), min(x), max(x) FROM v GROUP BY typeof(x) ORDER BY 1;
SELECT sum(n) FROM v WHERE id BETWEEN 2 AND 6;
SELECT avg(num), total(num) FROM v WHERE id < 9;
SELECT sum(t), avg(t), total(t) FROM v WHERE id BETWEEN 2 AND 8;
SELECT id, x + 0, x || '', -x, +x, x * 2, x / 2, x % 3 FROM v WHERE typeof(x) <> 'blob' ORDER BY id;
SELECT id, CAST(x AS INTEGER), CAST(x AS REAL), CAST(x AS TEXT), CAST(x AS BLOB) FROM v ORDER BY id;
SELECT id, quote(x), hex(x), length(x) FROM v ORDER BY id;
SELECT id, r = n, r IS n, n = t, t = x, x = num FROM v ORDER BY id;
SELECT count(DISTINCT x), count(DISTINCT n), count(DISTINCT t COLLATE NOCASE) FROM v;
SELECT id, coalesce(x, 'none'), ifnull(n, -1), nullif(x, 1), iif(x, 'yes', 'no') FROM v ORDER BY id;
SELECT id, CASE x WHEN 1 THEN 'one' WHEN '1' THEN 'text one' WHEN NULL THEN 'never' ELSE 'other' END FROM v ORDER BY id;
SELECT id, x & 3, x | 1, ~x, x << 1, x >> 1 FROM v WHERE typeof(x) = 'integer' ORDER BY id;
SELECT id, substr(t, 1, 1), upper(t), lower(t), unicode(t), instr(t, 'a') FROM v ORDER BY id;
SELECT 9223372036854775807 + 1, -9223372036854775808 - 1, 9223372036854775807 * 2;
-- error
SELECT abs(x) FROM v WHERE id = 10;
-- error
SELECT sum(x) FROM v WHERE id IN (9, 5);
-- params: 1
SELECT id FROM v WHERE x = ? ORDER BY id;
-- params: 1.0
SELECT id FROM v WHERE x = ? ORDER BY id;
-- params: '1'
SELECT id FROM v WHERE x = ? ORDER BY id;
-- params: x'31'
SELECT id FROM v WHERE x = ? ORDER BY id;
-- params: NULL
SELECT id FROM v WHERE x = ? ORDER BY id;
-- params: NULL
SELECT id FROM v WHERE x IS ? ORDER BY id;
-- params: 9223372036854775807, -9223372036854775808, 1.5, 'text', x'00ff', NULL
SELECT ?, ?, ?, ?, ?, ?;
-- params: 9.5, 'b', 3
SELECT id, ?2 FROM v WHERE id < ?1 ORDER BY id LIMIT ?3;
-- params: 3, 'z'
SELECT :name, id FROM v WHERE id = $id OR id = :name ORDER BY id;
-- params: 0.0
SELECT id FROM v WHERE r = ? ORDER BY id;
-- params: -0.0
SELECT id FROM v WHERE r = ? ORDER BY id;
-- params: '5'
SELECT id FROM v WHERE id = ?;
-- params: 5.0
SELECT id FROM v WHERE id = ?;
-- params: '5x'
SELECT id FROM v WHERE id = ?;
-- params: x'35'
SELECT id FROM v WHERE id = ?;
SELECT id FROM v WHERE id = '5';
SELECT id FROM v WHERE id = 5.0;
SELECT id FROM v WHERE id = 5.5;
SELECT id FROM v WHERE id = NULL;
SELECT id FROM v WHERE id IS 5;
SELECT id FROM v WHERE id IN (5, '6', 7.0, 8.5, NULL) ORDER BY id;
SELECT id FROM v WHERE +id = '5';
SELECT id FROM v WHERE (id, n) = (5, 1);
SELECT id FROM v WHERE id = 5 AND id = 6;
SELECT id FROM v WHERE id = 5 OR id = 6 ORDER BY id;
SELECT id FROM v WHERE NOT id <> 5;
