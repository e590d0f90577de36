package dev.bigdaddy.conductor.move;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.Job;
import dev.bigdaddy.topology.Jobs;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TargetShards;
import dev.bigdaddy.topology.TopologySnapshot;
import java.util.List;

/// Registers jobs that move a colocation group to other shards, in an epoch that holds the topology.
record JobQueue(Placements placements) {
  /// Jobs that may be open at the same time; each holds writers again and again.
  private static final int MOST_OPEN = 64;

  /// @param layout the table that the job is named after; those that are placed alike move too
  /// @return the job's id
  long add(Epoch epoch, TopologySnapshot topology, TableLayout layout, TargetShards target) {
    String name = layout.name().spelling();
    List<String> group =
        topology.group(layout).stream().map(member -> member.name().folded()).toList();
    if (group.stream().anyMatch(member -> member.indexOf('\n') >= 0)) {
      throw new BigDaddyException(
          ErrorCode.NOT_SUPPORTED,
          "not supported yet: resharding tables one of which has a line break in its name");
    }
    List<Job> open = Jobs.open(epoch.on(NodeId.TOPOLOGY));
    for (Job other : open) {
      if (other.group().stream().anyMatch(group::contains)) {
        throw new BigDaddyException(
            ErrorCode.JOB_RUNNING,
            "job %d moves rows of %s: wait until it is complete, or CANCEL JOB %d"
                .formatted(other.id(), other.table(), other.id()));
      }
    }
    if (open.size() >= MOST_OPEN) {
      throw new BigDaddyException(
          ErrorCode.LIMIT, "there are " + MOST_OPEN + " open jobs, which is the limit");
    }
    return Jobs.add(epoch, name, group, target.text(), 0, placements.millis()).id();
  }
}
