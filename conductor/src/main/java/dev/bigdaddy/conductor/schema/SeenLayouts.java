package dev.bigdaddy.conductor.schema;

import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TopologySnapshot;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a plan was made of: it is right for as long as that stays so. Where the rows of other tables lie
/// may change meanwhile.
///
/// @param version the schema version that was looked at
/// @param shape the version in which anything but the shards of tables had changed last
/// @param layouts those of the tables that were looked at; empty if that were all
public record SeenLayouts(long version, long shape, Optional<List<TableLayout>> layouts) {
  public SeenLayouts {
    layouts = layouts.map(List::copyOf);
  }

  /// Whether all that was seen is the same in another snapshot.
  public boolean holdIn(TopologySnapshot now) {
    if (version == now.version()) {
      return true;
    }
    return shape == now.shape()
        && layouts.isPresent()
        && layouts.get().stream()
            .allMatch(seen -> now.table(seen.name().folded()).filter(seen::equals).isPresent());
  }

  /// Whether all that was seen, and that concerns a write of these rows, is the same in another snapshot.
  public boolean holdIn(TopologySnapshot now, Footprint rows) {
    return version == now.version()
        || shape == now.shape()
            && layouts.isPresent()
            && layouts.get().stream().allMatch(seen -> holdsIn(now, seen, rows));
  }

  private static boolean holdsIn(TopologySnapshot now, TableLayout seen, Footprint rows) {
    return now.table(seen.name().folded())
        .filter(
            there ->
                there.equals(seen)
                    || seen.name().equals(rows.table()) && rows.liesAlike(seen, there))
        .isPresent();
  }

  /// Whether any of some tables, named in small letters, was looked at.
  public boolean any(Set<String> tables) {
    return layouts.isEmpty()
        || layouts.get().stream().anyMatch(seen -> tables.contains(seen.name().folded()));
  }

  /// The same, seen in a snapshot in which it holds.
  public SeenLayouts in(TopologySnapshot now) {
    return new SeenLayouts(now.version(), shape, layouts);
  }
}
