package dev.bigdaddy.conductor.plan;

import java.util.ArrayList;
import java.util.List;

/// Collects the values of our own that a plan needs behind the user's parameters. Used by one thread.
final class ExtraValues {
  private final int userParameters;
  private final List<ExtraValue> values = new ArrayList<>();

  ExtraValues(int userParameters) {
    this.userParameters = userParameters;
  }

  /// How many parameters the user gives.
  int userParameters() {
    return userParameters;
  }

  /// The parameter number of a value; equal session values share one.
  int number(ExtraValue value) {
    int index = value == ExtraValue.Known.SLOT ? -1 : values.indexOf(value);
    if (index < 0) {
      index = values.size();
      values.add(value);
    }
    return userParameters + index + 1;
  }

  List<ExtraValue> values() {
    return List.copyOf(values);
  }
}
