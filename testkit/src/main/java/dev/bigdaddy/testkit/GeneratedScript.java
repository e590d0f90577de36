package dev.bigdaddy.testkit;

import java.util.Map;
import java.util.Set;

/// A generated script with what its generator knows of it.
///
/// @param features what each query uses
/// @param partitions queries that are the sum of others
/// @param forms what each write uses
record GeneratedScript(
    Script script,
    Map<ScriptStatement, Set<Feature>> features,
    Map<ScriptStatement, PartitionCheck.Parts> partitions,
    Map<ScriptStatement, Set<WriteForm>> forms) {

  GeneratedScript {
    features = Map.copyOf(features);
    partitions = Map.copyOf(partitions);
    forms = Map.copyOf(forms);
  }
}
