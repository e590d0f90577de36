package dev.bigdaddy.testkit;

import java.util.Map;
import java.util.Set;

/// A generated script with what its generator knows of it.
///
/// @param features what each query uses
/// @param partitions queries that are the sum of others
record GeneratedScript(
    Script script,
    Map<ScriptStatement, Set<Feature>> features,
    Map<ScriptStatement, PartitionCheck.Parts> partitions) {

  GeneratedScript {
    features = Map.copyOf(features);
    partitions = Map.copyOf(partitions);
  }
}
