package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.SchemaObject;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TableName;
import java.util.Optional;
import java.util.Set;

/// The nodes that ANALYZE, REINDEX or a check concerns: those of the table or index that it names,
/// or all.
public final class MaintenanceScope {
  private MaintenanceScope() {}

  /// @param name a table, an index, or what stands for everything: a schema or a collation
  public static Set<NodeId> nodes(Optional<QualifiedName> name, UserSchema schema) {
    if (name.isPresent() && isTemporary(name.get(), schema)) {
      return Set.of(NodeId.HOME);
    }
    return name.flatMap(named -> table(named.name().name(), schema))
        .map(layout -> Set.copyOf(layout.nodes()))
        .orElse(schema.createdNodes());
  }

  private static boolean isTemporary(QualifiedName name, UserSchema schema) {
    String folded = TableName.fold(name.name().name());
    boolean object =
        schema.temporary().objects().stream()
            .anyMatch(known -> TableName.fold(known.name()).equals(folded));
    boolean inMain = name.schema().map(in -> in.sameAs("main")).orElse(false);
    return object && !inMain;
  }

  /// The table of that name, or the one on which the index of that name is.
  private static Optional<TableLayout> table(String name, UserSchema schema) {
    Optional<TableLayout> table = schema.layout(name);
    if (table.isPresent()) {
      return table;
    }
    String folded = TableName.fold(name);
    return schema.objects().stream()
        .filter(object -> object.type().equals("index"))
        .filter(object -> TableName.fold(object.name()).equals(folded))
        .map(SchemaObject::tableName)
        .findFirst()
        .flatMap(schema::layout);
  }
}
