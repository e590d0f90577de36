package dev.bigdaddy.cli.demo;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Makes the blog's rows: the same ones on every machine and day, from a fixed seed.
///
/// Activity is skewed as in a real blog: a few posts get most of the views, comments and likes.
final class BlogRows {

  private static final long SEED = 20_260_101L;
  private static final LocalDateTime OPENED = LocalDateTime.of(2024, 1, 1, 8, 0);
  private static final long DAYS = 730;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  private static final List<String> CATEGORIES =
      List.of("Databases", "Gardening", "Cooking", "Travel", "Music", "Cycling", "Books", "Films");
  private static final List<String> FIRST_NAMES =
      List.of(
          "Ada", "Björn", "Chiara", "Dmitri", "Elif", "Fatima", "Grace", "Hiro", "Ines", "João",
          "Katya", "Liam", "Mei", "Noor", "Olga", "Priya", "Quentin", "Rosa", "Søren", "Tomás",
          "Uma", "Viktor", "Wanjiru", "Ximena", "Yusuf", "Zoë");
  private static final List<String> LAST_NAMES =
      List.of(
          "Almeida",
          "Bauer",
          "Chen",
          "Dubois",
          "Eriksen",
          "Ferrari",
          "García",
          "Haddad",
          "Ivanova",
          "Jensen",
          "Kowalski",
          "Lindqvist",
          "Müller",
          "Nakamura",
          "Okafor",
          "Patel",
          "Rossi",
          "Singh",
          "Tanaka",
          "Weber",
          "Yılmaz");
  private static final List<String> COUNTRIES =
      List.of("DE", "FR", "IT", "JP", "BR", "IN", "NG", "SE", "PL", "TR", "US", "MX");
  private static final List<String> SUBJECTS =
      List.of(
          "a small database",
          "the old bicycle",
          "sourdough",
          "a night train",
          "my tomatoes",
          "the slow movement",
          "a borrowed book",
          "the index",
          "a rainy weekend",
          "the first take");
  private static final List<String> BEGINNINGS =
      List.of(
          "What I learned from",
          "In praise of",
          "How we lost",
          "Ten notes on",
          "The trouble with",
          "A letter to",
          "Why I keep",
          "Rebuilding",
          "Waiting for",
          "The secret of");
  private static final List<String> REMARKS =
      List.of(
          "I could not agree more.",
          "This took me back years.",
          "Have you tried it with salt?",
          "A citation would help here.",
          "Beautifully written.",
          "Mine broke on the second day.",
          "Saved for the weekend.",
          "My grandmother said the same.",
          "Please write a second part.",
          "There is a typo in the third line.");

  private final BlogSize size;

  BlogRows(BlogSize size) {
    this.size = size;
  }

  /// Gives each row of a table to the consumer, as values in the order of its columns.
  void of(BlogTable table, Consumer<Object[]> rows) {
    RandomGenerator random = new SplittableRandom(SEED + table.label().hashCode());
    switch (table) {
      case CATEGORIES -> {
        for (int id = 1; id <= CATEGORIES.size(); id++) {
          rows.accept(new Object[] {id, CATEGORIES.get(id - 1)});
        }
      }
      case USERS -> users(random, rows);
      case POSTS -> posts(random, rows);
      case COMMENTS -> comments(random, rows);
      case LIKES -> likes(random, rows);
    }
  }

  private void users(RandomGenerator random, Consumer<Object[]> rows) {
    for (int id = 1; id <= size.users(); id++) {
      String first = pick(FIRST_NAMES, random);
      String last = pick(LAST_NAMES, random);
      String email = "user" + id + "@example.org";
      String country = COUNTRIES.get(skewed(random, COUNTRIES.size()));
      rows.accept(
          new Object[] {id, first + " " + last, email, country, time(id, size.users(), random)});
    }
  }

  private void posts(RandomGenerator random, Consumer<Object[]> rows) {
    for (int id = 1; id <= size.posts(); id++) {
      String subject = pick(SUBJECTS, random);
      String title = pick(BEGINNINGS, random) + " " + subject;
      String body = "Today I want to write about " + subject + ". " + pick(REMARKS, random);
      int author = 1 + skewed(random, size.users());
      int category = 1 + skewed(random, CATEGORIES.size());
      long views = 10 + (long) (20_000 * Math.pow(random.nextDouble(), 6));
      rows.accept(
          new Object[] {id, author, category, title, body, views, time(id, size.posts(), random)});
    }
  }

  private void comments(RandomGenerator random, Consumer<Object[]> rows) {
    for (int post = 1; post <= size.posts(); post++) {
      int count = skewed(random, BlogSize.COMMENTS_PER_POST * 3 + 1);
      for (int number = 1; number <= count; number++) {
        rows.accept(
            new Object[] {
              post,
              number,
              1 + random.nextInt(size.users()),
              pick(REMARKS, random),
              time(post, size.posts(), random)
            });
      }
    }
  }

  private void likes(RandomGenerator random, Consumer<Object[]> rows) {
    for (int post = 1; post <= size.posts(); post++) {
      int count = Math.min(skewed(random, BlogSize.LIKES_PER_POST * 3 + 1), size.users());
      int user = random.nextInt(size.users());
      for (int i = 0; i < count; i++) {
        // Neighbours, so that nobody likes a post twice.
        int liker = 1 + (user + i) % size.users();
        rows.accept(new Object[] {post, liker, time(post, size.posts(), random)});
      }
    }
  }

  /// 0 to bound - 1, the small ones more often: on average a third of the bound.
  private static int skewed(RandomGenerator random, int bound) {
    double unit = random.nextDouble();
    return (int) (unit * unit * bound);
  }

  private static String pick(List<String> texts, RandomGenerator random) {
    return texts.get(random.nextInt(texts.size()));
  }

  /// A time that grows with the number of the row, to the hour.
  private static String time(int number, int last, RandomGenerator random) {
    long seconds = DAYS * 86_400 * number / (last + 1) + random.nextInt(3_600);
    return OPENED.plusSeconds(seconds).format(TIME);
  }
}
