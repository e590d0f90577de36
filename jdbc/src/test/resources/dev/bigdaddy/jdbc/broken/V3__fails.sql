CREATE TABLE kept(id INTEGER PRIMARY KEY);
INSERT INTO customer(name, email) VALUES ('Eve', 'eve@example.org');
INSERT INTO customer(name, email) VALUES ('Mallory', 'ada@example.org');
