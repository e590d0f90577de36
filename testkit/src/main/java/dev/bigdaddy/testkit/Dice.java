package dev.bigdaddy.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Chance that comes from a seed, so that each run can be repeated.
///
/// Used by one thread.
final class Dice {
  private final RandomGenerator random;

  Dice(RandomGenerator random) {
    this.random = random;
  }

  /// True in so many of a hundred cases.
  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /// A number from the first to the last, both included.
  int between(int first, int last) {
    return random.nextInt(first, last + 1);
  }

  @SafeVarargs
  final <T> T pick(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /// Some of the choices, in any order; at least one.
  <T> List<T> some(List<T> choices, int most) {
    List<T> rest = new ArrayList<>(choices);
    List<T> chosen = new ArrayList<>();
    int count = between(1, Math.min(most, choices.size()));
    while (chosen.size() < count) {
      chosen.add(rest.remove(random.nextInt(rest.size())));
    }
    return chosen;
  }
}
