CREATE TABLE customer(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  email TEXT UNIQUE
);
CREATE INDEX customer_name ON customer(name);
INSERT INTO customer(name, email) VALUES ('Ada', 'ada@example.org'), ('Bob', 'bob@example.org');
