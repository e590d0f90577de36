CREATE TABLE orders(
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL,
  total NUMERIC CHECK (total >= 0)
) /* SHARDS=16 SHARD_KEY=customer_id */;
INSERT INTO orders VALUES (1, 1, 10), (2, 2, 20.5), (3, 2, 0);
UPDATE orders SET total = total + 1 WHERE customer_id = 2;
DELETE FROM orders WHERE total < 1;
