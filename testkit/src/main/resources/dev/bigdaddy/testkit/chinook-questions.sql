-- Thirty questions about the Chinook music shop.

-- How many tracks are there, how long are they together, and what would all of them cost?
SELECT count(*), sum(Milliseconds), round(sum(UnitPrice), 2) FROM Track;
-- The ten longest tracks.
SELECT TrackId, Name, Milliseconds FROM Track ORDER BY Milliseconds DESC, TrackId LIMIT 10;
-- Which customers live in Germany?
SELECT CustomerId, FirstName || ' ' || LastName AS name, City FROM Customer WHERE Country = 'Germany' ORDER BY name;
-- Who is customer 17?
SELECT * FROM Customer WHERE CustomerId = 17;
-- Revenue by country.
SELECT BillingCountry, count(*) AS invoices, round(sum(Total), 2) AS revenue FROM Invoice GROUP BY BillingCountry ORDER BY revenue DESC, BillingCountry;
-- The five best customers.
SELECT c.FirstName, c.LastName, round(sum(i.Total), 2) AS spent FROM Customer c JOIN Invoice i ON i.CustomerId = c.CustomerId GROUP BY c.CustomerId ORDER BY spent DESC, c.CustomerId LIMIT 5;
-- How many tracks has each genre?
SELECT g.Name, count(t.TrackId) FROM Genre g LEFT JOIN Track t ON t.GenreId = g.GenreId GROUP BY g.GenreId ORDER BY 2 DESC, 1;
-- Which genre sells best?
SELECT g.Name, sum(l.Quantity) AS sold, round(sum(l.UnitPrice * l.Quantity), 2) FROM InvoiceLine l JOIN Track t ON t.TrackId = l.TrackId JOIN Genre g ON g.GenreId = t.GenreId GROUP BY g.GenreId ORDER BY sold DESC, g.Name LIMIT 10;
-- The artists with the most albums.
SELECT ar.Name, count(*) AS albums FROM Artist ar JOIN Album al ON al.ArtistId = ar.ArtistId GROUP BY ar.ArtistId HAVING count(*) > 4 ORDER BY albums DESC, ar.Name;
-- Artists without any album.
SELECT count(*) FROM Artist WHERE ArtistId NOT IN (SELECT ArtistId FROM Album);
-- Tracks that nobody ever bought.
SELECT count(*) FROM Track t WHERE NOT EXISTS (SELECT 1 FROM InvoiceLine l WHERE l.TrackId = t.TrackId);
-- Who reports to whom?
SELECT e.FirstName, e.Title, m.FirstName AS manager FROM Employee e LEFT JOIN Employee m ON m.EmployeeId = e.ReportsTo ORDER BY e.EmployeeId;
-- The whole hierarchy with its levels.
WITH RECURSIVE chain(id, name, level) AS (SELECT EmployeeId, LastName, 0 FROM Employee WHERE ReportsTo IS NULL UNION ALL SELECT e.EmployeeId, e.LastName, level + 1 FROM Employee e JOIN chain c ON e.ReportsTo = c.id) SELECT level, name FROM chain ORDER BY level, name;
-- Sales of each support agent.
SELECT e.LastName, count(DISTINCT c.CustomerId) AS customers, round(sum(i.Total), 2) AS sales FROM Employee e JOIN Customer c ON c.SupportRepId = e.EmployeeId JOIN Invoice i ON i.CustomerId = c.CustomerId GROUP BY e.EmployeeId ORDER BY sales DESC;
-- Revenue by year, and its running total.
SELECT strftime('%Y', InvoiceDate) AS year, round(sum(Total), 2) AS revenue, round(sum(sum(Total)) OVER (ORDER BY strftime('%Y', InvoiceDate)), 2) AS so_far FROM Invoice GROUP BY year ORDER BY year;
-- The longest track of each media type.
SELECT m.Name, t.Name, max(t.Milliseconds) FROM Track t JOIN MediaType m ON m.MediaTypeId = t.MediaTypeId GROUP BY m.MediaTypeId ORDER BY m.Name;
-- The three dearest invoices of each country with more than ten invoices.
SELECT * FROM (SELECT BillingCountry, InvoiceId, Total, row_number() OVER (PARTITION BY BillingCountry ORDER BY Total DESC, InvoiceId) AS place FROM Invoice WHERE BillingCountry IN (SELECT BillingCountry FROM Invoice GROUP BY BillingCountry HAVING count(*) > 10)) WHERE place <= 3 ORDER BY BillingCountry, place;
-- Playlists with their number of tracks and hours.
SELECT p.PlaylistId, p.Name, count(pt.TrackId), round(total(t.Milliseconds) / 3600000, 2) FROM Playlist p LEFT JOIN PlaylistTrack pt ON pt.PlaylistId = p.PlaylistId LEFT JOIN Track t ON t.TrackId = pt.TrackId GROUP BY p.PlaylistId ORDER BY p.PlaylistId;
-- Tracks that are in more than four playlists.
SELECT TrackId, count(*) AS n FROM PlaylistTrack GROUP BY TrackId HAVING n > 4 ORDER BY n DESC, TrackId LIMIT 20;
-- Tracks longer than the average of their genre by five times.
SELECT t.TrackId, t.Name FROM Track t WHERE t.Milliseconds > 5 * (SELECT avg(x.Milliseconds) FROM Track x WHERE x.GenreId = t.GenreId) ORDER BY t.TrackId LIMIT 15;
-- Cities in which both a customer and an employee live.
SELECT City FROM Customer INTERSECT SELECT City FROM Employee ORDER BY City;
-- All countries of customers and invoices, without doubles.
SELECT Country FROM Customer UNION SELECT BillingCountry FROM Invoice ORDER BY 1;
-- Invoices whose total differs from the sum of their lines.
SELECT i.InvoiceId FROM Invoice i JOIN InvoiceLine l ON l.InvoiceId = i.InvoiceId GROUP BY i.InvoiceId HAVING abs(i.Total - sum(l.UnitPrice * l.Quantity)) > 0.001;
-- The first and last invoice of each customer in the USA.
SELECT CustomerId, min(InvoiceDate), max(InvoiceDate), count(*) FROM Invoice WHERE BillingCountry = 'USA' GROUP BY CustomerId ORDER BY CustomerId;
-- Composers with the most tracks.
SELECT Composer, count(*) FROM Track WHERE Composer IS NOT NULL GROUP BY Composer ORDER BY count(*) DESC, Composer LIMIT 10;
-- What has the customer bought whose mail address ends in .cz and who spent most?
WITH best AS (SELECT c.CustomerId FROM Customer c JOIN Invoice i USING (CustomerId) WHERE c.Email LIKE '%.cz' GROUP BY c.CustomerId ORDER BY sum(i.Total) DESC, 1 LIMIT 1) SELECT t.Name FROM best JOIN Invoice i USING (CustomerId) JOIN InvoiceLine l USING (InvoiceId) JOIN Track t USING (TrackId) ORDER BY l.InvoiceLineId;
-- How many invoices fall into each size class?
SELECT CASE WHEN Total < 1 THEN 'small' WHEN Total < 6 THEN 'middle' ELSE 'large' END AS class, count(*), avg(Total) FROM Invoice GROUP BY class ORDER BY class;
-- Postal codes: which types are stored, and how often is one missing?
SELECT typeof(PostalCode), count(*), count(DISTINCT PostalCode) FROM Customer GROUP BY 1 ORDER BY 1;
-- The second page of albums by title, ten a page.
SELECT AlbumId, Title FROM Album ORDER BY Title COLLATE NOCASE, AlbumId LIMIT 10 OFFSET 10;
-- The share of each media type in all tracks.
SELECT m.Name, round(100.0 * count(*) / (SELECT count(*) FROM Track), 1) AS share FROM Track t JOIN MediaType m USING (MediaTypeId) GROUP BY m.MediaTypeId ORDER BY share DESC, m.Name;
