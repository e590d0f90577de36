package dev.bigdaddy.cli.demo;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// A table of the blog.
///
/// Posts, comments and likes are hashed by the post, and have as many shards, so that what belongs
/// to a post lies on its node: their joins run on each node for itself.
enum BlogTable {
  USERS(
      """
      CREATE TABLE users(
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        email TEXT NOT NULL,
        country TEXT NOT NULL,
        joined TEXT NOT NULL
      ) /* SHARDS=16 */\
      """,
      5),
  POSTS(
      """
      CREATE TABLE posts(
        id INTEGER PRIMARY KEY,
        user_id INTEGER NOT NULL,
        category_id INTEGER NOT NULL,
        title TEXT NOT NULL,
        body TEXT NOT NULL,
        views INTEGER NOT NULL,
        created TEXT NOT NULL
      ) /* SHARDS=16 */\
      """,
      7),
  COMMENTS(
      """
      CREATE TABLE comments(
        post_id INTEGER NOT NULL,
        number INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        body TEXT NOT NULL,
        created TEXT NOT NULL,
        PRIMARY KEY (post_id, number)
      ) /* SHARDS=16 SHARD_KEY=post_id */\
      """,
      5),
  LIKES(
      """
      CREATE TABLE likes(
        post_id INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        created TEXT NOT NULL,
        PRIMARY KEY (post_id, user_id)
      ) WITHOUT ROWID /* SHARDS=16 SHARD_KEY=post_id */\
      """,
      3),
  /// Loaded last, so that rows in it mean that the blog is complete.
  CATEGORIES(
      """
      CREATE TABLE categories(
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE
      ) /* REFERENCE */\
      """,
      2);

  private final String definition;
  private final int columnCount;

  BlogTable(String definition, int columnCount) {
    this.definition = definition;
    this.columnCount = columnCount;
  }

  /// The CREATE TABLE statement, with its hint.
  String definition() {
    return definition;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// An INSERT of that many rows with a parameter for each value.
  String insertion(int rows) {
    String row = "(?" + ",?".repeat(columnCount - 1) + ")";
    return "INSERT INTO " + label() + " VALUES " + String.join(",", Collections.nCopies(rows, row));
  }

  static List<String> labels() {
    return Arrays.stream(values()).map(BlogTable::label).toList();
  }
}
