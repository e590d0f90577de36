package dev.bigdaddy.testkit.crash;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.engine.BigDaddy;
import dev.bigdaddy.engine.Settings;
import dev.bigdaddy.testkit.crash.CrashLoad.Disk;
import dev.bigdaddy.testkit.crash.CrashLoad.Profile;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// The process that is killed: works on a database and tells a {@link Ledger}'s lines on its standard
/// output, each by one write, so that a line is either there or not.
///
///     CrashWorkCommand JOB DIRECTORY NODES SYNCHRONOUS [PROFILE FIRST SEED TRANSACTIONS]
///
/// Jobs: `create` makes the tables, `open` opens and ends, `work` works, `suffer` works on a disk that
/// fails.
public final class CrashWorkCommand {
  /// Sessions at work at the same time.
  static final int SESSIONS = 3;

  private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

  private CrashWorkCommand() {}

  /// Ends with 0 unless it is killed or cannot go on.
  public static void main(String[] arguments) throws InterruptedException {
    CrashWorkCommand command = new CrashWorkCommand();
    try {
      command.run(arguments);
      Runtime.getRuntime().halt(0);
    } catch (BigDaddyException e) {
      command.tell((arguments[0].equals("suffer") ? "u " : "e ") + arguments[0] + ": " + e.code() + " " + e.getMessage());
      Runtime.getRuntime().halt(3);
    }
  }

  private void run(String[] arguments) throws InterruptedException {
    Path directory = Path.of(arguments[1]);
    Settings settings = CrashSchema.settings(Integer.parseInt(arguments[2]), arguments[3]);
    switch (arguments[0]) {
      case "create" -> {
        BigDaddy database = BigDaddy.open(directory, settings);
        CrashSchema.create(database);
        database.close();
      }
      case "open" -> {
        BigDaddy database = BigDaddy.open(directory, settings);
        tell("opened " + database.sql("SELECT count(*) FROM parts").rows());
      }
      case "work" -> {
        try (BigDaddy database = BigDaddy.open(directory, settings)) {
          work(database, Disk.SOUND, arguments);
        }
      }
      case "suffer" -> {
        try (BigDaddy database = BigDaddy.open(directory, settings)) {
          work(database, Disk.FAILING, arguments);
        }
      }
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private void work(BigDaddy database, Disk disk, String[] arguments)
      throws InterruptedException {
    Profile profile = Profile.valueOf(arguments[4]);
    long first = Long.parseLong(arguments[5]);
    SplittableRandom random = new SplittableRandom(Long.parseLong(arguments[6]));
    int transactions = Integer.parseInt(arguments[7]);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      CrashLoad load =
          new CrashLoad(database, disk, this::tell, profile, first + i, SESSIONS, random.split());
      threads.add(Thread.ofPlatform().start(() -> repeat(load, transactions)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void repeat(CrashLoad load, int transactions) {
    try {
      for (int i = 0; i < transactions; i++) {
        load.next();
      }
    } catch (RuntimeException | Error e) {
      tell("e " + e);
      Runtime.getRuntime().halt(3);
    }
  }

  private synchronized void tell(String line) {
    try {
      out.write((line.replace('\n', ' ') + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
