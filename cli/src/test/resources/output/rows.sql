SELECT column1 AS id, column2 AS "full name", column3 AS c FROM (VALUES
  (1, 'x y', NULL),
  (2.5, 'it''s', X'414243'),
  (1.0e100, 'é,"q"', ''),
  (-7, 'two' || char(10) || 'lines', 'tab' || char(9) || 'x'),
  (9223372036854775807, 'a rather long text that goes on and on, beyond sixty characters of width', 'a|b'));
