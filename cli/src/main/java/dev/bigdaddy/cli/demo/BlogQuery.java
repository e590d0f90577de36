package dev.bigdaddy.cli.demo;

import java.util.List;

/// A question about the blog.
///
/// @param title what it shows
/// @param sql one statement
record BlogQuery(String title, String sql) {

  /// The questions, from the cheapest to those that gather.
  static List<BlogQuery> all() {
    return List.of(
        new BlogQuery(
            "Point lookup: the key names the one node that is asked",
            "SELECT id, name, country, joined FROM users WHERE id = 4242"),
        new BlogQuery(
            "IN: a list of keys",
            "SELECT id, name, email FROM users WHERE id IN (7, 77, 777, 7077) ORDER BY id"),
        new BlogQuery(
            "Range: a few keys in order, wherever they lie",
            "SELECT id, title, created FROM posts WHERE id BETWEEN 1000 AND 1004 ORDER BY id"),
        new BlogQuery(
            "ORDER BY … LIMIT: the best of all nodes",
            "SELECT id, title, views FROM posts ORDER BY views DESC, id LIMIT 5"),
        new BlogQuery(
            "GROUP BY: groups whose rows lie on all nodes",
            """
            SELECT country, count(*) AS users
            FROM users
            GROUP BY country
            ORDER BY users DESC, country
            LIMIT 5\
            """),
        new BlogQuery(
            "COUNT(DISTINCT …): distinct over all nodes, not the sum of four counts",
            "SELECT count(*) AS comments, count(DISTINCT user_id) AS authors FROM comments"),
        new BlogQuery(
            "AVG: the average over all rows, not an average of averages",
            """
            SELECT count(*) AS posts, round(avg(views), 2) AS average, min(views) AS least,
                   max(views) AS most
            FROM posts\
            """),
        new BlogQuery(
            "Join of colocated tables: each node joins its own posts and comments",
            """
            SELECT p.id, p.title, count(*) AS comments
            FROM posts p JOIN comments c ON c.post_id = p.id
            GROUP BY p.id
            ORDER BY comments DESC, p.id
            LIMIT 5\
            """),
        new BlogQuery(
            "Join with a reference table: a copy of it lies on every node",
            """
            SELECT c.name AS category, count(*) AS posts, sum(p.views) AS views
            FROM posts p JOIN categories c ON c.id = p.category_id
            GROUP BY c.name
            ORDER BY views DESC\
            """),
        new BlogQuery(
            "Subquery: authors of the most read posts",
            """
            SELECT id, name, country
            FROM users
            WHERE id IN (SELECT user_id FROM posts WHERE views > 19500)
            ORDER BY id
            LIMIT 5\
            """),
        new BlogQuery(
            "Window function: the most read post of each category",
            """
            SELECT category_id, id, title, views
            FROM (SELECT *, row_number()
                    OVER (PARTITION BY category_id ORDER BY views DESC, id) AS n
                  FROM posts)
            WHERE n = 1
            ORDER BY category_id\
            """),
        new BlogQuery(
            "Recursive CTE: a calendar, with the posts of each month",
            """
            WITH RECURSIVE months(first) AS (
              VALUES ('2024-01-01')
              UNION ALL
              SELECT date(first, '+1 month') FROM months LIMIT 6)
            SELECT substr(first, 1, 7) AS month,
                   (SELECT count(*) FROM posts
                    WHERE created >= first AND created < date(first, '+1 month')) AS posts
            FROM months\
            """),
        new BlogQuery(
            "JSON: a post with its first comments as one document",
            """
            SELECT json_object('title', p.title, 'comments', json_group_array(c.body)) AS document
            FROM posts p JOIN comments c ON c.post_id = p.id
            WHERE p.id = 1234 AND c.number <= 2\
            """));
  }
}
