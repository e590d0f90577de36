package dev.bigdaddy.cli;

import dev.bigdaddy.cli.output.TextTable;
import dev.bigdaddy.engine.BigDaddy;
import dev.bigdaddy.engine.Finding;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `bigdaddy verify`: checks every promise that can be checked at rest.
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Check the files, where each row lies, uniqueness, foreign keys, kept counts, copies, and that"
          + " there is nothing that does not belong.",
      "",
      "The exit code is 1 if anything was found.",
      ""
    })
final class VerifyCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "DIR", description = "The database's directory.")
  private Path directory = Path.of("");

  @Option(
      names = "--repair",
      description = "Put right what can be derived: row counts, copies of reference tables, entries of virtual"
              + " indexes, debris.")
  private boolean repair;

  @Mixin private DatabaseOptions database = new DatabaseOptions();

  private final Streams streams;

  VerifyCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    try (BigDaddy opened = database.openExisting(directory)) {
      if (repair) {
        opened
            .repairRowCounts()
            .forEach(table -> streams.out().line("repaired: the row counts of " + table));
        opened
            .repairCopies()
            .forEach(copy -> streams.out().line("repaired: the copy of " + copy));
        opened
            .repairIndexes()
            .forEach(index -> streams.out().line("repaired: the entries of index " + index));
        opened.repairDebris().forEach(name -> streams.out().line("deleted: " + name));
      }
      List<Finding> findings = opened.verify();
      TextTable table =
          new TextTable(TextTable.left("check"), TextTable.left("result"), TextTable.left("where"));
      for (Finding.Kind kind : Finding.Kind.values()) {
        List<Finding> found = findings.stream().filter(f -> f.kind() == kind).toList();
        String name = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        if (found.isEmpty()) {
          table.add(name, "ok", "");
        }
        found.forEach(finding -> table.add(name, finding.text(), finding.place()));
      }
      table.lines().forEach(streams.out()::line);
      return findings.isEmpty() ? 0 : Main.FAILED;
    }
  }
}
