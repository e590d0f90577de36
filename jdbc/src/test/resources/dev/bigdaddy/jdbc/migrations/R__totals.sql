DROP VIEW IF EXISTS totals;
CREATE VIEW totals AS
  SELECT name, sum(total) AS total FROM customer c JOIN orders o ON o.customer_id = c.id GROUP BY name;
