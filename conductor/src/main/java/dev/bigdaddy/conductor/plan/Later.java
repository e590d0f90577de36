package dev.bigdaddy.conductor.plan;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A part of a plan that is made when it is first needed: most statements never need what would run
/// if something cheaper failed, and making it costs as much as all the rest. Safe for use by many
/// threads.
public final class Later<T> {
  private @Nullable Supplier<T> maker;
  private @Nullable T made;

  Later(Supplier<T> maker) {
    this.maker = maker;
  }

  /// The part, made now if it was not before.
  public synchronized T get() {
    T known = made;
    if (known == null) {
      if (maker == null) {
        throw new IllegalStateException("neither made nor to be made");
      }
      known = maker.get();
      made = known;
      maker = null;
    }
    return known;
  }
}
