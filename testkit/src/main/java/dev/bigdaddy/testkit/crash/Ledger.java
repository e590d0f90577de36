package dev.bigdaddy.testkit.crash;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a working process said that it did, kept outside the database that it is held against.
///
/// The process writes a line before and after each transaction. Facts of one line are one transaction:
///
///     i +tx:17 +table:x_17        it begins what makes these two
///     a +tx:17 +table:x_17        acknowledged: they are there, for ever
///     n +tx:17 +table:x_17        refused or rolled back: they are not
///     e text                      an error that should not have come
///
/// A line `i` without its end leaves open whether its facts hold, but not that they hold together.
/// Used by one thread.
final class Ledger {
  private final Set<String> present;
  private final Set<String> open;
  private final List<String> errors = new ArrayList<>();
  private int acknowledged;

  Ledger() {
    this(Set.of(), Set.of());
  }

  private Ledger(Set<String> present, Set<String> open) {
    this.present = new HashSet<>(present);
    this.open = new HashSet<>(open);
  }

  /// A second one that goes its own way from here.
  Ledger copy() {
    return new Ledger(present, open);
  }

  void accept(String line) {
    if (line.length() < 3 || line.charAt(1) != ' ') {
      return;
    }
    String rest = line.substring(2);
    switch (line.charAt(0)) {
      case 'i' -> open.add(rest);
      case 'n' -> open.remove(rest);
      case 'a' -> {
        open.remove(rest);
        facts(rest).forEach(this::apply);
        acknowledged++;
      }
      case 'e' -> errors.add(rest);
      default -> {
        // What else a Java process may print.
      }
    }
  }

  /// Transactions acknowledged so far.
  int acknowledged() {
    return acknowledged;
  }

  private static List<String> facts(String line) {
    return Arrays.asList(line.split(" ", -1));
  }

  private void apply(String fact) {
    if (fact.charAt(0) == '+') {
      present.add(fact.substring(1));
    } else {
      present.remove(fact.substring(1));
    }
  }

  /// The facts of a line that tell whether it happened. That something is gone tells nothing if nobody
  /// knows that it ever was there, since what made it was not acknowledged either.
  private List<String> telling(String line, Set<String> actual) {
    return facts(line).stream()
        .filter(
            fact ->
                fact.charAt(0) == '+'
                    || present.contains(fact.substring(1))
                    || actual.contains(fact.substring(1)))
        .toList();
  }

  /// Compares with what the database holds, and takes that for the truth from now on.
  ///
  /// @return what is lost, half, or there though nobody wrote it
  List<String> settle(Set<String> actual) {
    List<String> findings = new ArrayList<>(errors);
    errors.clear();
    for (String group : open) {
      List<String> facts = telling(group, actual);
      long holding =
          facts.stream()
              .filter(fact -> actual.contains(fact.substring(1)) == (fact.charAt(0) == '+'))
              .count();
      if (holding == facts.size()) {
        facts(group).forEach(this::apply);
      } else if (holding > 0) {
        findings.add("half of a transaction: only some hold of " + group);
      }
    }
    open.clear();
    for (String key : present) {
      if (!actual.contains(key)) {
        findings.add("acknowledged and lost: " + key);
      }
    }
    for (String key : actual) {
      if (!present.contains(key)) {
        findings.add("there, though it was undone or never written: " + key);
      }
    }
    present.clear();
    present.addAll(actual);
    return findings;
  }
}
