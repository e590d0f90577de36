package dev.bigdaddy.cli.demo;

/// How large the blog is. Comments and likes follow from the posts.
///
/// @param users rows of the table of users
/// @param posts rows of the table of posts
record BlogSize(int users, int posts) {

  static final int COMMENTS_PER_POST = 3;
  static final int LIKES_PER_POST = 4;

  /// About that many rows in all.
  static BlogSize ofRows(int rows) {
    int posts = Math.max(20, rows * 2 / (2 * (1 + COMMENTS_PER_POST + LIKES_PER_POST) + 1));
    return new BlogSize(Math.max(10, posts / 2), posts);
  }
}
