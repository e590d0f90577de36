package dev.bigdaddy.engine;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.Session;
import java.nio.file.Path;
import java.util.Random;

/// A process that writes over several nodes until it is killed, and prints what was acknowledged.
///
/// Each transaction moves money between two accounts, which lie on spread shards, and notes its
/// number in a whole table with a default that no log can repeat, and in a spread table.
final class CrashVictim {
  static final int ACCOUNTS = 40;
  private static final int WRITERS = 3;

  private CrashVictim() {}

  public static void main(String[] arguments) throws InterruptedException {
    Settings settings = Settings.defaults().with("busy_timeout", "10000");
    BigDaddy db = BigDaddy.open(Path.of(arguments[0]), settings);
    int firstNumber = Integer.parseInt(arguments[1]);
    Thread[] writers = new Thread[WRITERS];
    for (int i = 0; i < WRITERS; i++) {
      int writer = i;
      writers[i] = Thread.ofPlatform().start(() -> write(db, firstNumber + writer));
    }
    for (Thread writer : writers) {
      writer.join();
    }
  }

  private static void write(BigDaddy db, int firstNumber) {
    Random random = new Random(firstNumber);
    try (Session session = db.session()) {
      for (long number = firstNumber; ; number += WRITERS) {
        try {
          transfer(session, number, random);
          System.out.println(number);
        } catch (BigDaddyException e) {
          if (e.code() != ErrorCode.BUSY) {
            throw e;
          }
          if (session.inTransaction()) {
            session.sql("ROLLBACK");
          }
        }
      }
    }
  }

  private static void transfer(Session session, long number, Random random) {
    int from = random.nextInt(ACCOUNTS);
    int to = random.nextInt(ACCOUNTS);
    int amount = random.nextInt(100);
    session.sql("BEGIN IMMEDIATE");
    session.sql("UPDATE accounts SET money = money - ? WHERE id = ?", amount, from);
    session.sql("INSERT INTO noted(id) VALUES (?)", number);
    session.sql("UPDATE accounts SET money = money + ? WHERE id = ?", amount, to);
    session.sql("INSERT INTO done VALUES (?, ?), (?, ?)", number, 1, -number, 2);
    session.sql("COMMIT");
  }
}
